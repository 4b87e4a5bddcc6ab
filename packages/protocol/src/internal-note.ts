/** What agents write to each other inside a conversation. Visitors' contracts do not know the word. */
import { z } from 'zod';
import { AgentId, ClientMsgId, ConversationId, Instant, InternalNoteId } from './ids.ts';

/** A log of its own beside the messages, so that a visitor's log has neither the note nor a gap where it would be. */
export const InternalNote = z
  .object({
    id: InternalNoteId,
    conversationId: ConversationId,
    /** 1, 2, 3 ... without a gap among the notes of each conversation. */
    seq: z.number().int().positive(),
    /** `seq` of the message that was the last one at that moment: the note stands after it. */
    afterSeq: z.number().int(),
    clientMsgId: ClientMsgId,
    author: z.object({ agentId: AgentId, displayName: z.string() }),
    text: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'InternalNote' });
export type InternalNote = z.infer<typeof InternalNote>;

/** clientMsgId: UUIDv7 made by the writer; the same id again returns the stored note, with other words it is refused. */
export const WriteInternalNote = z.strictObject({
  conversationId: ConversationId,
  clientMsgId: ClientMsgId,
  text: z.string().trim().min(1).max(8000),
});
export type WriteInternalNote = z.infer<typeof WriteInternalNote>;

export const InternalNotePage = z
  .object({
    notes: z.array(InternalNote),
    lastSeq: z.number().int(),
    /** How far the caller has read them; what colleagues wrote after it is new to them. */
    readSeq: z.number().int(),
  })
  .meta({ id: 'InternalNotePage' });
export type InternalNotePage = z.infer<typeof InternalNotePage>;
