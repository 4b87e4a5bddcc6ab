import type {
  CalendarHours,
  ChannelId,
  ConversationId,
  LookupId,
  Medium,
  RoutingRule,
  RoutingRuleId,
  SkillGroupId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { Clock, Jobs, MakeId } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import type { CalendarService } from '../calendar/index.ts';
import { planFor, type RoutingPlan } from '../routing/index.ts';
import { type ContactFacts, factsRepo } from './facts-repo.ts';
import { readFacts } from './facts-service.ts';
import { lookupJob } from './lookup-jobs.ts';
import { ruleSetRepo } from './rule-set-repo.ts';

export interface PlansDeps {
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly jobs: Jobs;
  readonly calendars: Pick<CalendarService, 'listCalendars'>;
}

export interface NewContact {
  readonly conversationId: ConversationId;
  readonly channelId: ChannelId;
  readonly channelGroupId: SkillGroupId;
  readonly medium: Medium;
}

export interface PlannedContact {
  readonly rule: string;
  readonly ruleVersion: number | null;
  readonly ruleIds: readonly RoutingRuleId[];
  readonly plan: RoutingPlan;
}

interface Kept {
  readonly stamp: string;
  readonly rules: readonly RoutingRule[];
  readonly calendars: ReadonlyMap<string, CalendarHours>;
}

const pendingLookups = (plan: RoutingPlan): LookupId[] => [
  ...new Set(
    plan.stages.flatMap((stage) =>
      stage.kind === 'designated_agent' && stage.agentId === null && stage.lookupId !== null ? [stage.lookupId] : [],
    ),
  ),
];

/** The plan of a new contact by the rules in force. Rules and calendars stay in memory as long as their versions do. */
export const createPlansService = (deps: PlansDeps) => {
  let kept: Kept | undefined;

  const current = async (tx: Tx, facts: ContactFacts): Promise<Kept> => {
    const stamp = `${facts.ruleVersion}/${facts.calendarVersions}`;
    if (kept?.stamp === stamp) return kept;
    const set = await ruleSetRepo.find(tx, facts.ruleVersion);
    const calendars = await deps.calendars.listCalendars(tx);
    const read = {
      stamp,
      rules: set?.rules ?? [],
      calendars: new Map(calendars.map((one) => [one.id as string, one])),
    };
    // The transaction may see less than is committed by now, or still be undone: the stamp says what it is worth.
    kept = read;
    return read;
  };

  return {
    async planFor(tx: Tx, contact: NewContact): Promise<PlannedContact> {
      const found = await factsRepo.contact(tx, contact.conversationId);
      if (!found) throw new DomainError('conversation_not_found');
      const { rules, calendars } = await current(tx, found);
      const facts = await readFacts(tx, rules, calendars, {
        ...contact,
        ...found,
        now: deps.clock.now().getTime(),
        servedBefore: (since) => factsRepo.servedBefore(tx, found, since),
      });
      const { rule, taken, plan } = planFor(rules, facts);
      for (const lookupId of pendingLookups(plan))
        await deps.jobs.add(tx, lookupJob(deps.makeId(), { ...contact, lookupId }));
      return {
        rule,
        ruleVersion: taken.length === 0 ? null : found.ruleVersion,
        ruleIds: taken.map(({ id }) => id),
        plan,
      };
    },
  };
};
export type PlansService = ReturnType<typeof createPlansService>;
