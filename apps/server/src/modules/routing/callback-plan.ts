import type { SkillGroupId } from '@visavis/protocol';
import { groupPlan, isSearch, type OfferStage, type OverflowStage, type PlanStage, type RoutingPlan } from './plan.ts';

/**
 * The plan of an entry whose visitor is rung back: it overflows nowhere, and its last stage has no end. A plan that looked
 * for nobody (outside the hours) asks the group of the line.
 */
export const planOfCallback = (plan: RoutingPlan, groupId: SkillGroupId): RoutingPlan => {
  const stages = plan.stages.filter((stage): stage is Exclude<PlanStage, OverflowStage> => stage.kind !== 'overflow');
  const last = stages.at(-1);
  if (last && stages.some(isSearch))
    return { ...plan, stages: [...stages.slice(0, -1), { ...last, patienceMs: null }] };
  const offers = stages.filter((stage): stage is OfferStage => stage.kind === 'offer');
  return {
    ...plan,
    stages: [...offers.map((stage) => ({ ...stage, patienceMs: 0, afterMs: 0 })), ...groupPlan(groupId).stages],
  };
};
