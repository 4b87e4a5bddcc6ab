import type { SocketModule } from '../../ports/index.ts';
import type { InternalNoteService } from './internal-note-service.ts';

/** Agents only: the visitor side has no command and no fact for notes. */
export const internalNoteSocket = (notes: InternalNoteService): SocketModule => ({
  agent: {
    'note:write': async (payload, { principal }) => ({ note: await notes.write(principal, payload) }),
    'note:sync': async ({ conversationId, afterSeq, limit }, { principal }) =>
      notes.listAfter(principal, conversationId, afterSeq, limit),
    'note:read': async ({ conversationId, seq }, { principal }) => {
      await notes.read(principal, conversationId, seq);
      return {};
    },
  },
});
