/** What callbacks and left messages need of other modules, as narrow as it is; compose passes the real ones. */
import type {
  AgentId,
  CallbackId,
  CallId,
  Channel,
  Conversation,
  ConversationId,
  Language,
  Medium,
  QueuePlace,
  SkillGroupId,
  TimelineEvent,
  Visit,
  VisitorConversation,
  VisitorId,
} from '@visavis/protocol';
import type { AgentPrincipal, VisitorPrincipal } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { OpeningHours } from './callback.ts';

export interface ConversationForCallback {
  readonly id: string;
  readonly channelId: string;
  readonly visitorId: string;
  readonly agentId: string | null;
  readonly state: 'waiting' | 'active' | 'closed';
  readonly medium: Medium;
}

export interface ConversationsForCallbacks {
  start(
    tx: Tx,
    request: { id: string; channelId: string; visitorId: string; medium: Medium; recordingConsent: null },
  ): Promise<unknown>;
  /** Locks; throws conversation_not_found. */
  getConversation(tx: Tx, id: string): Promise<ConversationForCallback>;
  assertVisitorOwns(tx: Tx, principal: VisitorPrincipal, id: string): Promise<ConversationForCallback>;
  assertAgentOwns(tx: Tx, principal: AgentPrincipal, id: string): Promise<ConversationForCallback>;
  getReadable(principal: AgentPrincipal | VisitorPrincipal, id: string): Promise<ConversationForCallback>;
  appendEvent(tx: Tx, id: string, event: TimelineEvent): Promise<void>;
  appendVisitorText(tx: Tx, words: { conversationId: string; visitorId: string; text: string }): Promise<void>;
  close(tx: Tx, id: string, reason: 'left_message' | 'not_reached' | 'cancelled'): Promise<unknown>;
  findInside(tx: Tx, id: string): Promise<Conversation>;
  findForVisitor(id: string): Promise<VisitorConversation | undefined>;
}

export interface QueueForCallbacks {
  enqueue(
    tx: Tx,
    entry: { conversationId: ConversationId; channelId: Channel['id']; groupId: SkillGroupId; medium: Medium },
  ): Promise<unknown>;
  /** Answers whose work it was; null when nobody served it. */
  leave(
    tx: Tx,
    conversationId: string,
  ): Promise<{ readonly agentId: AgentId; readonly groupId: SkillGroupId; readonly medium: Medium } | null>;
  placeOf(conversationId: string): Promise<QueuePlace | null>;
  groupOf(conversationId: ConversationId): Promise<SkillGroupId | undefined>;
  groupsOfAgent(agentId: AgentId): Promise<SkillGroupId[]>;
}

export interface EntriesForCallbacks {
  becomeCallback(
    tx: Tx,
    conversationId: ConversationId,
    wanted: { readonly id: CallbackId; readonly notBefore: Date | null },
  ): Promise<void>;
  waitOnPage(tx: Tx, conversationId: ConversationId, pageIsOpen: boolean): Promise<void>;
  backIntoLine(
    tx: Tx,
    conversationId: ConversationId,
    from: { readonly agentId: AgentId; readonly displayName: string; readonly medium: Medium },
    again: { readonly id: CallbackId; readonly notBefore: Date },
  ): Promise<void>;
  leaveAsMessage(tx: Tx, conversationId: ConversationId): Promise<SkillGroupId>;
  serveDirectly(
    tx: Tx,
    contact: {
      readonly conversationId: ConversationId;
      readonly groupId: SkillGroupId;
      readonly agentId: AgentId;
      readonly displayName: string;
      readonly callbackId: CallbackId;
      readonly rule: string;
    },
  ): Promise<void>;
}

export interface ChannelsForCallbacks {
  getChannel(db: Db, id: Channel['id']): Promise<Channel>;
}

export interface VisitorsForCallbacks {
  /** A visitor who has no page yet. */
  create(
    tx: Tx,
    visitor: { channelId: Channel['id']; displayName: string | null; language: Language },
  ): Promise<VisitorId>;
  /** A token of their own for somebody who is known already. */
  welcomeBack(tx: Tx, visitorId: VisitorId): Promise<Visit>;
}

/** The work after a contact that an agent had in hand. */
export interface WrapUpsForCallbacks {
  begin(
    tx: Tx,
    contact: {
      readonly conversationId: ConversationId;
      readonly agentId: AgentId;
      readonly groupId: SkillGroupId;
      readonly medium: Medium;
    },
    ending: null,
  ): Promise<void>;
}

export interface CallsForCallbacks {
  findOpen(tx: Tx, conversationId: ConversationId): Promise<unknown>;
  /** Both sides were in it; false too when there is no such call. */
  wasLive(tx: Tx, callId: CallId): Promise<boolean>;
}

/** When a waiting conversation's service is open; null where nobody has said. */
export interface HoursForCallbacks {
  of(conversationId: string): Promise<OpeningHours | null>;
  ofChannel(channelId: Channel['id']): Promise<OpeningHours | null>;
}
