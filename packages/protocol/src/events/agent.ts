import { z } from 'zod';
import { Call, CallKind, callCommandSchemas as media } from '../call.ts';
import { command, Done, defineEvents, ephemeral, fact } from '../contract.ts';
import { Conversation } from '../conversation.ts';
import { FloorBoard, FloorChange } from '../floor.ts';
import { CallId, ConversationId, OfferId, QueueEntryId, SkillGroupId, TransferId } from '../ids.ts';
import { InternalNote, InternalNotePage, WriteInternalNote } from '../internal-note.ts';
import { TakenContact } from '../manual.ts';
import { Message, MessageMarks, MessagePage, SendMessage } from '../message.ts';
import { Presence, SetPresence } from '../presence.ts';
import { Decline, Offer, QueueEntry } from '../queue.ts';
import { Recording } from '../recording.ts';
import { BringTogether, StartTransfer, Transfer, TransferTargets } from '../transfer.ts';
import { ChangeWrapUp, Ending, WrapUp } from '../wrap-up.ts';

/** Everything an agent's console needs to draw itself; sent for `agent:hello` after every (re)connect. */
export const AgentSnapshot = z.object({
  presence: Presence,
  conversations: z.array(Conversation),
  queue: z.array(QueueEntry),
  offers: z.array(Offer),
  calls: z.array(Call),
  /** Open transfers that I started, that ring for me, or in which I am consulted. */
  transfers: z.array(Transfer),
  /** Closed, and still open for notes. */
  wrapUps: z.array(WrapUp),
});
export type AgentSnapshot = z.infer<typeof AgentSnapshot>;

const conversationOnly = z.strictObject({ conversationId: ConversationId });
const callOnly = z.strictObject({ callId: CallId });
const transferOnly = z.strictObject({ transferId: TransferId });
const seqMark = z.strictObject({ conversationId: ConversationId, seq: z.number().int().min(0) });

