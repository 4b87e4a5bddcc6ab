import { sql } from 'kysely';
import type { StoredDomainEvent } from '../../ports/events.ts';
import type { Log } from '../../ports/log.ts';
import type { Db } from '../../schema/index.ts';
import { isDatabaseUnavailable } from '../db/unavailable.ts';
import type { WakeUp } from '../wake-up.ts';
import { type Fence, readSettled } from './settled-events.ts';

type LaneOf = (event: StoredDomainEvent) => string;

export interface EventConsumerOptions {
  /** Where a consumer begins that was never seen before; `earliest` unless said. */
  readonly startAt?: 'earliest' | 'latest';
  /** Failures of one event before it is put into `event_failures` and passed over; 10 unless said. */
  readonly maxAttempts?: number;
  /**
   * Events of one lane keep their order; lanes go on side by side. Without it everything is one lane.
   * An event that fails stops its lane, and what other lanes did behind it comes once more.
   */
  readonly laneOf?: LaneOf;
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

interface Problem {
  readonly event: StoredDomainEvent;
  readonly error: unknown;
}

/** How far a batch got without a gap, and the event that stopped it there. */
interface Handled {
  readonly done: string | undefined;
  readonly problem?: Problem | undefined;
}

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
    const { done, problem } = this.#setup.laneOf
      ? await this.#sideBySide(events, cursor.toString(), this.#setup.laneOf)
      : await this.#oneByOne(events, cursor.toString());
    if (done !== undefined) {
      this.#failures = 0;
      await this.#advance(done);
    }
    if (problem) return this.#onFailure(problem.event, problem.error);
    if (events.length > 0) return 0;
    return waiting ? GAP_WAIT_MS : this.#setup.pollMs;
  }

  /** A slow batch stores its place and prolongs the lease before it goes on; without the lease another process goes on. */
  async #keepsLease(place: string): Promise<boolean> {
    return this.#leaseIsFresh() || (await this.#advance(place));
  }

  async #oneByOne(events: readonly StoredDomainEvent[], place: string): Promise<Handled> {
    let done: string | undefined;
    for (const event of events) {
      if (this.#stopping) break;
      if (!(await this.#keepsLease(done ?? place))) return { done: undefined };
      try {
        await this.#setup.handler(event);
        done = event.id;
      } catch (error) {
        return { done, problem: { event, error } };
      }
    }
    return { done };
  }

  /** The place moves only over events that are done without a gap, so a crash or a failure passes nothing over. */
  async #sideBySide(events: readonly StoredDomainEvent[], place: string, laneOf: LaneOf): Promise<Handled> {
    const handled = new Set<StoredDomainEvent>();
    const problems: Problem[] = [];
    const workOff = async (lane: readonly StoredDomainEvent[]): Promise<void> => {
      for (const event of lane) {
        if (this.#stopping || !(await this.#keepsLease(place))) return;
        try {
          await this.#setup.handler(event);
          handled.add(event);
        } catch (error) {
          problems.push({ event, error });
          return;
        }
      }
    };
    // All at once: what they read is gathered into one question of each kind, which is what makes a busy hour bearable.
    await Promise.all([...Map.groupBy(events, laneOf).values()].map(workOff));
    const undone = events.findIndex((event) => !handled.has(event));
    const done = undone === -1 ? events.at(-1) : events[undone - 1];
    return { done: done?.id, problem: problems.find(({ event }) => event === events[undone]) };
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
