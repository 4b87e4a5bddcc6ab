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
import type { AskedAll, Reached } from './progress.ts';

/** What becomes of an entry that has waited longer than its group allows. */
export type WaitedTooLong =
  | { readonly kind: 'overflow'; readonly groupId: SkillGroupId }
  /** The visitor is told and the entry ends. */
  | { readonly kind: 'expire' };

export interface RoutingGroup {
  readonly id: SkillGroupId;
  readonly name: string;
  readonly strategy: ChoiceStrategy;
  /** How long an offer of this group rings. */
  readonly ringMs: Readonly<Record<Medium, number>>;
  /** null: for ever. */
  readonly maxWaitMs: number | null;
  readonly waitedTooLong: WaitedTooLong;
  /** One more text place every so many ms after an agent came online, so that nobody gets the whole night's pile; 0: all at once. */
  readonly rampMs: number;
}

export interface Membership {
  /** 1 to 5. */
  readonly level: number;
  /** Place in the order of the members; for the strategy `sequence`. */
  readonly position: number;
}

/**
 * `offline` also for agents whose lease has run out or whose last tab is closed; `leaving`: chose to go after the work at hand, and takes
 * nothing new.
 */
export type RoutingState = PresenceState | 'leaving';

export interface RoutingAgent {
  readonly id: AgentId;
  readonly displayName: string;
  readonly state: RoutingState;
  /** Since when at the desk; see `RoutingGroup.rampMs`. */
  readonly arrivedAt: number;
  readonly capacity: Capacity;
  /** Loads count what is offered, ringing or running. */
  readonly loads: Loads;
  readonly groups: ReadonlyMap<SkillGroupId, Membership>;
  /** Since when the agent has nothing to do; null while there is any load. */
  readonly idleSince: number | null;
  readonly lastAssignedAt: number | null;
}

/** An agent who was asked about an entry and did not take it. */
export interface EarlierAsk {
  readonly agentId: AgentId;
  /** Declined or missed; what was taken back from them does not count. */
  readonly times: number;
  readonly lastAt: number;
}

export interface RoutingEntry {
  readonly id: QueueEntryId;
  /** The line it stands in. */
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
  readonly plan: RoutingPlan;
  /** 0 to 9 from the plan; a supervisor may have changed it. */
  readonly priority: number;
  /** Name of the rule that gave the plan, and the version of the set it stood in. */
  readonly rule: string;
  readonly ruleVersion: number | null;
  /** The stage people were last told of, 0-based. */
  readonly stageIndex: number;
  /** Where the search was last seen. Null: it has only begun, at the first stage. */
  readonly reached: Reached | null;
  /** The group of the channel: the last resort of a plan that nobody can carry out any more. Absent or null: there is none. */
  readonly lastResort?: SkillGroupId | null;
  /** Since when the visitor waits; settles the order. */
  readonly enqueuedAt: number;
  /** Since when it stands in this line; offers of other ways and limits count from here. */
  readonly enteredAt: number;
  readonly visitorAway: boolean;
  /** Wants to be rung back: the page need not be there. `notBefore`: epoch ms, null: as soon as it is their turn. */
  readonly callback: { readonly notBefore: number | null } | null;
  readonly asked: readonly EarlierAsk[];
  /** What is stored of it; absent where nothing is stored. */
  readonly askedAll?: AskedAll | null;
  /** Never asked: whoever hands the contact over. */
  readonly excluded: readonly AgentId[];
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