/** The socket contract with consoles: namespace `/agent`, cookie sign-in. */
export const agentEvents = defineEvents({
  commands: {
    'agent:hello': command(z.strictObject({}), AgentSnapshot),
    'presence:set': command(SetPresence, Presence),
    /** Takes "after this one" back. */
    'presence:keep': command(z.strictObject({}), Presence),
    'presence:heartbeat': command(z.strictObject({}), Done),
    'offer:accept': command(
      z.strictObject({ offerId: OfferId }),
      z.object({ conversation: Conversation, call: Call.nullable() }),
    ),
    'offer:decline': command(Decline.extend({ offerId: OfferId }), Done),
    /** Takes a waiting contact out of the line, where its group allows it. */
    'queue:pick': command(z.strictObject({ entryId: QueueEntryId }), TakenContact),
    'message:send': command(SendMessage, z.object({ message: Message })),
    'message:sync': command(
      z.strictObject({
        conversationId: ConversationId,
        afterSeq: z.number().int().min(0),
        limit: z.number().int().min(1).max(500).default(200),
      }),
      MessagePage,
    ),
    /** To the other agents of the conversation; acknowledged when stored. */
    'note:write': command(WriteInternalNote, z.object({ note: InternalNote })),
    'note:sync': command(
      z.strictObject({
        conversationId: ConversationId,
        afterSeq: z.number().int().min(0),
        limit: z.number().int().min(1).max(500).default(200),
      }),
      InternalNotePage,
    ),
    /** I have read the notes up to this one. */
    'note:read': command(seqMark, Done),
    'message:delivered': command(seqMark, Done),
    'message:read': command(seqMark, Done),
    'typing:set': command(z.strictObject({ conversationId: ConversationId, typing: z.boolean() }), Done),
    'conversation:close': command(
      Ending.extend({ conversationId: ConversationId }),
      z.object({ conversation: Conversation }),
    ),
    /** Whom this conversation could be handed to, and how busy they are. */
    'transfer:targets': command(conversationOnly, TransferTargets),
    'transfer:start': command(StartTransfer, z.object({ transfer: Transfer })),
    /** The colleague takes it: a blind transfer is theirs now, a consultation begins. */
    'transfer:accept': command(
      transferOnly,
      z.object({ transfer: Transfer, conversation: Conversation, call: Call.nullable() }),
    ),
    'transfer:decline': command(Decline.extend({ transferId: TransferId }), Done),
    /** The consulted colleague goes without taking over. */
    'transfer:leave': command(transferOnly, Done),
    /** After the consultation: hand over. */
    'transfer:complete': command(transferOnly, z.object({ transfer: Transfer })),
    /** During a consultation in a call: all three talk, or the visitor waits apart again. */
    'transfer:together': command(BringTogether.extend({ transferId: TransferId }), z.object({ transfer: Transfer })),
    /** While it rings or during the consultation: take it back. */
    'transfer:cancel': command(transferOnly, z.object({ transfer: Transfer })),
    'wrapup:change': command(ChangeWrapUp.extend({ conversationId: ConversationId }), z.object({ wrapUp: WrapUp })),
    'wrapup:done': command(ChangeWrapUp.extend({ conversationId: ConversationId }), z.object({ wrapUp: WrapUp })),
    /** Supervisors follow a conversation that is not theirs; agents follow their own without asking. */
    'conversation:watch': command(conversationOnly, z.object({ conversation: Conversation, call: Call.nullable() })),
    'conversation:unwatch': command(conversationOnly, Done),
    /** Supervisors: the board now, and what changes on it until `floor:unwatch` or the end of the connection. */
    'floor:watch': command(z.strictObject({}), FloorBoard),
    'floor:unwatch': command(z.strictObject({}), Done),
    'call:start': command(z.strictObject({ conversationId: ConversationId, kind: CallKind }), z.object({ call: Call })),
    'call:accept': command(callOnly, z.object({ call: Call })),
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
    'presence:changed': fact(Presence),
    'wrapup:changed': fact(WrapUp),
    /** All entries of one group; replaces what the client had for it. */
    'queue:changed': fact(z.object({ groupId: SkillGroupId, entries: z.array(QueueEntry) })),
    'offer:ringing': fact(Offer),
    /** Messages left with a group have changed: ask for them again. */
    'message:left': fact(z.object({ groupId: SkillGroupId })),
    /** The callback of a conversation has changed: ask for it again. */
    'callback:changed': fact(z.object({ conversationId: ConversationId })),
    'offer:ended': fact(
      z.object({
        offerId: OfferId,
        conversationId: ConversationId,
        state: z.enum(['accepted', 'declined', 'missed', 'cancelled']),
      }),
    ),
    'floor:changed': fact(FloorChange),
    'conversation:changed': fact(Conversation),
    /** A supervisor has taken this conversation from me; its visitor waits in line again. */
    'conversation:taken': fact(z.object({ conversationId: ConversationId, by: z.string() })),
    'message:new': fact(Message),
    'note:new': fact(InternalNote),
    /** How far I have read the notes, here or in another window. */
    'note:marked': fact(z.object({ conversationId: ConversationId, readSeq: z.number().int() })),
    'message:marks': fact(z.object({ conversationId: ConversationId, marks: MessageMarks })),
    'typing:changed': ephemeral(
      z.object({ conversationId: ConversationId, side: z.enum(['visitor', 'agent']), typing: z.boolean() }),
    ),
    'call:changed': fact(Call),
    'media:offer': ephemeral(media.mediaOffer),
    'media:reset': ephemeral(media.mediaReset),
    'media:quality': ephemeral(media.qualityChanged),
    /** To everybody who has to do with it; ended ones too. */
    'transfer:changed': fact(Transfer),
    'recording:changed': fact(Recording),
    'auth:ended': fact(z.object({ reason: z.enum(['signed_out', 'disabled', 'expired']) })),
  },
});
export type AgentEvents = typeof agentEvents;
