/** What a whole contact needs of the modules below, as narrow as it is used. */
import type {
  AgentId,
  AgentSnapshot,
  Call,
  Channel,
  Conversation,
  Ending,
  Medium,
  Offer,
  Presence,
  PublicChannel,
  QueueEntry,
  QueuePlace,
  RecordingConsent,
  SkillGroupId,
  Transfer,
  Visitor,
  VisitorCallback,
  VisitorConversation,
  WrapUp,
} from '@visavis/protocol';
import type { AgentPrincipal, Principal, VisitorPrincipal } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';

export interface ConversationsWanted {
  start(
    tx: Tx,
    request: {
      id: string;
      channelId: string;
      visitorId: string;
      medium: 'text' | 'voice' | 'video';
      recordingConsent: RecordingConsent | null;
    },
  ): Promise<{ row: ConversationFacts; created: boolean }>;
  assertVisitorOwns(tx: Tx, principal: VisitorPrincipal, id: string): Promise<ConversationFacts>;
  assertAgentOwns(tx: Tx, principal: AgentPrincipal, id: string): Promise<ConversationFacts>;
  close(tx: Tx, id: string, reason: 'wrapped_up' | 'visitor_left' | 'abandoned', note?: string): Promise<unknown>;
  getReadable(principal: Principal, id: string): Promise<ConversationFacts>;
  find(id: string): Promise<Conversation | undefined>;
  findForVisitor(id: string): Promise<VisitorConversation | undefined>;
  latestOfVisitor(visitorId: string): Promise<VisitorConversation | undefined>;
  list(query: { agentId: string; state: 'active'; limit: number }): Promise<Conversation[]>;
}

export interface ConversationFacts {
  readonly id: string;
  readonly channelId: string;
  readonly visitorId: string;
  readonly agentId: string | null;
  readonly state: 'waiting' | 'active' | 'closed';
  readonly medium: 'text' | 'voice' | 'video';
}

export interface QueueWanted {
  enqueue(
    tx: Tx,
    entry: { conversationId: string; channelId: string; groupId: string; medium: 'text' | 'voice' | 'video' },
  ): Promise<void>;
  /**
   * The contact ends: a waiting entry is abandoned, a ringing offer taken back, an agent's text place becomes free.
   * Answers whose work it was; null when nobody served it.
   */
  leave(tx: Tx, conversationId: string): Promise<ServedWork | null>;
  placeOf(conversationId: string): Promise<QueuePlace | null>;
  snapshotFor(
    principal: AgentPrincipal,
  ): Promise<{ queue: QueueEntry[]; offers: Offer[]; groupIds: readonly SkillGroupId[] }>;
}

export interface CallbacksWanted {
  /** null when this conversation is not to be rung back. */
  ofVisitor(conversationId: string): Promise<VisitorCallback | null>;
}

export interface ServedWork {
  readonly agentId: AgentId;
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
}

export interface WrapUpsWanted {
  /** `ending`: what the agent says; null: the visitor closed it. Throws disposition_required, disposition_invalid. */
  begin(tx: Tx, contact: ServedWork & { readonly conversationId: string }, ending: Ending | null): Promise<void>;
  listOpen(agentId: AgentId): Promise<WrapUp[]>;
}

export interface CallsWanted {
  /** Ends the open call of a conversation, if there is one, and gives the agent's place for it back. */
  endForConversation(tx: Tx, conversationId: string): Promise<void>;
  findOpen(conversationId: string): Promise<Call | null>;
}

export interface PresenceWanted {
  snapshotFor(principal: AgentPrincipal): Promise<Presence>;
}

export interface TransfersWanted {
  /** Open ones this agent has to do with. */
  listOpenFor(agentId: AgentId): Promise<Transfer[]>;
}

export interface ChannelsWanted {
  get(id: string): Promise<Channel>;
  publicView(id: string): Promise<PublicChannel>;
}

export interface VisitorsWanted {
  get(id: string): Promise<Visitor>;
}

export type { AgentId, AgentSnapshot };
