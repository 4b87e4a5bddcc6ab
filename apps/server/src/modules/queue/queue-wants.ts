/** What the queue needs of other modules, as narrow as it is; compose passes the real ones. */
import type {
  AgentId,
  Call,
  CallbackId,
  CallKind,
  ChannelId,
  Conversation,
  ConversationId,
  HandOver,
  LookupId,
  Medium,
  RecordingConsent,
  RoutingRuleId,
  SkillGroupId,
  VisitorId,
} from '@visavis/protocol';
import type { AgentPrincipal, Transactions } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { OfferDecision, RoutingEntry, RoutingPlan, WaitDecision } from '../routing/index.ts';

export interface ConversationForQueue {
  readonly id: string;
  readonly channelId: string;
  readonly visitorId: string;
  readonly agentId: string | null;
  readonly state: 'waiting' | 'active' | 'closed';
  readonly medium: Medium;
  readonly recordingConsent: RecordingConsent | null;
}

export interface ConversationsForQueue {
  /** Locks the row until the transaction ends: always the first lock. Throws conversation_not_found. */
  getConversation(tx: Tx, id: string): Promise<ConversationForQueue>;
  /** waiting to active, with `agent_joined` on the time line. */
  assign(tx: Tx, id: string, to: { agentId: string; displayName: string }): Promise<ConversationForQueue>;
  /** active to waiting, with `agent_left` on the time line. */
  returnToQueue(
    tx: Tx,
    id: string,
    gone: { displayName: string; reason: 'lost' | 'signed_out' | 'pulled_back' | 'not_reached' },
  ): Promise<unknown>;
  close(tx: Tx, id: string, reason: 'abandoned' | 'expired'): Promise<unknown>;
  /** Throws conversation_not_found. */
  assertExists(id: string): Promise<void>;
  /** Throws conversation_not_found for who may not read it; `upTo`: who had it before it was closed sees it up to there. */
  getSeen(principal: AgentPrincipal, id: string): Promise<{ readonly upTo: number | null }>;
  /** As agents see it, inside the transaction. */
  findInside(tx: Tx, id: string): Promise<Conversation>;
}

export interface NewContact {
  readonly conversationId: ConversationId;
  readonly channelId: ChannelId;
  /** The group the channel names. */
  readonly channelGroupId: SkillGroupId;
  readonly medium: Medium;
}

/** The plan of a new contact, by the rules in force. */
export interface PlansForQueue {
  planFor(
    tx: Tx,
    contact: NewContact,
  ): Promise<{
    readonly rule: string;
    readonly ruleVersion: number | null;
    /** The rules whose stages the plan has. */
    readonly ruleIds: readonly RoutingRuleId[];
    readonly plan: RoutingPlan;
  }>;
}

/** Who is rung back is told here what becomes of the entry, inside the same transaction. */
export interface CallbacksForQueue {
  taken(tx: Tx, id: CallbackId, agentId: AgentId): Promise<void>;
  over(tx: Tx, id: CallbackId, how: 'finished' | 'agent_lost'): Promise<void>;
}

export interface CallsForQueue {
  /** The agent's live place is already reserved. */
  startForAcceptedOffer(
    tx: Tx,
    accepted: { conversation: ConversationForQueue; agentId: AgentId; kind: CallKind },
  ): Promise<Call>;
  /** After the commit of an acceptance that began this call: its people need not wait for the outbox. */
  begun(call: Call, visitorId: VisitorId): void;
  /**
   * Ends the open call of a conversation whose agent is lost (reason `lost`) and gives the agent's live place back.
   * Answers its kind, so that the visitor waits for the same medium again; null when there is none.
   */
  endForLostAgent(tx: Tx, conversationId: ConversationId): Promise<CallKind | null>;
}

/** Conversations on their way to another agent: looked after in the same rounds, by the same leader. */
export interface HandingOver {
  /**
   * The agent of this conversation is gone while a colleague is being consulted: the colleague has it from now on. False
   * when nobody can; then it goes back into the line.
   */
  rescue(tx: Tx, conversationId: ConversationId, gone: AgentId, now: Date): Promise<boolean>;
  /** The clock was set by `jumpedMs`; deadlines that passed while our process was silent are given `byMs` more. */
  forgiveSilence(
    tx: Tx,
    silence: { readonly now: Date; readonly jumpedMs: number; readonly byMs: number },
  ): Promise<void>;
  /** Ends what was over at `now`; returns how many. */
  sweep(transactions: Transactions, now: Date): Promise<number>;
  /** Those for whom the router is to find somebody; they stand in the same line, with the waiting time of then. */
  waiting(tx: Tx): Promise<RoutingEntry[]>;
  /** A business system has said whose contact this is (null: nobody's, or not in time): the plan of an open one is filled in. */
  designated(tx: Tx, conversationId: ConversationId, lookupId: LookupId, agentId: AgentId | null): Promise<void>;
  /** The search of some of `waiting` has come to another stage. */
  reached(tx: Tx, decided: readonly WaitDecision[]): Promise<void>;
  /** Asks whom the router chose for one of `waiting`; returns how many are asked. */
  ring(tx: Tx, decided: readonly OfferDecision[]): Promise<number>;
  /** What became of it: handed over, or consulted about right now; oldest first. Nobody who was asked in vain. */
  handOversOf(conversationId: ConversationId): Promise<HandOver[]>;
}

/** A database-wide lock on a connection of its own; `db` is bound to it, so that a deposed leader cannot write. */
export interface LeaderLockWanted {
  /** Waits until this process leads. Rejects only when `signal` aborts. */
  acquire(
    key: string,
    options: { readonly onLost: (reason: string) => void; readonly signal: AbortSignal },
  ): Promise<{ readonly db: Db; readonly lost: boolean; release(): Promise<void> }>;
}

/** A loop's alarm clock: `sleep` ends after `ms` or at the next `ring`; a ring while awake is not lost. */
export interface Alarm {
  ring(): void;
  sleep(ms: number): Promise<void>;
}
