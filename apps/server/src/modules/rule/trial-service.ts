import type {
  CalendarHours,
  ChannelId,
  QueueEntryId,
  RoutingRule,
  RuleTrial,
  SkillGroupId,
  TriedDecision,
  TriedRule,
  TriedStage,
  TryRules,
} from '@visavis/protocol';
import type { Clock, MakeId, Random } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { CalendarService } from '../calendar/index.ts';
import {
  agentsOf,
  groupsOf,
  inOrderOfService,
  isSearch,
  nextStage,
  offeredAfter,
  type Planned,
  type PlanStage,
  planFor,
  type RoutingDecision,
  type RoutingEntry,
  type RoutingFacts,
  type RoutingSnapshot,
  route,
  surveyStage,
} from '../routing/index.ts';
import { readFacts } from './facts-service.ts';
import type { RuleSetService } from './rule-set-service.ts';
import type { WorldWanted } from './rule-wants.ts';
import { actualValue } from './trial.ts';

export interface TrialDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly random: Random;
  readonly rules: Pick<RuleSetService, 'inForce' | 'assertSound'>;
  readonly calendars: Pick<CalendarService, 'listCalendars'>;
  /** Throws channel_not_found. */
  readonly getChannel: (db: Db, channelId: ChannelId) => Promise<{ readonly groupId: SkillGroupId }>;
  readonly world: WorldWanted;
}

/** How the rules were read, one line for each of them. */
const readingsOf = (rules: readonly RoutingRule[], { readings, taken }: Planned, facts: RoutingFacts): TriedRule[] =>
  rules.map((rule) => {
    const line = (verdict: TriedRule['verdict'], failed: TriedRule['failed'] = null): TriedRule => ({
      ...{ ruleId: rule.id, name: rule.name, verdict, failed },
    });
    if (!rule.enabled) return line('off');
    const reading = readings.find((one) => one.rule === rule);
    if (!reading) return line('not_read');
    const condition = reading.failed === null ? undefined : rule.when[reading.failed];
    if (reading.failed === null || !condition)
      return line(taken.at(-1) === rule && rule.then === 'decide' ? 'decides' : 'adds');
    return line('does_not_fit', { index: reading.failed, condition, actual: actualValue(condition, facts) });
  });

const gapOf = (stage: PlanStage): TriedStage['gap'] => {
  if (stage.kind !== 'designated_agent' && stage.kind !== 'regular_agent') return null;
  if (stage.agentId !== null) return null;
  return stage.kind === 'designated_agent' && stage.lookupId !== null ? 'asks_system' : 'nobody_named';
};

const nobody = { considered: [], isPassedOver: false };

/** The stages with their times, and who could take the contact now. */
const stagesOf = (planned: Planned, entry: RoutingEntry, snapshot: RoutingSnapshot, now: number): TriedStage[] => {
  const origins = planned.taken.flatMap((rule) => rule.stages.map(() => rule.name));
  const names = new Map(snapshot.agents.map((agent) => [agent.id, agent.displayName]));
  const groupNames = new Map(snapshot.groups.map((group) => [group.id, group.name]));
  let from = 0;
  return planned.plan.stages.map((stage, index) => {
    const { considered, isPassedOver } = isSearch(stage) ? surveyStage(snapshot, now, entry, stage) : nobody;
    const searchedFrom = from;
    if (stage.kind !== 'offer' && stage.kind !== 'overflow' && !isPassedOver) from += stage.patienceMs ?? 0;
    const begins = stage.kind === 'offer' ? offeredAfter(planned.plan, index) : searchedFrom;
    // A search that other ways are offered before waits for them.
    if (stage.kind === 'offer') from = Math.max(from, begins + (stage.patienceMs ?? 0));
    const endless = stage.kind === 'offer' || stage.kind === 'overflow' || nextStage(planned.plan, index) === null;
    const groups =
      stage.kind === 'skill_group' ? stage.groups : stage.kind === 'overflow' ? [{ ...stage, minLevel: 1 }] : [];
    const agentIds = stage.kind === 'skill_group' ? [] : agentsOf({ priority: 0, stages: [stage] });
    return {
      kind: stage.kind,
      ruleName: origins[index] ?? null,
      agents: agentIds.map((agentId) => ({ agentId, displayName: names.get(agentId) ?? '' })),
      groups: groups.map(({ groupId, minLevel }) => ({ groupId, name: groupNames.get(groupId) ?? '', minLevel })),
      options: stage.kind === 'offer' ? [...stage.options] : [],
      fromSeconds: begins / 1_000,
      untilSeconds: endless ? null : from / 1_000,
      gap: gapOf(stage),
      fits: considered.filter(({ verdict }) => verdict === 'eligible').length,
      considered,
    };
  });
};

