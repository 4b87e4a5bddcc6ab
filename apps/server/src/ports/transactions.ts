import type { Tx } from '../schema/index.ts';

/**
 * Runs work in one database transaction; after commit wakes the outbox relay and the job runner. Work may run more than
 * once (a deadlock's victim is run again), so everything it does must be undone by a rollback.
 */
export interface Transactions {
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
