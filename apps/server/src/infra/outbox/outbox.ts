import { type RawBuilder, sql } from 'kysely';
import type { DomainEvent, Events, StoredDomainEvent } from '../../ports/events.ts';
import type { Log } from '../../ports/log.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { AfterCommit } from '../db/database.ts';
import { WakeUp } from '../wake-up.ts';
import { EventConsumer, type EventConsumerOptions } from './event-consumer.ts';

export interface OutboxOptions {
  readonly db: Db;
  readonly afterCommit: AfterCommit;
  readonly log: Log;
  /** Unique per process: says who holds a consumer. */
  readonly owner: string;
  /** For events of other processes and for retries, in ms; 1,000 unless said. */
  readonly pollMs?: number;
  /** How long another process waits before it takes a dead process' consumers over, in ms; 10,000 unless said. */
  readonly leaseMs?: number;
}

export interface Outbox extends Events {
  /**
   * Registers a named consumer; its place in the stream is stored under the name. Call before `start`.
   * Events come one after another in the order of their ids, each at least once; the handler must be idempotent.
   */
  consume(name: string, handler: (event: StoredDomainEvent) => Promise<void>, options?: EventConsumerOptions): void;
  /** Calls `hook` right after a transaction of this process appended an event of one of these types: sooner than any consumer. */
  onCommitted(types: readonly string[], hook: () => void): void;
  start(): void;
  /** Lets running handlers finish, then gives the leases back. */
  stop(): Promise<void>;
  /** Deletes events older than `days` that every consumer has passed. Returns how many. */
  sweep(days: number): Promise<number>;
}

async function appendAll(tx: Tx, events: readonly DomainEvent[]): Promise<void> {
  // As in `append`: the number first. The order of the array is the order of the ids.
  await sql`
    with numbered as materialized (select pg_current_xact_id() as xid)
    insert into domain_events (type, subject_id, payload)
    select x.event ->> 'type', x.event ->> 'subjectId', x.event -> 'payload'
      from numbered, jsonb_array_elements(${JSON.stringify(events)}::jsonb) with ordinality as x (event, place)
     where xid is not null order by x.place`.execute(tx);
}

async function append(tx: Tx, event: DomainEvent): Promise<void> {
  // The select gives the transaction its number before the identity column takes an id; the reader relies on that order.
  await sql`
    with numbered as materialized (select pg_current_xact_id() as xid)
    insert into domain_events (type, subject_id, payload)
    select ${event.type}, ${event.subjectId}, ${JSON.stringify(event.payload)}::jsonb from numbered where xid is not null`.execute(
    tx,
  );
}

/** Here too: whoever takes a row out of `numbered` has the number. */
const appending = (rows: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    with numbered as materialized (select pg_current_xact_id() as xid)
    insert into domain_events (type, subject_id, payload)
    select x.type, x.subject_id, x.payload from numbered, (${rows}) as x (type, subject_id, payload) where xid is not null`;

export function createOutbox(options: OutboxOptions): Outbox {
  const { db, afterCommit, log } = options;
  const consumers = new Map<string, { consumer: EventConsumer; wakeUp: WakeUp }>();
  const hooks = new Map<string, readonly (() => void)[]>();
  const hookUp = (tx: Tx, types: Iterable<string>): void => {
    for (const type of new Set(types)) for (const hook of hooks.get(type) ?? []) afterCommit(tx, hook);
  };
  const wakeAll = (): void => {
    for (const { wakeUp } of consumers.values()) wakeUp.ring();
  };
  return {
    append: async (tx, event) => {
      await append(tx, event);
      afterCommit(tx, wakeAll);
      hookUp(tx, [event.type]);
    },
    appendAll: async (tx, events) => {
      if (events.length === 0) return;
      await appendAll(tx, events);
      afterCommit(tx, wakeAll);
      hookUp(
        tx,
        events.map((event) => event.type),
      );
    },
    appending: (tx, types, rows) => {
      afterCommit(tx, wakeAll);
      hookUp(tx, types);
      return appending(rows);
    },
    onCommitted: (types, hook) => {
      for (const type of types) hooks.set(type, [...(hooks.get(type) ?? []), hook]);
    },
    consume: (name, handler, consumerOptions = {}) => {
      if (consumers.has(name)) throw new Error(`Two event consumers are named ${name}`);
      const wakeUp = new WakeUp();
      const timing = { owner: options.owner, pollMs: options.pollMs ?? 1_000, leaseMs: options.leaseMs ?? 10_000 };
      const consumer = new EventConsumer({
        db,
        log: log.child({ consumer: name }),
        name,
        handler,
        wakeUp,
        ...timing,
        ...consumerOptions,
      });
      consumers.set(name, { consumer, wakeUp });
    },
    start: () => {
      for (const { consumer } of consumers.values()) consumer.start();
    },
    stop: async () => {
      await Promise.all([...consumers.values()].map(({ consumer }) => consumer.stop()));
    },
    sweep: async (days) => {
      const { rows } = await sql<{ count: number }>`
        with passed as (select coalesce(min(last_event_id), 0) as id from event_cursors),
             gone as (delete from domain_events e using passed
                       where e.created_at < now() - ${days} * interval '1 day' and e.id <= passed.id returning 1)
        select count(*)::int as count from gone`.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}