const decisionOf = (
  decision: RoutingDecision,
  snapshot: RoutingSnapshot,
  now: number,
  ahead: number,
): TriedDecision => {
  const groupId = decision.kind === 'offer' || decision.kind === 'overflow' ? decision.groupId : null;
  const agent = decision.kind === 'offer' ? snapshot.agents.find((one) => one.id === decision.agentId) : undefined;
  const again = decision.kind === 'wait' ? decision.until : null;
  return {
    kind: decision.kind,
    stage: decision.stageIndex,
    agent: agent ? { agentId: agent.id, displayName: agent.displayName } : null,
    groupName: snapshot.groups.find((group) => group.id === groupId)?.name ?? null,
    waits: decision.kind === 'wait' ? decision.reason : null,
    againAfterSeconds: again === null ? null : Math.max(0, Math.ceil((again - now) / 1_000)),
    reason: decision.kind === 'offer' ? decision.reason : null,
    ahead,
  };
};

/** "Who would get this?": the live functions on the present world and a visitor who does not exist. Writes nothing. */
export const createTrialService = (deps: TrialDeps) => {
  const { db } = deps;

  const factsFor = async (rules: readonly RoutingRule[], { visitor }: TryRules, channelGroupId: SkillGroupId) => {
    const now = visitor.at === null ? deps.clock.now().getTime() : Date.parse(visitor.at);
    const listed = await deps.calendars.listCalendars(db);
    const calendars = new Map<string, CalendarHours>(listed.map((one) => [one.id, one]));
    // Newest first, and all of them recent.
    const servedBefore = visitor.servedBy.map((agentId, index) => ({ agentId, at: now - (index + 1) * 60_000 }));
    const { channelId, medium, vipLevel, attributes, language, tags } = visitor;
    return readFacts(db, rules, calendars, {
      ...{ now, channelId, medium, vipLevel, attributes, language, tags, channelGroupId },
      servedBefore: async () => servedBefore,
    });
  };

  return {
    /** Throws rules_invalid (a draft that is wrong), channel_not_found. */
    async tryRules(input: TryRules): Promise<RuleTrial> {
      const set = await deps.rules.inForce(db);
      if (input.rules) await deps.rules.assertSound(input.rules);
      const rules = input.rules ?? set.rules;
      const { groupId: channelGroupId } = await deps.getChannel(db, input.visitor.channelId);
      const facts = await factsFor(rules, input, channelGroupId);
      const planned = planFor(rules, facts);
      const { plan, rule } = planned;
      const groupIds = [...new Set([channelGroupId, ...groupsOf(plan)])];
      const snapshot = await deps.world.look(db, { groupIds, agentIds: agentsOf(plan) });
      // People and lines are as they are now, whatever hour is tried.
      const now = deps.clock.now().getTime();
      const entry: RoutingEntry = {
        id: deps.makeId() as QueueEntryId,
        groupId: groupsOf(plan)[0] ?? channelGroupId,
        medium: input.visitor.medium,
        plan,
        priority: plan.priority,
        rule,
        ruleVersion: input.rules ? null : set.version,
        stageIndex: 0,
        reached: null,
        enqueuedAt: now,
        enteredAt: now,
        visitorAway: false,
        callback: null,
        asked: [],
        excluded: [],
      };
      const world = { ...snapshot, entries: [...snapshot.entries, entry] };
      const decision = route(world, now, deps.random).find((one) => one.entryId === entry.id);
      if (!decision) throw new Error('the router gave no decision');
      const order = inOrderOfService(world.entries, now);
      const ahead = order.slice(0, order.indexOf(entry)).filter((one) => one.groupId === entry.groupId).length;
      return {
        at: new Date(facts.now).toISOString(),
        ruleVersion: entry.ruleVersion,
        rules: readingsOf(rules, planned, facts),
        rule,
        priority: plan.priority,
        stages: stagesOf(planned, entry, snapshot, now),
        decision: decisionOf(decision, snapshot, now, ahead),
      };
    },
  };
};
export type TrialService = ReturnType<typeof createTrialService>;
