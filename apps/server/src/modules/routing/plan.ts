/**
 * A routing plan: what an entry waits for, resolved. It names groups and agents, not "the group of the channel" or "whoever
 * served last", so that a later change of a rule leaves entries already waiting alone.
 *
 * Stages follow each other; the patience of one begins when it is reached. A stage whose agents cannot come (absent, on a break,
 * asked already) is passed over at once and costs no time. See `progress.ts`.
 */
import type { AgentId, ChoiceStrategy, LookupId, SkillGroupId, WaitOption } from '@visavis/protocol';

/** The name under which decisions know the rule behind every list of rules. */
export const channelGroupRule = 'channel group';

interface FromRule {
  /** The rule it stood in, where a plan was joined from several; otherwise the plan's own. */
  readonly rule?: string;
}
interface Patience extends FromRule {
  /** How long this stage is tried before the next one; null: for ever. */
  readonly patienceMs: number | null;
}

/** One agent by name. `agentId` null: nobody was found; with `lookupId` the business system has not answered yet. */
export interface DesignatedAgentStage extends Patience {
  readonly kind: 'designated_agent';
  readonly agentId: AgentId | null;
  readonly lookupId: LookupId | null;
}
export interface RegularAgentStage extends Patience {
  readonly kind: 'regular_agent';
  readonly choose: 'last_served' | 'most_often';
  readonly agentId: AgentId | null;
}
export interface AgentsStage extends Patience {
  readonly kind: 'agents';
  /** In the order they were named. */
  readonly agentIds: readonly AgentId[];
  readonly strategy: ChoiceStrategy;
}
export interface SkillGroupStage extends Patience {
  readonly kind: 'skill_group';
  /** In order: the first group with somebody free is asked. */
  readonly groups: readonly { readonly groupId: SkillGroupId; readonly minLevel: number }[];
  /** null: each group's own. */
  readonly strategy: ChoiceStrategy | null;
}
/** The visitor is offered another way; the search of the stages before goes on. */
export interface OfferStage extends Patience {
  readonly kind: 'offer';
  readonly options: readonly WaitOption[];
  /** So long after the visitor came into the line, whatever the search is doing. Absent in old plans: the patience of all before. */
  readonly afterMs?: number;
}
/** The entry ends and goes on in the line of another group. */
export interface OverflowStage extends FromRule {
  readonly kind: 'overflow';
  readonly groupId: SkillGroupId;
}
export type SearchStage = DesignatedAgentStage | RegularAgentStage | AgentsStage | SkillGroupStage;
export type PlanStage = SearchStage | OfferStage | OverflowStage;

export interface RoutingPlan {
  readonly priority: number;
  /** At least one. */
  readonly stages: readonly PlanStage[];
}

export const isSearch = (stage: PlanStage): stage is SearchStage => stage.kind !== 'offer' && stage.kind !== 'overflow';

/** The whole plan of a contact that only asks one group. */
export const groupPlan = (groupId: SkillGroupId, priority = 0, minLevel = 1): RoutingPlan => ({
  priority,
  stages: [{ kind: 'skill_group', groups: [{ groupId, minLevel }], strategy: null, patienceMs: null }],
});

/** Every group a plan may ask or overflow to. */
export const groupsOf = (plan: RoutingPlan): SkillGroupId[] => {
  const found = plan.stages.flatMap((stage) => {
    if (stage.kind === 'skill_group') return stage.groups.map((one) => one.groupId);
    return stage.kind === 'overflow' ? [stage.groupId] : [];
  });
  return [...new Set(found)];
};

/** Every agent a plan names. */
export const agentsOf = (plan: RoutingPlan): AgentId[] => {
  const found = plan.stages.flatMap((stage) => {
    if (stage.kind === 'agents') return stage.agentIds;
    return (stage.kind === 'designated_agent' || stage.kind === 'regular_agent') && stage.agentId !== null
      ? [stage.agentId]
      : [];
  });
  return [...new Set(found)];
};

/** Has a business system still to say whom a stage names. */
export const waitsForLookup = ({ stages }: RoutingPlan): boolean =>
  stages.some((stage) => stage.kind === 'designated_agent' && stage.agentId === null && stage.lookupId !== null);

/** What the visitor is offered while the entry is at this stage (0-based). */
export const optionsAt = (plan: RoutingPlan, stageIndex: number): WaitOption[] => {
  const all = plan.stages.slice(0, stageIndex + 1).flatMap((stage) => (stage.kind === 'offer' ? stage.options : []));
  return [...new Map(all.map((option) => [option.kind, option])).values()];
};

/** Is an agent looked for while the entry is at this stage (0-based). */
export const searchesAt = (plan: RoutingPlan, stageIndex: number): boolean =>
  plan.stages.slice(0, stageIndex + 1).some(isSearch);

/** The plan once a business system has named an agent, or nobody (null): the stage is then passed over at once. */
export const withDesignation = (plan: RoutingPlan, lookupId: LookupId, agentId: AgentId | null): RoutingPlan => ({
  ...plan,
  stages: plan.stages.map((stage) =>
    stage.kind === 'designated_agent' && stage.agentId === null && stage.lookupId === lookupId
      ? { ...stage, agentId, lookupId: null }
      : stage,
  ),
});
