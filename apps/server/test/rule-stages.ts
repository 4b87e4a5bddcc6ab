/** Stages as tests of rules write them. */
import type { ChoiceStrategy, Designation, RoutingStage, SkillGroupId } from '@visavis/protocol';
import type { AgentPrincipal } from '../src/ports/index.ts';

const channelGroup = { groupId: null, minLevel: 1 };
export const anyone: RoutingStage = {
  kind: 'skill_group',
  groups: [channelGroup],
  strategy: null,
  patienceSeconds: null,
};
export const group = (
  groupId: SkillGroupId | null,
  minLevel = 1,
  patienceSeconds: number | null = null,
): RoutingStage => ({
  ...{ kind: 'skill_group', groups: [{ groupId, minLevel }], strategy: null, patienceSeconds },
});
export const byStrategy = (strategy: ChoiceStrategy): RoutingStage => ({
  ...{ kind: 'skill_group', groups: [channelGroup], strategy, patienceSeconds: null },
});
export const agents = (...some: readonly AgentPrincipal[]): RoutingStage => ({
  ...{ kind: 'agents', agentIds: some.map(({ agentId }) => agentId), strategy: 'sequence', patienceSeconds: null },
});
export const regular = (choose: 'last_served' | 'most_often', patienceSeconds = 20, withinDays = 30): RoutingStage => ({
  ...{ kind: 'regular_agent', choose, withinDays, patienceSeconds },
});
export const designated = (by: Designation, patienceSeconds = 15): RoutingStage => ({
  ...{ kind: 'designated_agent', by, patienceSeconds },
});
