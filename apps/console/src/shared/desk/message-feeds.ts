import type { Connection, MessageLog, Observable, Source } from '@visavis/client';
import { createMessageSync, createSource, emptyLog, withLastSeq, withMarks, withMessages } from '@visavis/client';
import type { AgentEvents, Conversation, ConversationId, Message, MessageMarks } from '@visavis/protocol';

/** What the console holds of one conversation's messages. */
export interface Feed {
  readonly log: MessageLog;
  /** Messages up to and with this seq have not been asked for. */
  readonly from: number;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly error: unknown;
}

export interface MessageFeeds {
  /** Opens the feed when it is not open yet. */
  follow(conversationId: ConversationId): Observable<Feed>;
  /** Newest first: asks for what was said after the last known, keeping what is there. */
  refresh(conversation: Conversation): Promise<void>;
  older(conversationId: ConversationId): Promise<void>;
  /** Messages just arrived or just stored. */
  take(message: Message): void;
  mark(conversationId: ConversationId, marks: MessageMarks): void;
}

const pageSize = 100;

/** Keeps gap-free message logs, each filled from its newest page backwards. */
export function createMessageFeeds(connection: Connection<AgentEvents>): MessageFeeds {
  const feeds = new Map<ConversationId, { source: Source<Feed>; sync: () => Promise<void> }>();

  function open(conversationId: ConversationId) {
    const known = feeds.get(conversationId);
    if (known) return known;
    const source = createSource<Feed>({ log: emptyLog(conversationId), from: -1, state: 'loading', error: null });
    const sync = createMessageSync({
      read: () => source.get().log,
      write: (log) => source.set({ ...source.get(), log }),
      from: () => Math.max(0, source.get().from),
      fetch: (afterSeq) => connection.command('message:sync', { conversationId, afterSeq, limit: 200 }),
    });
    const made = { source, sync };
    feeds.set(conversationId, made);
    return made;
  }

  async function fill(conversationId: ConversationId): Promise<void> {
    const { source, sync } = open(conversationId);
    try {
      await sync();
      source.set({ ...source.get(), state: 'ready', error: null });
    } catch (error) {
      const has = source.get().log.messages.length > 0;
      source.set({ ...source.get(), state: has ? 'ready' : 'failed', error });
    }
  }

  return {
    follow: (conversationId) => open(conversationId).source,
    async refresh(conversation) {
      const { source } = open(conversation.id);
      const feed = source.get();
      const from = feed.from >= 0 ? feed.from : Math.max(0, conversation.lastSeq - pageSize);
      const log = withMarks(withLastSeq(feed.log, conversation.lastSeq), conversation.marks);
      source.set({ ...feed, log, from, state: feed.state === 'failed' ? 'loading' : feed.state });
      await fill(conversation.id);
    },
    async older(conversationId) {
      const { source } = open(conversationId);
      const feed = source.get();
      source.set({ ...feed, from: Math.max(0, feed.from - pageSize) });
      await fill(conversationId);
    },
    take(message) {
      const { source } = open(message.conversationId);
      const feed = source.get();
      if (feed.from < 0) return;
      source.set({ ...feed, log: withMessages(feed.log, [message]) });
      void fill(message.conversationId);
    },
    mark(conversationId, marks) {
      const { source } = open(conversationId);
      source.set({ ...source.get(), log: withMarks(source.get().log, marks) });
    },
  };
}
