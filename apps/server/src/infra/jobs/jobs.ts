import { setTimeout as sleep } from 'node:timers/promises';
import type { MakeId } from '../../ports/clock.ts';
import type { JobHandler, Jobs } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { Db } from '../../schema/index.ts';
import type { AfterCommit } from '../db/database.ts';
import { isDatabaseUnavailable } from '../db/unavailable.ts';
import { WakeUp } from '../wake-up.ts';
import * as queries from './job-queries.ts';

export interface JobRunnerOptions {
  readonly db: Db;
  readonly afterCommit: AfterCommit;
  readonly log: Log;
  readonly makeId: MakeId;
  /** Unique per process: says who holds a job. */
  readonly owner: string;
  /** Longest wait for a due job that nobody rang for, in ms; 1,000 unless said. */
  readonly pollMs?: number;
  /** A job whose worker gave no sign for this long runs again elsewhere, in ms; 15,000 unless said. */
  readonly leaseMs?: number;
  /** Wait before attempt 2, doubled each time up to 10 minutes, in ms; 1,000 unless said. */
  readonly backoffMs?: number;
}

export interface JobRunner extends Jobs {
  /** Registers the handler of a kind. Call before `start`. */
  handle(kind: string, handler: JobHandler, options?: { readonly concurrency?: number }): void;
  start(): void;
  /** Takes no more jobs, aborts the running ones, waits up to `graceMs` for them and gives the rest back. */
  stop(graceMs?: number): Promise<void>;
  /** Deletes finished jobs older than `days`; failed ones stay for people to see. */
  sweep(days: number): Promise<number>;
}

interface Kind {
  readonly handler: JobHandler;
  readonly concurrency: number;
  running: number;
}

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

const MAX_BACKOFF_MS = 600_000;

class Runner {
  readonly #options: JobRunnerOptions;
  readonly #kinds = new Map<string, Kind>();
  readonly #running = new Map<string, Running>();
  readonly wakeUp = new WakeUp();
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  get #leaseMs(): number {
    return this.#options.leaseMs ?? 15_000;
  }

  register(kind: string, handler: JobHandler, concurrency: number): void {
    if (this.#kinds.has(kind)) throw new Error(`Two handlers for jobs of kind ${kind}`);
    this.#kinds.set(kind, { handler, concurrency, running: 0 });
  }

  start(): void {
    this.#loop = this.#run();
    let beating = false;
    this.#heartbeat = setInterval(() => {
      if (beating) return;
      beating = true;
      void this.#beat().finally(() => {
        beating = false;
      });
    }, this.#leaseMs / 3);
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.wakeUp.ring();
    await this.#loop;
    for (const { abort } of this.#running.values()) abort.abort(new Error('stopping'));
    const left = Promise.all([...this.#running.values()].map(({ done }) => done));
    await Promise.race([left, sleep(graceMs, undefined, { ref: false })]);
    clearInterval(this.#heartbeat);
    for (const id of this.#running.keys())
      await this.#settle(id, () => queries.releaseJob(this.#options.db, id, this.#options.owner));
  }

  async #run(): Promise<void> {
    const { db, log, pollMs = 1_000 } = this.#options;
    while (!this.#stopping) {
      try {
        for (const id of await queries.failExhausted(db)) log.error({ jobId: id }, 'job failed for good');
        for (const [name, kind] of this.#kinds) await this.#fill(name, kind);
      } catch (error) {
        log[isDatabaseUnavailable(error) ? 'warn' : 'error']({ err: error }, 'job poll failed');
      }
      if (!this.#stopping) await this.wakeUp.sleep(pollMs);
    }
  }

  async #fill(name: string, kind: Kind): Promise<void> {
    const { db, owner } = this.#options;
    const free = kind.concurrency - kind.running;
    if (free <= 0) return;
    for (const job of await queries.claimJobs(db, name, free, owner, this.#leaseMs)) {
      kind.running += 1;
      const abort = new AbortController();
      const done = this.#execute(job, kind, abort).finally(() => {
        this.#running.delete(job.id);
        kind.running -= 1;
        this.wakeUp.ring();
      });
      this.#running.set(job.id, { abort, done });
    }
  }

  async #execute(job: queries.ClaimedJob, kind: Kind, abort: AbortController): Promise<void> {
    const { db, owner, log } = this.#options;
    const fields = { jobId: job.id, kind: job.kind, attempt: job.attempts };
    try {
      const context = { jobId: job.id, attempt: job.attempts, maxAttempts: job.max_attempts, signal: abort.signal };
      await kind.handler(job.payload, context);
    } catch (error) {
      if (this.#stopping && abort.signal.aborted) {
        await this.#settle(job.id, () => queries.releaseJob(db, job.id, owner));
        return;
      }
      const delayMs = Math.min(MAX_BACKOFF_MS, (this.#options.backoffMs ?? 1_000) * 2 ** (job.attempts - 1));
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      await this.#settle(job.id, async () => {
        const failed = await queries.retryJob(db, job.id, owner, text.slice(0, 4_000), delayMs);
        if (failed) log.error({ ...fields, err: error }, 'job failed for good');
        else log.warn({ ...fields, err: error, delayMs }, 'job failed, will be tried again');
      });
      return;
    }
    await this.#settle(job.id, () => queries.finishJob(db, job.id, owner));
  }

  /** Stores an outcome. When even that fails the lease runs out and the job runs again: at least once. */
  async #settle(jobId: string, store: () => Promise<void>): Promise<void> {
    try {
      await store();
    } catch (error) {
      this.#options.log.warn({ err: error, jobId }, 'job outcome not stored, it will run again');
    }
  }

  async #beat(): Promise<void> {
    const ids = [...this.#running.keys()];
    if (ids.length === 0) return;
    try {
      const ours = await queries.prolongLeases(this.#options.db, ids, this.#options.owner, this.#leaseMs);
      for (const id of ids) {
        if (!ours.has(id)) this.#running.get(id)?.abort.abort(new Error('lease lost'));
      }
    } catch (error) {
      this.#options.log.warn({ err: error }, 'job leases not prolonged');
    }
  }
}

/** Jobs in the database: see `docs/adr/0010-own-job-table.md`. */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const runner = new Runner(options);
  return {
    add: async (tx, job) => {
      await queries.insertJob(tx, options.makeId(), job);
      options.afterCommit(tx, () => runner.wakeUp.ring());
    },
    handle: (kind, handler, { concurrency = 1 } = {}) => runner.register(kind, handler, concurrency),
    start: () => runner.start(),
    stop: (graceMs = 10_000) => runner.stop(graceMs),
    sweep: (days) => queries.deleteFinishedJobs(options.db, days),
  };
}
