/**
 * Rules to plan: ordered rules, the first whose conditions all hold gives the plan. A plan is resolved: it names
 * groups and agents, not "the group of the channel", so that a later change of a rule leaves entries already waiting alone.
 */
import type { ChannelId, Medium, SkillGroupId } from '@visavis/protocol';

export interface SkillGroupStage {
  readonly kind: 'skill_group';
  readonly groupId: SkillGroupId;
  readonly minLevel: number;
  /** How long this stage is tried before the next one; null: for ever. */
  readonly patienceMs: number | null;
}
/** Further kinds of stages are further members. */
export type PlanStage = SkillGroupStage;

export interface RoutingPlan {
  readonly priority: number;
  /** At least one. */
  readonly stages: readonly PlanStage[];
}

/** What rules may look at. */
export interface RoutingFacts {
  readonly medium: Medium;
  readonly channelId: ChannelId;
  /** The group the channel names. */
  readonly channelGroupId: SkillGroupId;
}

export type RuleCondition =
  | { readonly kind: 'channel'; readonly channelIds: readonly ChannelId[] }
  | { readonly kind: 'medium'; readonly media: readonly Medium[] };

export type StageTemplate =
  | SkillGroupStage
  | { readonly kind: 'channel_group'; readonly minLevel: number; readonly patienceMs: number | null };

export interface RoutingRule {
  readonly name: string;
  readonly when: readonly RuleCondition[];
  readonly priority: number;
  readonly stages: readonly StageTemplate[];
}

/** The rule that catches what no other rule took. */
export const channelGroupRule: RoutingRule = {
  name: 'channel group',
  when: [],
  priority: 0,
  stages: [{ kind: 'channel_group', minLevel: 1, patienceMs: null }],
};

const holds = (condition: RuleCondition, facts: RoutingFacts): boolean => {
  switch (condition.kind) {
    case 'channel':
      return condition.channelIds.includes(facts.channelId);
    case 'medium':
      return condition.media.includes(facts.medium);
  }
};

const resolveStage = (stage: StageTemplate, facts: RoutingFacts): PlanStage =>
  stage.kind === 'channel_group'
    ? {
        kind: 'skill_group',
        groupId: facts.channelGroupId,
        minLevel: stage.minLevel,
        patienceMs: stage.patienceMs,
      }
    : stage;

/** The plan of the first rule that matches; `channelGroupRule` stands behind every list of rules. */
export const planFor = (
  rules: readonly RoutingRule[],
  facts: RoutingFacts,
): { readonly rule: string; readonly plan: RoutingPlan } => {
  const rule =
    rules.find((one) => one.stages.length > 0 && one.when.every((condition) => holds(condition, facts))) ??
    channelGroupRule;
  return {
    rule: rule.name,
    plan: { priority: rule.priority, stages: rule.stages.map((stage) => resolveStage(stage, facts)) },
  };
};

/** Which stage an entry has come to, and when it leaves it (ms of its waiting time; null: never). */
export const stageAt = (
  plan: RoutingPlan,
  waitedMs: number,
): { readonly index: number; readonly untilMs: number | null } => {
  let end = 0;
  for (const [index, stage] of plan.stages.entries()) {
    if (stage.patienceMs === null || index === plan.stages.length - 1) return { index, untilMs: null };
    end += stage.patienceMs;
    if (waitedMs < end) return { index, untilMs: end };
  }
  throw new Error('A routing plan needs at least one stage');
};
