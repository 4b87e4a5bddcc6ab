/** Routing: the pure decision function and the words it speaks. */
export { type Candidate, choose } from './choose.ts';
export { verdictOf } from './eligibility.ts';
export {
  channelGroupRule,
  type PlanStage,
  planFor,
  type RoutingFacts,
  type RoutingPlan,
  type RoutingRule,
  type RuleCondition,
  type StageTemplate,
  stageAt,
} from './plan.ts';
export {
  askAgainAfterMs,
  type OfferDecision,
  type RoutingDecision,
  route,
  type WaitDecision,
  type WaitReason,
} from './route.ts';
export type {
  EarlierAsk,
  RingingOffer,
  RoutingAgent,
  RoutingEntry,
  RoutingGroup,
  RoutingSnapshot,
} from './snapshot.ts';
