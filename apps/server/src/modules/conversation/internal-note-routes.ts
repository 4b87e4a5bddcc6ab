import type { internalNoteRoutes as contract } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { InternalNoteService } from './internal-note-service.ts';

export const internalNoteRouteHandlers = (notes: InternalNoteService): RouteHandlers<typeof contract> => ({
  listInternalNotes: ({ params, query, principal }) =>
    notes.listAfter(principal, params.conversationId, query.afterSeq, query.limit),
  writeInternalNote: async ({ params, body, principal }) => ({
    note: await notes.write(principal, { ...body, conversationId: params.conversationId }),
  }),
});
