/** The whole world the router looks at. All instants are epoch milliseconds. */
import type {
  AgentId,
  Capacity,
  ChoiceStrategy,
  Loads,
  Medium,
  OfferId,
  PresenceState,
  QueueEntryId,
  SkillGroupId,
} from '@visavis/protocol';
import type { RoutingPlan } from './plan.ts';

export interface RoutingGroup {
  readonly id: SkillGroupId;
  readonly name: string;
  readonly strategy: ChoiceStrategy;
  /** How long an offer of this group rings. */
  readonly ringMs: number;
}

export interface RoutingAgent {
  readonly id: AgentId;
  readonly displayName: string;
  /** `offline` also for agents whose lease has run out or whose last tab is closed. */
  readonly state: PresenceState;
  readonly capacity: Capacity;
  /** Loads count what is offered, ringing or running. */
  readonly loads: Loads;
  /** Skill level 1 to 5 by group. */
  readonly groups: ReadonlyMap<SkillGroupId, number>;
  /** Since when the agent has nothing to do; null while there is any load. */
  readonly idleSince: number | null;
  readonly lastAssignedAt: number | null;
}

/** An agent who was asked about an entry and did not take it. */
export interface EarlierAsk {
  readonly agentId: AgentId;
  readonly times: number;
  readonly lastAt: number;
}

export interface RoutingEntry {
  readonly id: QueueEntryId;
  readonly medium: Medium;
  readonly plan: RoutingPlan;
  /** Name of the rule that gave the plan. */
  readonly rule: string;
  readonly enqueuedAt: number;
  readonly visitorAway: boolean;
  readonly asked: readonly EarlierAsk[];
}

export interface RingingOffer {
  readonly id: OfferId;
  readonly entryId: QueueEntryId;
  readonly agentId: AgentId;
}

export interface RoutingSnapshot {
  readonly entries: readonly RoutingEntry[];
  readonly agents: readonly RoutingAgent[];
  readonly groups: readonly RoutingGroup[];
  readonly offers: readonly RingingOffer[];
}
