import type {
  CalendarId,
  ImportedRules,
  ImportRules,
  LookupId,
  PutRuleSet,
  RoutingRule,
  RuleCheck,
  RuleCounts,
  RuleDocument,
  RuleProblem,
  RuleSet,
  RuleSetVersion,
  SkillGroupId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { type CalendarService, nextOpening } from '../calendar/index.ts';
import { checkRules, hasErrors, type RuleWorld, readRules } from './check.ts';
import { checkOverflows } from './check-overflows.ts';
import { type ReferenceKind, referencesOf } from './references.ts';
import { fromDocument, toDocument } from './rule-file.ts';
import { ruleSetRepo } from './rule-set-repo.ts';
import { ruleWorldRepo } from './rule-world-repo.ts';

export interface RuleSetDeps extends Pick<CoreDeps, 'clock' | 'events' | 'transactions'> {
  readonly db: Db;
  readonly calendars: Pick<CalendarService, 'listCalendars'>;
}

const dayMs = 86_400_000;

/** The rules as a versioned document: what is in force, what was, and what is wrong with what is to be. */
export const createRuleSetService = (deps: RuleSetDeps) => {
  const { db, clock, events, transactions } = deps;

  const world = async (executor: Db): Promise<RuleWorld> => {
    const now = clock.now().getTime();
    const groups = await ruleWorldRepo.groups(executor);
    const agents = await ruleWorldRepo.agents(executor);
    const channels = await ruleWorldRepo.channels(executor);
    const lookups = await ruleWorldRepo.lookups(executor);
    const calendars = new Map((await deps.calendars.listCalendars(executor)).map((one) => [one.id as string, one]));
    return { groups, agents, channels, lookups, calendars, everOpens: (hours) => nextOpening(hours, now) !== null };
  };

  const inForce = async (executor: Db): Promise<RuleSet> => {
    const found = await ruleSetRepo.find(executor);
    if (!found) throw new DomainError('rule_set_not_found');
    return found;
  };

  /** The lock is held. */
  const put = async (
    tx: Tx,
    by: AgentPrincipal,
    set: { readonly basedOn: number; readonly rules: readonly RoutingRule[]; readonly note: string },
  ): Promise<RuleSet> => {
    const before = await inForce(tx);
    if (before.version !== set.basedOn) throw new DomainError('version_conflict', { version: before.version });
    const version = before.version + 1;
    const { rules, note } = set;
    await ruleSetRepo.insert(tx, { version, rules, note, createdAt: clock.now(), createdBy: by.agentId });
    await events.append(tx, {
      type: 'rules_put',
      subjectId: by.agentId,
      payload: { version, agentId: by.agentId, note, ruleCount: rules.length },
    });
    return inForce(tx);
  };

  const refuseErrors = (problems: readonly RuleProblem[]): void => {
    if (hasErrors(problems)) throw new DomainError('rules_invalid', { problems });
  };

  /** Places where the rules in force name it. Whoever puts rules in force waits until the transaction ends. */
  const usesOf = async (tx: Tx, kind: ReferenceKind, id: string): Promise<string[]> => {
    await ruleSetRepo.lock(tx);
    const { rules } = await inForce(tx);
    return referencesOf(rules).flatMap((one) => (one.kind === kind && one.id === id ? [one.place] : []));
  };

  return {
    inForce: (executor: Db = db): Promise<RuleSet> => inForce(executor),
    listVersions: (): Promise<RuleSetVersion[]> => ruleSetRepo.list(db),

    /** Throws rule_set_not_found. */
    async getVersion(version: number): Promise<RuleSet> {
      const found = await ruleSetRepo.find(db, version);
      if (!found) throw new DomainError('rule_set_not_found');
      return found;
    },

    async check(values: readonly unknown[]): Promise<RuleCheck> {
      const { rules, problems } = readRules(values);
      // Places count the rules as they were given: sense is looked at only when every rule has its shape.
      return { problems: problems.length > 0 ? problems : checkRules(rules, await world(db)) };
    },

    /** Throws rules_invalid (details.problems). */
    async assertSound(rules: readonly RoutingRule[]): Promise<void> {
      refuseErrors(checkRules(rules, await world(db)));
    },

    /** Throws rules_invalid (details.problems), version_conflict. */
    put: (by: AgentPrincipal, input: PutRuleSet): Promise<RuleSet> =>
      transactions.run(async (tx) => {
        await ruleSetRepo.lock(tx);
        refuseErrors(checkRules(input.rules, await world(tx)));
        return put(tx, by, { basedOn: input.version, rules: input.rules, note: input.note });
      }),

    async exportDocument(): Promise<RuleDocument> {
      return toDocument(await inForce(db), await world(db), clock.now());
    },

    /** Throws rules_invalid (details.problems), version_conflict; a dry run only tells. */
    importDocument: (by: AgentPrincipal, input: ImportRules): Promise<ImportedRules> =>
      transactions.run(async (tx) => {
        await ruleSetRepo.lock(tx);
        const here = await world(tx);
        const { rules, matched, problems: shape } = fromDocument(input.document, here);
        const problems = shape.length > 0 ? shape : checkRules(rules, here);
        if (input.dryRun) return { ruleSet: null, rules, matched, problems };
        refuseErrors(problems);
        const ruleSet = await put(tx, by, { basedOn: input.version, rules, note: '' });
        return { ruleSet, rules: ruleSet.rules, matched, problems };
      }),

    async counts(since: string | undefined): Promise<RuleCounts> {
      const from = since === undefined ? new Date(clock.now().getTime() - dayMs) : new Date(since);
      return { since: from.toISOString(), ...(await ruleSetRepo.counts(db, from)) };
    },

    usesOfCalendar: (tx: Tx, id: CalendarId) => usesOf(tx, 'calendar', id),
    usesOfLookup: (tx: Tx, id: LookupId) => usesOf(tx, 'lookup', id),
    /** The first overflow of the rules in force that leads round in a circle, groups' own overflows taken in; null: there is none. */
    async circleOfOverflows(tx: Tx): Promise<{ rule: string; path: string } | null> {
      await ruleSetRepo.lock(tx);
      const { rules } = await inForce(tx);
      const [found] = checkOverflows(rules, await ruleWorldRepo.groups(tx));
      if (!found) return null;
      const index = Number(/^rules\[(\d+)\]/.exec(found.place)?.[1]);
      return { rule: rules[index]?.name ?? found.place, path: found.found ?? '' };
    },
    /** Names of the rules in force that name this group. */
    async rulesNamingGroup(tx: Tx, id: SkillGroupId): Promise<string[]> {
      await ruleSetRepo.lock(tx);
      const { rules } = await inForce(tx);
      return rules.flatMap((rule) =>
        referencesOf([rule]).some((one) => one.kind === 'group' && one.id === id) ? [rule.name] : [],
      );
    },
  };
};
export type RuleSetService = ReturnType<typeof createRuleSetService>;
