/** Rules to plan: ordered rules; the first whose conditions all hold decides, those that fall through put their stages before. */
import type {
  AgentId,
  AttributeValue,
  CalendarId,
  ChannelId,
  Designation,
  Language,
  Medium,
  RoutingRule,
  RoutingStage,
  RuleCondition,
  SkillGroupId,
  VisitorAttributes,
} from '@visavis/protocol';
import { channelGroupRule, groupPlan, type PlanStage, type RoutingPlan } from './plan.ts';
import { patienceOf } from './progress.ts';

/** An agent served this visitor. Newest first where there are several. */
export interface ServedBefore {
  readonly agentId: AgentId;
  readonly at: number;
}

/** What rules may look at. Instants are epoch ms. */
export interface RoutingFacts {
  readonly now: number;
  readonly medium: Medium;
  readonly channelId: ChannelId;
  /** The group the channel names. */
  readonly channelGroupId: SkillGroupId;
  readonly vipLevel: number;
  readonly attributes: VisitorAttributes;
  readonly language: Language;
  readonly tags: readonly string[];
  readonly servedBefore: readonly ServedBefore[];
  /** Is the calendar open now; undefined: there is no such calendar. */
  readonly isOpen: (calendarId: CalendarId) => boolean | undefined;
  readonly waiting: (groupId: SkillGroupId) => { readonly count: number; readonly longestMs: number };
  /** The agent with this e-mail address or id; undefined: nobody. */
  readonly agentNamed: (name: string) => AgentId | undefined;
}

const dayMs = 86_400_000;

const attributeHolds = (condition: RuleCondition & { kind: 'attribute' }, facts: RoutingFacts): boolean => {
  const value = facts.attributes[condition.name];
  const [wanted] = condition.values;
  switch (condition.operator) {
    case 'present':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'is_not':
      return value === undefined || !same(value, wanted);
    case 'is':
      return same(value, wanted);
    case 'one_of':
      return condition.values.some((one) => same(value, one));
    case 'contains':
      return value !== undefined && wanted !== undefined && plain(value).includes(plain(wanted));
    case 'at_least':
      return number(value) >= number(wanted);
    case 'at_most':
      return number(value) <= number(wanted);
  }
};
const plain = (value: AttributeValue): string => String(value).trim().toLowerCase();
const same = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && b !== undefined && plain(a) === plain(b);
/** NaN compares with nothing, so a value that is no number never fits. */
const number = (value: AttributeValue | undefined): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;

export const conditionHolds = (condition: RuleCondition, facts: RoutingFacts): boolean => {
  switch (condition.kind) {
    case 'channel':
      return condition.channelIds.includes(facts.channelId);
    case 'medium':
      return condition.media.includes(facts.medium);
    case 'vip':
      return facts.vipLevel >= condition.min && facts.vipLevel <= condition.max;
    case 'attribute':
      return attributeHolds(condition, facts);
    case 'language':
      return condition.languages.includes(facts.language);
    case 'tag':
      return condition.tags.some((tag) => facts.tags.includes(tag));
    case 'hours':
      return facts.isOpen(condition.calendarId) === condition.open;
    case 'queue_length':
      return facts.waiting(condition.groupId ?? facts.channelGroupId).count >= condition.atLeast;
    case 'longest_wait':
      return facts.waiting(condition.groupId ?? facts.channelGroupId).longestMs >= condition.atLeastSeconds * 1_000;
    case 'served_before':
      return within(facts, condition.withinDays).length > 0;
  }
};

const within = (facts: RoutingFacts, days: number): readonly ServedBefore[] =>
  facts.servedBefore.filter((one) => facts.now - one.at <= days * dayMs);

/** Whoever served this visitor last, or most often; of several equals the one who did so last. */
export const regularAgent = (
  facts: RoutingFacts,
  choose: 'last_served' | 'most_often',
  withinDays: number,
): AgentId | null => {
  const served = within(facts, withinDays).toSorted((a, b) => b.at - a.at);
  if (choose === 'last_served') return served[0]?.agentId ?? null;
  const times = new Map<AgentId, number>();
  for (const { agentId } of served) times.set(agentId, (times.get(agentId) ?? 0) + 1);
  const most = Math.max(...times.values());
  return served.find(({ agentId }) => times.get(agentId) === most)?.agentId ?? null;
};

