import { z } from 'zod';
import { Call, CallKind, callCommandSchemas as media } from '../call.ts';
import { CallbackWindow, ComfortMessage, LeaveMessage, RequestCallback, VisitorCallback } from '../callback.ts';
import { PublicChannel } from '../channel.ts';
import { command, Done, defineEvents, ephemeral, fact } from '../contract.ts';
import { RecordingConsent, VisitorConversation } from '../conversation.ts';
import { CallId, ConversationId, Instant, Language, Medium } from '../ids.ts';
import { Message, MessageMarks, MessagePage, SendMessage } from '../message.ts';
import { QueuePlace } from '../queue.ts';
import { Visitor } from '../visitor.ts';

/** Where this visitor is; sent for `visitor:hello` after every (re)connect, so that a reload comes back to the same place. */
export const VisitorSnapshot = z.object({
  visitor: Visitor,
  channel: PublicChannel,
  /** The open conversation, or the one closed last within a day; null when there is none. */
  conversation: VisitorConversation.nullable(),
  queue: QueuePlace.nullable(),
  call: Call.nullable(),
  /** The open conversation is to be rung back. */
  callback: VisitorCallback.nullable(),
});
export type VisitorSnapshot = z.infer<typeof VisitorSnapshot>;

const seqMark = z.strictObject({ conversationId: ConversationId, seq: z.number().int().min(0) });
const conversationOnly = z.strictObject({ conversationId: ConversationId });
const callOnly = z.strictObject({ callId: CallId });

/** The socket contract with visitors' pages: namespace `/visitor`, visitor token in the handshake's `auth.token`. */
export const visitorEvents = defineEvents({
  commands: {
    'visitor:hello': command(z.strictObject({}), VisitorSnapshot),
    'visitor:update': command(
      z.strictObject({ displayName: z.string().trim().min(1).max(80).optional(), language: Language.optional() }),
      z.object({ visitor: Visitor }),
    ),
    /** `conversationId` is made by the page (UUIDv7), so that a repeated start gives the same conversation. */
    'conversation:start': command(
      z.strictObject({
        conversationId: ConversationId,
        medium: Medium,
        /** Needed for voice and video on channels that record. */
        recordingConsent: RecordingConsent.nullable(),
      }),
      z.object({ conversation: VisitorConversation, queue: QueuePlace.nullable() }),
    ),
    /** Leaves the queue or ends the conversation. */
    'conversation:leave': command(
      z.strictObject({ conversationId: ConversationId }),
      z.object({ conversation: VisitorConversation }),
    ),
    /** What the group says to people who wait, in the order of time. */
    'queue:comfort': command(conversationOnly, z.object({ comfort: z.array(ComfortMessage) })),
    /** When the service opens again; null: it is open, or no rule looks at hours. */
    'queue:hours': command(conversationOnly, z.object({ opensAt: Instant.nullable() })),
    /** Times inside the hours for a callback; `inTurn`: or simply when it is their turn. */
    'callback:windows': command(conversationOnly, z.object({ windows: z.array(CallbackWindow), inTurn: z.boolean() })),
    /** Keeps the place and frees the page. Again: changes address and time. */
    'callback:request': command(RequestCallback, z.object({ callback: VisitorCallback })),
    /** Waits on the page again. */
    'callback:cancel': command(conversationOnly, z.object({ queue: QueuePlace.nullable() })),
    'message:leave': command(LeaveMessage, z.object({ conversation: VisitorConversation })),
    'message:send': command(SendMessage, z.object({ message: Message })),
    'message:sync': command(
      z.strictObject({
        conversationId: ConversationId,
        afterSeq: z.number().int().min(0),
        limit: z.number().int().min(1).max(500).default(200),
      }),
      MessagePage,
    ),
    'message:delivered': command(seqMark, Done),
    'message:read': command(seqMark, Done),
    'typing:set': command(z.strictObject({ conversationId: ConversationId, typing: z.boolean() }), Done),
    'call:start': command(
      z.strictObject({ conversationId: ConversationId, kind: CallKind, recordingConsent: RecordingConsent.nullable() }),
      z.object({ call: Call }),
    ),
    'call:accept': command(
      z.strictObject({ callId: CallId, recordingConsent: RecordingConsent.nullable() }),
      z.object({ call: Call }),
    ),
    'call:decline': command(callOnly, Done),
    'call:end': command(callOnly, Done),
    'call:mute': command(media.mute, Done),
    /**
     * While a voice or video contact rings, its visitor and the agent who is asked may connect their media already; the engine
     * sends nobody anything, and nothing is recorded, before the offer is accepted. `media:reset` says that it is over.
     */
    'media:warm': command(media.warm, media.warmed),
    'media:join': command(media.join, media.joined),
    'media:publish': command(media.publish, z.object({ sdp: z.string() })),
    'media:answer': command(media.answer, Done),
    'media:candidate': command(media.candidate, Done),
    'media:renew': command(media.renew, Done),
    'media:quality': command(media.quality, Done),
  },
  facts: {
    'conversation:changed': fact(VisitorConversation),
    'queue:changed': fact(QueuePlace),
    'callback:changed': fact(VisitorCallback),
    'message:new': fact(Message),
    'message:marks': fact(z.object({ conversationId: ConversationId, marks: MessageMarks })),
    'typing:changed': ephemeral(
      z.object({ conversationId: ConversationId, side: z.enum(['visitor', 'agent']), typing: z.boolean() }),
    ),
    'call:changed': fact(Call),
    'media:offer': ephemeral(media.mediaOffer),
    'media:reset': ephemeral(media.mediaReset),
    'media:quality': ephemeral(media.qualityChanged),
    'channel:changed': fact(PublicChannel),
  },
});
export type VisitorEvents = typeof visitorEvents;
