/** Routing: the pure decision function and the words it speaks. */

export { planOfCallback } from './callback-plan.ts';
export { type Candidate, choose } from './choose.ts';
export { verdictOf } from './eligibility.ts';
export { consideredIn, type Explanation, type Roster, type RosterMember } from './explanation.ts';
export {
  agentsOf,
  channelGroupRule,
  groupPlan,
  groupsOf,
  isSearch,
  optionsAt,
  type PlanStage,
  type RoutingPlan,
  type SkillGroupStage,
  searchesAt,
  waitsForLookup,
  withDesignation,
} from './plan.ts';
export {
  type AskedAll,
  asksDiffer,
  hasMoved,
  nextStage,
  offeredAfter,
  type Reached,
  stagesEntered,
} from './progress.ts';
export {
  agedPriority,
  ageingMs,
  decisionsOn,
  type ExpireDecision,
  highestPriority,
  inOrderOfService,
  type OfferDecision,
  type OverflowDecision,
  type RoutingDecision,
  route,
  surveyStage,
  type WaitDecision,
} from './route.ts';
export {
  conditionHolds,
  type Planned,
  planFor,
  type RoutingFacts,
  type RuleReading,
  regularAgent,
  type ServedBefore,
} from './rules.ts';
export { askAgainAfter } from './seek.ts';
export type {
  EarlierAsk,
  Membership,
  RingingOffer,
  RoutingAgent,
  RoutingEntry,
  RoutingGroup,
  RoutingSnapshot,
  RoutingState,
  WaitedTooLong,
} from './snapshot.ts';