const designated = (by: Designation, facts: RoutingFacts): AgentId | null => {
  switch (by.kind) {
    case 'agent':
      return by.agentId;
    case 'attribute': {
      const name = facts.attributes[by.name];
      return name === undefined ? null : (facts.agentNamed(String(name)) ?? null);
    }
    case 'mapping':
      return by.entries.find((entry) => same(facts.attributes[by.attribute], entry.value))?.agentId ?? null;
    case 'lookup':
      return null;
  }
};

const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);

export const resolveStage = (stage: RoutingStage, facts: RoutingFacts): PlanStage => {
  switch (stage.kind) {
    case 'designated_agent':
      return {
        kind: stage.kind,
        agentId: designated(stage.by, facts),
        lookupId: stage.by.kind === 'lookup' ? stage.by.lookupId : null,
        patienceMs: inMs(stage.patienceSeconds),
      };
    case 'regular_agent':
      return {
        kind: stage.kind,
        choose: stage.choose,
        agentId: regularAgent(facts, stage.choose, stage.withinDays),
        patienceMs: inMs(stage.patienceSeconds),
      };
    case 'agents':
      return {
        kind: stage.kind,
        agentIds: stage.agentIds,
        strategy: stage.strategy,
        patienceMs: inMs(stage.patienceSeconds),
      };
    case 'skill_group':
      return {
        kind: stage.kind,
        groups: stage.groups.map(({ groupId, minLevel }) => ({ groupId: groupId ?? facts.channelGroupId, minLevel })),
        strategy: stage.strategy,
        patienceMs: inMs(stage.patienceSeconds),
      };
    case 'offer':
      return { kind: stage.kind, options: stage.options, patienceMs: inMs(stage.patienceSeconds) };
    case 'overflow':
      return stage;
  }
};

/** How one rule was read: `failed` is the first condition (0-based) that did not hold; null: all do. */
export interface RuleReading {
  readonly rule: RoutingRule;
  readonly failed: number | null;
}
export interface Planned {
  /** Names of the rules whose stages the plan has, in order, joined for people. */
  readonly rule: string;
  /** The rules themselves, in order; none: the group of the channel alone. */
  readonly taken: readonly RoutingRule[];
  readonly plan: RoutingPlan;
  /** Rules in the order they were read, up to the one that decided. */
  readonly readings: readonly RuleReading[];
}

/** The plan for a contact. The group of the channel stands behind every list of rules. */
export const planFor = (rules: readonly RoutingRule[], facts: RoutingFacts): Planned => {
  const readings: RuleReading[] = [];
  const taken: RoutingRule[] = [];
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const failed = rule.when.findIndex((condition) => !conditionHolds(condition, facts));
    readings.push({ rule, failed: failed === -1 ? null : failed });
    if (failed !== -1) continue;
    taken.push(rule);
    if (rule.then === 'decide') break;
  }
  const decided = taken.at(-1)?.then === 'decide';
  const priority = Math.max(0, ...taken.map((rule) => rule.priority));
  const parts = taken.map((rule) => ({
    name: rule.name,
    stages: withOfferTimes(rule.stages.map((stage) => resolveStage(stage, facts))),
  }));
  if (!decided) parts.push({ name: channelGroupRule, stages: [...groupPlan(facts.channelGroupId).stages] });
  const joined = parts.length > 1;
  const stages = parts.flatMap((part) =>
    joined ? part.stages.map((stage): PlanStage => ({ ...stage, rule: part.name })) : part.stages,
  );
  return {
    rule: parts.map(({ name }) => name).join(' › '),
    taken,
    plan: { priority, stages: stages.map((stage, index) => (index < stages.length - 1 ? bounded(stage) : stage)) },
    readings,
  };
};

/** "After three minutes" in a rule is that for everybody, whatever stages of rules before it stand in front. */
const withOfferTimes = (stages: readonly PlanStage[]): PlanStage[] => {
  let afterMs = 0;
  return stages.map((stage) => {
    const timed = stage.kind === 'offer' ? { ...stage, afterMs } : stage;
    afterMs += patienceOf(bounded(stage)) ?? 0;
    return timed;
  });
};

/** What an endless stage gets when others come after it: without an end they would never have their turn. */
const endlessPatienceMs = 30_000;
const bounded = (stage: PlanStage): PlanStage =>
  stage.kind !== 'overflow' && stage.patienceMs === null ? { ...stage, patienceMs: endlessPatienceMs } : stage;
