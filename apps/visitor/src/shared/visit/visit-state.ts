import { signal } from '@preact/signals';
import type { ConnectionState, MessageLog, OutboxEntry } from '@visavis/client/realtime';
import type {
  Call,
  CallId,
  ComfortMessage,
  ConversationId,
  Medium,
  ParticipantId,
  PublicChannel,
  Quality,
  QualityReason,
  QueuePlace,
  VisitorCallback,
  VisitorConversation,
} from '@visavis/protocol';
import type { LostAgent } from './agent-left.ts';

/** How far the page has got in knowing where the visitor stands. */
export type Boot =
  | { readonly state: 'loading' }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly code: string };

/** A way out of waiting whose form is open. */
export type Way = 'callback' | 'message';

/** What the page asks before it goes on. `start`: a new conversation; `escalate`: a call in the running one; `answer`: the agent rings. */
export type StepPurpose = 'start' | 'escalate' | 'answer';
export type CallMedium = Exclude<Medium, 'text'>;
export interface Step {
  readonly kind: 'consent' | 'devices';
  readonly medium: CallMedium;
  readonly purpose: StepPurpose;
}

export interface Upload {
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly file: File;
  /** 0 to 1. */
  readonly part: number;
  /** Code of the refusal; null while it goes on. */
  readonly failure: string | null;
}

export interface QualitySign {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
  readonly level: Quality;
  readonly reason: QualityReason;
}

/** Everything the screens draw from. Only the visit writes it. */
export function createVisitState() {
  return {
    boot: signal<Boot>({ state: 'loading' }),
    connection: signal<ConnectionState>({ status: 'connecting' }),
    /** True from the first hello on: the snapshot was seen. */
    greeted: signal(false),
    channel: signal<PublicChannel | null>(null),
    conversation: signal<VisitorConversation | null>(null),
    queue: signal<QueuePlace | null>(null),
    call: signal<Call | null>(null),
    /** The open conversation is to be rung back. */
    callback: signal<VisitorCallback | null>(null),
    way: signal<Way | null>(null),
    comfort: signal<readonly ComfortMessage[]>([]),
    /** When the service opens again; null: it is not closed, undefined: not known yet. */
    opensAt: signal<string | null | undefined>(undefined),
    /** The line took nobody more: when that was said last, in milliseconds since 1970. */
    full: signal<number | null>(null),
    log: signal<MessageLog | null>(null),
    outbox: signal<readonly OutboxEntry[]>([]),
    uploads: signal<readonly Upload[]>([]),
    agentTyping: signal(false),
    quality: signal<QualitySign | null>(null),
    /** The question the page is asking right now. */
    step: signal<Step | null>(null),
    /** "Write" was chosen and nothing is written yet, so nobody is bothered yet. */
    drafting: signal(false),
    /** The visitor writes while waiting for a call. */
    writing: signal(false),
    /** The agent of before was lost: said on the waiting screen. */
    lostAgent: signal<LostAgent | null>(null),
    /** The closed conversation whose end was seen. */
    dismissed: signal<string | null>(null),
    /** What went wrong with the last press, by code. */
    failure: signal<string | null>(null),
    /** A press is being carried out. */
    busy: signal(false),
    unread: signal(0),
    /** The sentence being typed; it outlives screens and reloads. */
    words: signal(''),
  };
}
export type VisitState = ReturnType<typeof createVisitState>;
