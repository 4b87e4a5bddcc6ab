import type { ClientMsgId, ConversationId, MessageDraft } from '@visavis/protocol';
import type { FailureCode } from './command-error.ts';

/** A message on its way. `failed`: the server refused it for good; it waits for a person to retry or delete it. */
export interface OutboxEntry {
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly body: MessageDraft;
  /** Milliseconds since 1970; also the order of sending. */
  readonly queuedAt: number;
  readonly state: 'pending' | 'failed';
  readonly failure: FailureCode | null;
}

/** Where messages wait so that a reload or a crash does not lose them. */
export interface OutboxStorage {
  load(): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(clientMsgId: ClientMsgId): Promise<void>;
}

export function memoryOutboxStorage(): OutboxStorage {
  const entries = new Map<string, OutboxEntry>();
  return {
    load: async () => [...entries.values()],
    put: async (entry) => void entries.set(entry.clientMsgId, entry),
    remove: async (clientMsgId) => void entries.delete(clientMsgId),
  };
}

const storeName = 'messages';

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused the request'));
  });
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'clientMsgId' });
  return done(request);
}

/** IndexedDB under `name`; in private windows and where it is refused, memory (told once through `onFallback`). */
export function browserOutboxStorage(
  name: string,
  onFallback: (error: unknown) => void = () => undefined,
): OutboxStorage {
  const memory = memoryOutboxStorage();
  let database: Promise<IDBDatabase | undefined> | undefined;
  const opened = () => {
    database ??= (async () => openDatabase(name))().catch((error: unknown) => {
      onFallback(error);
      return undefined;
    });
    return database;
  };
  const inStore = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => {
    const db = await opened();
    return db === undefined ? undefined : done(work(db.transaction(storeName, mode).objectStore(storeName)));
  };
  return {
    async load() {
      const rows = await inStore<OutboxEntry[]>('readonly', (store) => store.getAll());
      return rows ?? memory.load();
    },
    async put(entry) {
      if ((await opened()) === undefined) await memory.put(entry);
      else await inStore('readwrite', (store) => store.put(entry));
    },
    async remove(clientMsgId) {
      if ((await opened()) === undefined) await memory.remove(clientMsgId);
      else await inStore('readwrite', (store) => store.delete(clientMsgId));
    },
  };
}
