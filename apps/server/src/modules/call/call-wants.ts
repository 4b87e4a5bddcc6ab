/** What a call needs from other modules, as narrow as it is; compose.ts passes the real ones. */
import type {
  AgentId,
  CallId,
  CallKind,
  ConversationId,
  ConversationState,
  Medium,
  OfferId,
  RecordingConsent,
  RecordingId,
  RecordingPolicy,
  TimelineEvent,
  VisitorId,
} from '@visavis/protocol';
import type { Tx } from '../../schema/index.ts';

export interface CallConversation {
  readonly id: string;
  readonly visitorId: string;
  readonly agentId: string | null;
  readonly channelId: string;
  readonly state: ConversationState;
  readonly recordingConsent: RecordingConsent | null;
}

export interface ConversationsForCalls {
  /** Throws conversation_not_found. */
  getConversation(tx: Tx, id: ConversationId): Promise<CallConversation>;
  /** A system message on the time line. */
  appendEvent(tx: Tx, id: ConversationId, event: TimelineEvent): Promise<unknown>;
  /** Stores the visitor's answer and puts it on the time line. */
  setRecordingConsent(tx: Tx, id: ConversationId, consent: RecordingConsent): Promise<unknown>;
}

/** The one place an agent has for a voice or video call. */
export interface AgentPlaces {
  /** Throws agent_at_capacity. A place kept for this conversation is used first. */
  reserve(tx: Tx, agentId: AgentId, kind: CallKind, conversationId?: ConversationId): Promise<unknown>;
  release(tx: Tx, agentId: AgentId, kind: CallKind): Promise<unknown>;
}

/** Whoever is being consulted in the call while its agent is lost. */
export interface ConsultedColleagues {
  /** The colleague has the conversation, and the call, from now on; false when nobody can at `now`. */
  rescue(tx: Tx, conversationId: ConversationId, gone: AgentId, now: Date): Promise<boolean>;
}

export interface ChannelsForCalls {
  getChannel(tx: Tx, id: string): Promise<{ readonly recording: RecordingPolicy; readonly media: readonly Medium[] }>;
}

export interface PeopleInCalls {
  agentName(tx: Tx, id: AgentId): Promise<string>;
  visitorName(tx: Tx, id: VisitorId): Promise<string | null>;
}

/** A voice or video contact for which an agent is being asked right now. */
export interface RingingContact {
  readonly offerId: OfferId;
  readonly agentId: AgentId;
  readonly visitorId: VisitorId;
  readonly kind: CallKind;
  readonly expiresAt: Date;
}

export interface RingingContacts {
  find(conversationId: ConversationId): Promise<RingingContact | null>;
}

export interface Capture {
  readonly id: RecordingId;
  /** Folder of this recording below the recordings root, without a slash at the end. */
  readonly storagePrefix: string;
}

/** Where recordings begin; the recording module above implements it. */
export interface CaptureRegister {
  /** Makes the row before the first byte, in the transaction that agrees to the call. */
  begin(
    tx: Tx,
    call: {
      readonly callId: CallId;
      readonly conversationId: ConversationId;
      readonly startedAt: Date;
    },
  ): Promise<void>;
  find(tx: Tx, callIds: readonly CallId[]): Promise<ReadonlyMap<CallId, Capture>>;
}
