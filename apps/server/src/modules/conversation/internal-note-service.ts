import type { AgentId, ConversationId, InternalNote, InternalNotePage, WriteInternalNote } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/deps.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { ConversationService } from './conversation-service.ts';
import { internalNoteRepo } from './internal-note-repo.ts';

export interface InternalNoteServiceDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'transactions'> {
  readonly db: Db;
  readonly conversations: ConversationService;
  /** Called after commit, once per newly stored note. */
  readonly onStored: (note: InternalNote) => void;
  /** Called when an agent has read further. */
  readonly onRead: (agentId: AgentId, mark: { conversationId: ConversationId; readSeq: number }) => void;
}

/** What agents write to each other: whoever may read the conversation may write, as long as it is open. */
export const createInternalNoteService = ({
  db,
  clock,
  makeId,
  transactions,
  conversations,
  onStored,
  onRead,
}: InternalNoteServiceDeps) => ({
  /** Returns after the note is on disk. The same clientMsgId again returns the stored note. */
  async write(principal: AgentPrincipal, command: WriteInternalNote): Promise<InternalNote> {
    const { conversationId, clientMsgId, text } = command;
    await conversations.getReadable(principal, conversationId);
    const { note, fresh } = await transactions.run(async (tx) => {
      const conversation = await conversations.getConversation(tx, conversationId);
      const stored = await internalNoteRepo.findByClientMsgId(tx, conversationId, clientMsgId);
      if (stored) {
        if (stored.author.agentId !== principal.agentId || stored.text !== text)
          throw new DomainError('message_id_reused', { clientMsgId });
        return { note: stored, fresh: false };
      }
      if (conversation.state === 'closed') throw new DomainError('conversation_closed');
      const made = await internalNoteRepo.insert(tx, {
        ...{ id: makeId(), conversationId, clientMsgId, text, now: clock.now() },
        ...{ afterSeq: conversation.lastSeq, agentId: principal.agentId, authorName: principal.displayName },
      });
      return { note: made, fresh: true };
    });
    if (fresh) onStored(note);
    return note;
  },

  async listAfter(
    principal: AgentPrincipal,
    conversationId: string,
    afterSeq: number,
    limit: number,
  ): Promise<InternalNotePage> {
    const { upTo } = await conversations.getSeen(principal, conversationId);
    const readSeq = await internalNoteRepo.readSeq(db, conversationId, principal.agentId);
    if (upTo !== null) {
      // Notes are written in the order of the messages they follow, so these are the first ones.
      const all = await internalNoteRepo.listBefore(db, conversationId, upTo);
      const seen = all.filter(({ seq }) => seq > afterSeq).slice(0, limit);
      return { notes: seen, lastSeq: all.at(-1)?.seq ?? 0, readSeq };
    }
    const notes = await internalNoteRepo.listAfter(db, conversationId, afterSeq, limit);
    const last = notes.at(-1)?.seq ?? 0;
    return { notes, lastSeq: Math.max(last, await internalNoteRepo.lastSeq(db, conversationId)), readSeq };
  },

  async read(principal: AgentPrincipal, conversationId: ConversationId, seq: number): Promise<void> {
    await conversations.getReadable(principal, conversationId);
    const readSeq = await internalNoteRepo.raiseRead(db, conversationId, principal.agentId, seq);
    if (readSeq !== undefined) onRead(principal.agentId, { conversationId, readSeq });
  },
});
export type InternalNoteService = ReturnType<typeof createInternalNoteService>;
