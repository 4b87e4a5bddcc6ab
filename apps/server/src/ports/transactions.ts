import type { Tx } from '../schema/index.ts';

/** Runs work in one database transaction; after commit wakes the outbox relay and the job runner. */
export interface Transactions {
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
