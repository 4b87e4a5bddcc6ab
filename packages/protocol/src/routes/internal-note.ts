import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { ConversationId } from '../ids.ts';
import { InternalNote, InternalNotePage, WriteInternalNote } from '../internal-note.ts';

const params = z.strictObject({ conversationId: ConversationId });

/** For whoever may read the conversation: its agent, who is consulted about it, supervisors. Never for visitors. */
export const internalNoteRoutes = defineRoutes({
  listInternalNotes: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/internal-notes',
    audience: 'agent',
    tag: 'conversations',
    summary: 'What agents wrote to each other in a conversation, oldest first',
    params,
    query: z.strictObject({
      afterSeq: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    response: InternalNotePage,
    errors: ['conversation_not_found'],
  },
  writeInternalNote: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/internal-notes',
    audience: 'agent',
    tag: 'conversations',
    summary: 'Write to the other agents of a conversation; the visitor never sees it',
    params,
    body: WriteInternalNote.omit({ conversationId: true }),
    response: z.object({ note: InternalNote }),
    errors: ['conversation_not_found', 'conversation_closed', 'message_id_reused'],
  },
});
