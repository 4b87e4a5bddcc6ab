import { z } from 'zod';
import { CallbackWindow } from './callback.ts';
import { AgentId, CallId, ClientMsgId, ConversationId, FileId, Instant, MessageId, RecordingId } from './ids.ts';

export const FileInfo = z
  .object({
    id: FileId,
    name: z.string(),
    contentType: z.string(),
    sizeBytes: z.number().int(),
    /** Pixels, for pictures only. */
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
  })
  .meta({ id: 'FileInfo' });
export type FileInfo = z.infer<typeof FileInfo>;

/** What happened in the conversation, shown on the same time line as the messages. */
export const TimelineEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('conversation_started'), medium: z.enum(['text', 'voice', 'video']) }),
  z.object({ name: z.literal('agent_joined'), agentId: AgentId, displayName: z.string() }),
  z.object({
    name: z.literal('agent_left'),
    agentId: AgentId,
    displayName: z.string(),
    reason: z.enum(['lost', 'signed_out', 'pulled_back', 'not_reached']),
  }),
  /** A colleague has taken over. What the sender wrote about it is an internal note, never here: visitors read this too. */
  z.object({
    name: z.literal('transferred'),
    from: z.object({ agentId: AgentId, displayName: z.string() }),
    to: z.object({ agentId: AgentId, displayName: z.string() }),
  }),
  z.object({ name: z.literal('callback_requested'), window: CallbackWindow.nullable() }),
  z.object({ name: z.literal('callback_cancelled') }),
  z.object({ name: z.literal('recording_consent'), given: z.boolean() }),
  z.object({ name: z.literal('call_started'), callId: CallId, kind: z.enum(['voice', 'video']) }),
  /** The visitor waits apart while the agents talk: nobody hears the other side, and nothing is recorded. */
  z.object({ name: z.literal('call_held'), callId: CallId }),
  z.object({ name: z.literal('call_resumed'), callId: CallId }),
  z.object({
    name: z.literal('call_ended'),
    callId: CallId,
    kind: z.enum(['voice', 'video']),
    reason: z.enum(['hung_up', 'declined', 'missed', 'cancelled', 'lost', 'failed']),
    /** From both connected to the end; null when it never connected. */
    durationMs: z.number().int().nullable(),
    recordingId: RecordingId.nullable(),
  }),
  z.object({ name: z.literal('conversation_closed'), by: z.enum(['agent', 'visitor', 'system']) }),
]);
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const MessageBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('file'), file: FileInfo, caption: z.string().nullable() }),
  z.object({ kind: z.literal('event'), event: TimelineEvent }),
]);
export type MessageBody = z.infer<typeof MessageBody>;

export const Author = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('visitor') }),
  z.object({ kind: z.literal('agent'), agentId: AgentId, displayName: z.string() }),
  z.object({ kind: z.literal('system') }),
]);
export type Author = z.infer<typeof Author>;

export const Message = z
  .object({
    id: MessageId,
    conversationId: ConversationId,
    /** 1, 2, 3 ... without a gap in each conversation. */
    seq: z.number().int().positive(),
    clientMsgId: ClientMsgId.nullable(),
    author: Author,
    body: MessageBody,
    createdAt: Instant,
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** What a person may send. */
export const MessageDraft = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().trim().min(1).max(8000) }),
  z.strictObject({
    kind: z.literal('file'),
    fileId: FileId,
    caption: z.string().trim().max(2000).nullable().default(null),
  }),
]);
export type MessageDraft = z.infer<typeof MessageDraft>;

/** clientMsgId: UUIDv7 made by the sender; the same id again returns the stored message, with another body it is refused. */
export const SendMessage = z.strictObject({
  conversationId: ConversationId,
  clientMsgId: ClientMsgId,
  body: MessageDraft,
});
export type SendMessage = z.infer<typeof SendMessage>;

/** How far each side has got, by seq. */
export const MessageMarks = z.object({
  visitorDeliveredSeq: z.number().int(),
  visitorReadSeq: z.number().int(),
  agentDeliveredSeq: z.number().int(),
  agentReadSeq: z.number().int(),
});
export type MessageMarks = z.infer<typeof MessageMarks>;

export const MessagePage = z
  .object({ messages: z.array(Message), lastSeq: z.number().int() })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;
