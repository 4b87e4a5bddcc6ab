import { sql } from 'kysely';
import type { StoredDomainEvent } from '../../ports/events.ts';
import type { Log } from '../../ports/log.ts';
import type { Db } from '../../schema/index.ts';
import { isDatabaseUnavailable } from '../db/unavailable.ts';
import type { WakeUp } from '../wake-up.ts';
import { type Fence, readSettled } from './settled-events.ts';

export interface EventConsumerOptions {
  /** Where a consumer begins that was never seen before; `earliest` unless said. */
  readonly startAt?: 'earliest' | 'latest';
  /** Failures of one event before it is put into `event_failures` and passed over; 10 unless said. */
  readonly maxAttempts?: number;
}

interface ConsumerSetup extends EventConsumerOptions {
  readonly db: Db;
  readonly log: Log;
  readonly name: string;
  readonly handler: (event: StoredDomainEvent) => Promise<void>;
  readonly wakeUp: WakeUp;
  readonly owner: string;
  readonly pollMs: number;
  readonly leaseMs: number;
}

const BATCH = 100;
const GAP_WAIT_MS = 10;
const MAX_BACKOFF_MS = 30_000;

/** One reader of the stream. Its place and its lease are a row of `event_cursors`, so one process at a time works on it. */
export class EventConsumer {
  readonly #setup: ConsumerSetup;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #fence: Fence | undefined;
  #leaseEndsAt = 0;
  /** Last known place, true while the lease is ours. */
  #place = 0n;
  #failures = 0;

  constructor(setup: ConsumerSetup) {
    this.#setup = setup;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#setup.wakeUp.ring();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { log, wakeUp, pollMs } = this.#setup;
    while (!this.#stopping) {
      let waitMs = pollMs;
      try {
        waitMs = await this.#round();
      } catch (error) {
        log[isDatabaseUnavailable(error) ? 'warn' : 'error']({ err: error }, 'event consumer round failed');
      }
      if (waitMs > 0 && !this.#stopping) await wakeUp.sleep(waitMs);
    }
    await this.#release();
  }

  /** Reads and handles one batch. Returns how long to sleep. */
  async #round(): Promise<number> {
    const cursor = this.#leaseIsFresh() ? this.#place : await this.#claim();
    if (cursor === undefined) return this.#setup.pollMs;
    const { events, waiting } = await readSettled(this.#setup.db, cursor, BATCH, this.#fence);
    this.#fence = waiting;
    let done: string | undefined;
    let problem: { event: StoredDomainEvent; error: unknown } | undefined;
    for (const event of events) {
      if (this.#stopping) break;
      if (!this.#leaseIsFresh()) {
        // A slow batch: store the place and prolong the lease before going on; without the lease another process goes on.
        if (!(await this.#advance(done ?? cursor.toString()))) return this.#setup.pollMs;
      }
      try {
        await this.#setup.handler(event);
        done = event.id;
        this.#failures = 0;
      } catch (error) {
        problem = { event, error };
        break;
      }
    }
    if (done !== undefined) await this.#advance(done);
    if (problem) return this.#onFailure(problem.event, problem.error);
    if (events.length > 0) return 0;
    return waiting ? GAP_WAIT_MS : this.#setup.pollMs;
  }

  async #onFailure(event: StoredDomainEvent, error: unknown): Promise<number> {
    const { db, log, name, maxAttempts = 10 } = this.#setup;
    // The database being away is not the event's fault.
    if (isDatabaseUnavailable(error)) return this.#setup.pollMs;
    this.#failures += 1;
    const fields = { err: error, eventId: event.id, eventType: event.type, attempt: this.#failures };
    if (this.#failures < maxAttempts) {
      log.warn(fields, 'event handler failed, will try again');
      return Math.min(MAX_BACKOFF_MS, 50 * 2 ** this.#failures);
    }
    log.error(fields, 'event handler gave up');
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await sql`insert into event_failures (consumer, event_id, type, subject_id, payload, error)
              values (${name}, ${event.id}, ${event.type}, ${event.subjectId}, ${JSON.stringify(event.payload)}::jsonb, ${text.slice(0, 4_000)})
              on conflict do nothing`.execute(db);
    await this.#advance(event.id);
    this.#failures = 0;
    return 0;
  }

  /** Renewing at every look would be a write per second and consumer on an idle system. */
  #leaseIsFresh(): boolean {
    return Date.now() < this.#leaseEndsAt - this.#setup.leaseMs / 2;
  }

  /** Takes or prolongs the lease. Returns the stored place, or undefined when another process has it. */
  async #claim(): Promise<bigint | undefined> {
    const { db, name, owner, leaseMs, startAt } = this.#setup;
    const askedAt = Date.now();
    const { rows } = await sql<{ last_event_id: string }>`
      insert into event_cursors (consumer, last_event_id, lease_owner, lease_until)
      values (${name}, ${startAt === 'latest' ? sql`coalesce((select max(id) from domain_events), 0)` : sql`0`}, ${owner}, now() + ${leaseMs} * interval '1 ms')
      on conflict (consumer) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
        where event_cursors.lease_owner = ${owner} or event_cursors.lease_until is null or event_cursors.lease_until < now()
      returning last_event_id`.execute(db);
    const row = rows[0];
    if (!row) return undefined;
    this.#leaseEndsAt = askedAt + leaseMs;
    this.#place = BigInt(row.last_event_id);
    return this.#place;
  }

  /** Stores the place. False when the lease has gone to another process. */
  async #advance(eventId: string): Promise<boolean> {
    const { db, name, owner, leaseMs } = this.#setup;
    const askedAt = Date.now();
    const { rows } = await sql`
      update event_cursors set last_event_id = ${eventId}::bigint, updated_at = now(), lease_until = now() + ${leaseMs} * interval '1 ms'
       where consumer = ${name} and lease_owner = ${owner} returning consumer`.execute(db);
    const ours = rows.length > 0;
    this.#leaseEndsAt = ours ? askedAt + leaseMs : 0;
    if (ours) this.#place = BigInt(eventId);
    return ours;
  }

  async #release(): Promise<void> {
    const { db, name, owner, log } = this.#setup;
    try {
      await sql`update event_cursors set lease_owner = null, lease_until = null where consumer = ${name} and lease_owner = ${owner}`.execute(
        db,
      );
    } catch (error) {
      // The lease runs out by itself.
      log.warn({ err: error }, 'event consumer lease not given back');
    }
  }
}
