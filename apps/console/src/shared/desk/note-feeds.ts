import type { Connection, Observable, Source } from '@visavis/client';
import { createSource } from '@visavis/client';
import type { AgentEvents, ConversationId, InternalNote } from '@visavis/protocol';

/** What agents wrote to each other in one conversation, in order, without a hole. */
export interface NoteFeed {
  readonly notes: readonly InternalNote[];
  /** How far this agent has read them. */
  readonly readSeq: number;
  /** Set when they could not be asked for; what is there stays. */
  readonly error: unknown;
}

export interface NoteFeeds {
  follow(conversationId: ConversationId): Observable<NoteFeed>;
  /** Asks for what was written after the last one known. */
  refresh(conversationId: ConversationId): Promise<void>;
  /** A note just arrived or just stored. */
  take(note: InternalNote): void;
  /** Read up to there, in this window or another. */
  mark(conversationId: ConversationId, readSeq: number): void;
}

/** Notes go on from the last one known; one that is further ahead says that some are missing. */
export function withNotes(known: readonly InternalNote[], added: readonly InternalNote[]): readonly InternalNote[] {
  const all = [...known];
  for (const note of added) if (note.seq === all.length + 1) all.push(note);
  return all.length === known.length ? known : all;
}

/** What colleagues wrote since this agent last read. */
export const unreadNotes = ({ notes, readSeq }: Pick<NoteFeed, 'notes' | 'readSeq'>, me: string): number =>
  notes.filter(({ seq, author }) => seq > readSeq && author.agentId !== me).length;

export function createNoteFeeds(connection: Connection<AgentEvents>): NoteFeeds {
  const feeds = new Map<ConversationId, Source<NoteFeed>>();
  const running = new Map<ConversationId, Promise<void>>();

  const open = (conversationId: ConversationId): Source<NoteFeed> => {
    const known = feeds.get(conversationId);
    if (known) return known;
    const made = createSource<NoteFeed>({ notes: [], readSeq: 0, error: null });
    feeds.set(conversationId, made);
    return made;
  };

  async function fill(conversationId: ConversationId): Promise<void> {
    const source = open(conversationId);
    try {
      for (;;) {
        const afterSeq = source.get().notes.length;
        const page = await connection.command('note:sync', { conversationId, afterSeq, limit: 200 });
        const { notes, readSeq } = source.get();
        source.set({ notes: withNotes(notes, page.notes), readSeq: Math.max(readSeq, page.readSeq), error: null });
        if (page.notes.length === 0 || source.get().notes.length >= page.lastSeq) return;
      }
    } catch (error) {
      source.set({ ...source.get(), error });
    }
  }

  const refresh = (conversationId: ConversationId): Promise<void> => {
    const going = running.get(conversationId);
    if (going) return going;
    const work = fill(conversationId).finally(() => running.delete(conversationId));
    running.set(conversationId, work);
    return work;
  };

  return {
    follow: open,
    refresh,
    take(note) {
      const source = open(note.conversationId);
      const { notes } = source.get();
      if (note.seq <= notes.length) return;
      if (note.seq > notes.length + 1) void refresh(note.conversationId);
      else source.set({ ...source.get(), notes: withNotes(notes, [note]) });
    },
    mark(conversationId, readSeq) {
      const source = open(conversationId);
      if (readSeq > source.get().readSeq) source.set({ ...source.get(), readSeq });
    },
  };
}
