/** Durable background work: at least once, with lease, heartbeat and back-off. Handlers must be idempotent. */
import type { Tx } from '../schema/index.ts';

export interface JobRequest {
  readonly kind: string;
  /** Same kind + key while unfinished: one job. */
  readonly key: string;
  readonly payload: Record<string, unknown>;
  readonly runAt?: Date;
  readonly maxAttempts?: number;
}

export interface JobContext {
  readonly jobId: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the process stops or the lease was lost. */
  readonly signal: AbortSignal;
}

export type JobHandler = (payload: Record<string, unknown>, context: JobContext) => Promise<void>;

export interface Jobs {
  /** Stores the job in the caller's transaction. */
  add(tx: Tx, job: JobRequest): Promise<void>;
}
