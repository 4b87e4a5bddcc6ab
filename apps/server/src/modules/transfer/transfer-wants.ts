/** What handing over needs of the modules below, as narrow as it is used; compose passes the real ones. */
import type {
  AgentId,
  Call,
  Conversation,
  ConversationId,
  Medium,
  Presence,
  SkillGroup,
  SkillGroupId,
  TransferTarget,
} from '@visavis/protocol';
import type { AgentPrincipal } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { RoutingPlan } from '../routing/index.ts';

export interface ConversationToHandOver {
  readonly id: string;
  readonly channelId: string;
  readonly visitorId: string;
  readonly agentId: string | null;
  readonly state: 'waiting' | 'active' | 'closed';
}

export interface ConversationsWanted {
  /** The row, locked: always the first lock. Throws conversation_not_found. */
  getConversation(tx: Tx, id: string): Promise<ConversationToHandOver>;
  /** Throws conversation_not_found for everybody but its agent and supervisors. */
  getReadable(principal: AgentPrincipal, id: string): Promise<ConversationToHandOver>;
  /** The conversation is another agent's from now on; said on the time line. */
  handOver(
    tx: Tx,
    id: string,
    from: { agentId: string; displayName: string },
    to: { agentId: string; displayName: string },
  ): Promise<unknown>;
  /** As agents see it, inside the transaction. */
  findInside(tx: Tx, id: string): Promise<Conversation>;
}

/** The contact as the queue remembers it. */
export interface WorkInHand {
  /** What the visitor asked for; a text contact holds a text place. */
  readonly medium: Medium;
  readonly enqueuedAt: Date;
}

/** What the router follows for a group or the rules, as a queue entry has it. */
export interface TransferPlan {
  readonly plan: RoutingPlan;
  readonly rule: string;
  readonly ruleVersion: number | null;
  readonly priority: number;
}

export interface QueueWanted {
  /** The served entry whose work is not over; null when there is none. Locked. */
  workOf(tx: Tx, conversationId: ConversationId): Promise<WorkInHand | null>;
  /** The work is another agent's from now on. Moves no places. */
  handOver(tx: Tx, conversationId: ConversationId, to: AgentId): Promise<void>;
  /** What the router is to follow. */
  planFor(
    tx: Tx,
    conversation: ConversationToHandOver,
    target: Exclude<TransferTarget, { kind: 'agent' }>,
    medium: Medium,
  ): Promise<TransferPlan>;
  wake(): void;
}

export interface CallsWanted {
  findOpen(tx: Tx, conversationId: ConversationId): Promise<Call | null>;
  /** The open call is another agent's from now on; the one before stays in it until the new one has media. Moves no places. */
  handOver(tx: Tx, conversationId: ConversationId, to: AgentId): Promise<void>;
  /** Another agent comes into the call; the visitor waits apart meanwhile. */
  consult(tx: Tx, conversationId: ConversationId, agentId: AgentId): Promise<void>;
  /** The visitor waits apart, or is with both agents. */
  hold(tx: Tx, conversationId: ConversationId, on: boolean): Promise<void>;
  /** That agent goes again, the visitor is back. */
  endConsultation(tx: Tx, conversationId: ConversationId, agentId: AgentId): Promise<void>;
}

export interface PlacesWanted {
  /** Takes the place of this medium if the agent may be asked now; false when not. */
  tryTake(tx: Tx, agentId: AgentId, medium: Medium): Promise<boolean>;
  /** Throws agent_at_capacity. */
  take(tx: Tx, agentId: AgentId, medium: Medium): Promise<void>;
  giveBack(tx: Tx, agentId: AgentId, medium: Medium): Promise<void>;
  /** As it is at `now`. Throws agent_not_found. */
  look(
    on: Db | Tx,
    agentId: AgentId,
    now: Date,
  ): Promise<{ readonly reachable: boolean; readonly there: boolean; readonly name: string }>;
  answered(tx: Tx, agentId: AgentId): Promise<void>;
  missed(tx: Tx, agentId: AgentId): Promise<void>;
  listAll(): Promise<Presence[]>;
  /** Of these, whoever could be asked about that right now. */
  free(agentIds: readonly AgentId[], medium: Medium): Promise<ReadonlySet<AgentId>>;
}

export interface GroupsWanted {
  /** Throws skill_group_not_found. */
  getGroup(db: Db, id: SkillGroupId): Promise<SkillGroup>;
  listGroups(): Promise<readonly SkillGroup[]>;
}
