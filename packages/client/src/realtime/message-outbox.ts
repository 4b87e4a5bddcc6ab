import type { ClientMsgId, ConversationId, Message, MessageDraft, SendMessage } from '@visavis/protocol';
import { backoffDelayMs } from './backoff.ts';
import { CommandError, type FailureCode } from './command-error.ts';
import { createSource, type Observable } from './observable.ts';
import type { OutboxEntry, OutboxStorage } from './outbox-storage.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface MessageOutbox {
  /** Everything not yet stored by the server, in order of sending. */
  readonly entries: Observable<readonly OutboxEntry[]>;
  /** Reads what an earlier page left behind. */
  load(): Promise<void>;
  /** Keeps the message and starts sending it. */
  add(conversationId: ConversationId, body: MessageDraft): Promise<OutboxEntry>;
  /** Sends what is pending, one after the other; call it after every (re)connect. */
  flush(): Promise<void>;
  retry(clientMsgId: ClientMsgId): Promise<void>;
  remove(clientMsgId: ClientMsgId): Promise<void>;
  /** The words belong to another conversation after all: another window had begun it. */
  readdress(from: ConversationId, to: ConversationId): Promise<void>;
  /** The server's echo came before the acknowledgement, or instead of it. */
  settle(clientMsgIds: ReadonlySet<string>): Promise<void>;
  close(): void;
}

/** `Stored`: what the server answers with; a message, if nothing else is said. */
export interface OutboxOptions<Stored = Message> {
  readonly storage: OutboxStorage;
  readonly send: (message: SendMessage) => Promise<Stored>;
  /** A message is stored; it arrives here once. */
  readonly onStored: (stored: Stored) => void;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  readonly timers?: Timers;
  readonly random?: () => number;
  /** Storage failed: the message still goes out, but would not survive a reload. */
  readonly onStorageError?: (error: unknown) => void;
}

function failureOf(error: unknown): { code: FailureCode; retryable: boolean } {
  return error instanceof CommandError ? error : { code: 'internal', retryable: true };
}

/** Messages leave in the order they were written and stay until the server has stored them. */
export function createMessageOutbox<Stored = Message>(options: OutboxOptions<Stored>): MessageOutbox {
  const timers = options.timers ?? systemTimers;
  const random = options.random ?? Math.random;
  const entries = createSource<readonly OutboxEntry[]>([]);
  let running = Promise.resolve();
  let busy = false;
  let tries = 0;
  let cancelRetry: () => void = () => undefined;
  let closed = false;

  const kept = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      options.onStorageError?.(error);
    }
  };
  const replace = (entry: OutboxEntry) => {
    entries.set(entries.get().map((other) => (other.clientMsgId === entry.clientMsgId ? entry : other)));
    return kept(options.storage.put(entry));
  };
  const drop = (clientMsgId: ClientMsgId) => {
    entries.set(entries.get().filter((entry) => entry.clientMsgId !== clientMsgId));
    return kept(options.storage.remove(clientMsgId));
  };
  const isHere = (clientMsgId: ClientMsgId) => entries.get().some((entry) => entry.clientMsgId === clientMsgId);

  /** True when the next one may follow at once. */
  async function sendOne(entry: OutboxEntry): Promise<boolean> {
    const { clientMsgId, conversationId, body } = entry;
    try {
      const message = await options.send({ conversationId, clientMsgId, body });
      tries = 0;
      if (isHere(clientMsgId)) await drop(clientMsgId);
      options.onStored(message);
      return true;
    } catch (error) {
      if (!isHere(clientMsgId)) return true;
      const { code, retryable } = failureOf(error);
      if (retryable) {
        scheduleRetry(code);
        return false;
      }
      await replace({ ...entry, state: 'failed', failure: code });
      return true;
    }
  }

  function scheduleRetry(code: FailureCode): void {
    cancelRetry();
    // Without a connection there is nothing to try: the reconnect calls flush.
    if (closed || code === 'connection_lost') return;
    tries += 1;
    cancelRetry = timers.after(backoffDelayMs(tries, random), () => void flush());
  }

  async function sendAll(): Promise<void> {
    try {
      for (;;) {
        const next = entries.get().find((entry) => entry.state === 'pending');
        if (closed || next === undefined || !(await sendOne(next))) return;
      }
    } finally {
      busy = false;
    }
  }

  function flush(): Promise<void> {
    cancelRetry();
    if (!busy) {
      busy = true;
      running = sendAll();
    }
    return running;
  }

  return {
    entries,
    async load() {
      const stored = await options.storage.load().catch((error: unknown) => {
        options.onStorageError?.(error);
        return [];
      });
      const known = new Set(entries.get().map((entry) => entry.clientMsgId));
      const missing = stored.filter((entry) => !known.has(entry.clientMsgId));
      entries.set([...missing, ...entries.get()].sort((a, b) => a.queuedAt - b.queuedAt));
    },
    async add(conversationId, body) {
      const last = entries.get().at(-1)?.queuedAt ?? 0;
      const entry: OutboxEntry = {
        clientMsgId: options.newId() as ClientMsgId,
        conversationId,
        body,
        queuedAt: Math.max(timers.now(), last + 1),
        state: 'pending',
        failure: null,
      };
      entries.set([...entries.get(), entry]);
      await kept(options.storage.put(entry));
      void flush();
      return entry;
    },
    flush,
    async retry(clientMsgId) {
      const entry = entries.get().find((other) => other.clientMsgId === clientMsgId);
      if (entry?.state !== 'failed') return;
      if (entry.failure === 'message_id_reused') {
        // The old id belongs to another message now; the same words go out under a new one.
        await drop(clientMsgId);
        const renewed: OutboxEntry = {
          ...entry,
          clientMsgId: options.newId() as ClientMsgId,
          state: 'pending',
          failure: null,
        };
        entries.set([...entries.get(), renewed]);
        await kept(options.storage.put(renewed));
      } else {
        await replace({ ...entry, state: 'pending', failure: null });
      }
      void flush();
    },
    remove: drop,
    async readdress(from, to) {
      for (const entry of entries.get())
        if (entry.conversationId === from) await replace({ ...entry, conversationId: to });
    },
    async settle(clientMsgIds) {
      for (const entry of entries.get()) if (clientMsgIds.has(entry.clientMsgId)) await drop(entry.clientMsgId);
    },
    close() {
      closed = true;
      cancelRetry();
    },
  };
}
