import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import type { StoredDomainEvent } from '../../ports/events.ts';
import { openDatabase } from '../db/database.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { readSettled } from './settled-events.ts';

let database: TestDatabase;
const open: Outbox[] = [];
const make = (owner = 'one', leaseMs = 10_000, db = database.db): Outbox => {
  const outbox = createOutbox({ ...database, db, log: quietLog, owner, pollMs: 200, leaseMs });
  open.push(outbox);
  return outbox;
};
async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited too long');
    await sleep(5);
  }
}
const event = (subjectId: string, payload: Record<string, unknown> = {}) => ({
  type: 'thing_done',
  subjectId,
  payload,
});

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 24 });
  await sql`create table counters (id text primary key, value int not null)`.execute(database.db);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((outbox) => outbox.stop()));
  await sql`truncate domain_events, event_cursors, event_failures`.execute(database.db);
});
afterAll(async () => {
  await database.drop();
});

describe('when every connection is taken', () => {
  it('what happens elsewhere is told all the same, with what telling it has to read', async () => {
    const crowded = await createTestDatabase({ poolSize: 3 });
    // What happens in another process of the deployment.
    const elsewhere = openDatabase({ target: crowded.target, log: quietLog, poolSize: 1 });
    const options = { log: quietLog, pollMs: 20 };
    const outbox = createOutbox({ ...crowded, ...options, owner: 'crowded' });
    const other = createOutbox({ ...elsewhere, ...options, owner: 'elsewhere' });
    const told: string[] = [];
    const release = Promise.withResolvers<void>();
    const begun: string[] = [];
    const slow = (name: string) =>
      crowded.transactions.run(async (tx) => {
        await sql`select 1`.execute(tx);
        begun.push(name);
        await release.promise;
      });
    outbox.consume('a', async (stored) => {
      const { rows } = await sql<{ subject_id: string }>`
        select subject_id from domain_events where id = ${stored.id}`.execute(crowded.db);
      told.push(rows[0]?.subject_id ?? 'nothing');
    });
    // Those who stand in line may give up on a slow machine.
    const visitors = Promise.allSettled(['one', 'two', 'three', 'four', 'five', 'six'].map(slow));
    try {
      await until(() => begun.length === 3);
      crowded.withReserve(() => outbox.start());
      for (const name of ['first', 'second']) await elsewhere.transactions.run((tx) => other.append(tx, event(name)));
      await until(() => told.length === 2);
      expect(told).toEqual(['first', 'second']);
      expect(begun).toHaveLength(3);
    } finally {
      release.resolve();
      await visitors;
      await outbox.stop();
      await elsewhere.close();
      await crowded.drop();
    }
  });
});

describe('the outbox', () => {
  it('delivers within milliseconds of the commit and nothing of a rollback', async () => {
    const outbox = make();
    const seen: StoredDomainEvent[] = [];
    outbox.consume('a', async (stored) => void seen.push(stored));
    outbox.start();
    await database.transactions.run((tx) => outbox.append(tx, event('first', { n: 1 })));
    await until(() => seen.length === 1);
    await expect(
      database.transactions.run(async (tx) => {
        await outbox.append(tx, event('never'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await database.transactions.run((tx) => outbox.append(tx, event('second')));
    await until(() => seen.length === 2);
    expect(seen.map((stored) => stored.subjectId)).toEqual(['first', 'second']);
    expect(seen[0]?.payload).toEqual({ n: 1 });
  });

  it('does not pass by a lower id that commits later', async () => {
    let answers = 0;
    const counted = database.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        answers += 1;
        return result;
      },
    });
    const outbox = make('one', 10_000, counted);
    const seen: string[] = [];
    outbox.consume('a', async (stored) => void seen.push(stored.subjectId));
    outbox.start();
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let appended = (): void => undefined;
    const slowHasId = new Promise<void>((resolve) => {
      appended = resolve;
    });
    const slow = database.transactions.run(async (tx) => {
      await outbox.append(tx, event('slow, lower id'));
      appended();
      await held;
    });
    await slowHasId;
    await database.transactions.run((tx) => outbox.append(tx, event('quick, higher id')));
    const before = answers;
    await until(() => answers > before + 5);
    expect(seen).toEqual([]);
    commit();
    await slow;
    await until(() => seen.length === 2);
    expect(seen).toEqual(['slow, lower id', 'quick, higher id']);
  });

  it('lets a lane that waits hold up no other one, and keeps the order within each', async () => {
    const outbox = make();
    const seen: string[] = [];
    const held = Promise.withResolvers<void>();
    const handler = async ({ subjectId, payload }: StoredDomainEvent): Promise<void> => {
      if (subjectId === 'slow' && payload.n === 0) await held.promise;
      seen.push(`${subjectId} ${payload.n}`);
    };
    outbox.consume('a', handler, { laneOf: (stored) => stored.subjectId });
    const both = [0, 1, 2].flatMap((n) => [event('slow', { n }), event('quick', { n })]);
    await database.transactions.run((tx) => outbox.appendAll(tx, both));
    outbox.start();
    await until(() => seen.length === 3);
    expect(seen).toEqual(['quick 0', 'quick 1', 'quick 2']);
    held.resolve();
    await until(() => seen.length === 6);
    expect(seen.slice(3)).toEqual(['slow 0', 'slow 1', 'slow 2']);
  });

  it('passes nothing over when one lane fails while others go on: it stores the place before the failure', async () => {
    const outbox = make();
    const seen: string[] = [];
    let failures = 0;
    const handler = async ({ subjectId, payload }: StoredDomainEvent): Promise<void> => {
      if (subjectId === 'bad' && payload.n === 1 && failures < 2) {
        failures += 1;
        throw new Error('not yet');
      }
      seen.push(`${subjectId} ${payload.n}`);
    };
    outbox.consume('a', handler, { laneOf: (stored) => stored.subjectId });
    const both = [0, 1, 2].flatMap((n) => [event('good', { n }), event('bad', { n })]);
    await database.transactions.run((tx) => outbox.appendAll(tx, both));
    outbox.start();
    await until(() => seen.includes('bad 2'));
    // What was behind the failure comes again, what was before it does not.
    expect(seen.filter((one) => one.startsWith('bad'))).toEqual(['bad 0', 'bad 1', 'bad 2']);
    expect(seen.filter((one) => one === 'good 1')).toHaveLength(1);
    expect(seen.filter((one) => one === 'good 2')).toHaveLength(3);
    await outbox.stop();
    const { rows } = await sql`
      select 1 from event_cursors where last_event_id = (select max(id) from domain_events)`.execute(database.db);
    expect(rows).toHaveLength(1);
  });

  it('gives up on an event of a lane as on any other and goes on', async () => {
    const outbox = make();
    const seen: string[] = [];
    const handler = async ({ subjectId }: StoredDomainEvent): Promise<void> => {
      if (subjectId === 'bad') throw new Error('never');
      seen.push(subjectId);
    };
    outbox.consume('a', handler, { laneOf: (stored) => stored.subjectId, maxAttempts: 2 });
    await database.transactions.run((tx) => outbox.appendAll(tx, [event('bad'), event('bad'), event('good')]));
    outbox.start();
    const given = async () =>
      (await sql<{ type: string }>`select type from event_failures`.execute(database.db)).rows.length;
    await until(() => seen.length >= 1);
    for (const deadline = Date.now() + 10_000; (await given()) < 2 && Date.now() < deadline; ) await sleep(20);
    expect(await given()).toBe(2);
  });

  it('does not mistake the highest ended transaction for the highest running one', async () => {
    const outbox = make();
    const { db, transactions } = database;
    const numbered = Promise.withResolvers<void>();
    const appended = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    // Lower transaction number, higher event id: after its end nothing below the slow transaction's number runs.
    const quick = transactions.run(async (tx) => {
      await sql`select pg_current_xact_id()`.execute(tx);
      numbered.resolve();
      await appended.promise;
      await outbox.append(tx, event('quick, higher id'));
    });
    await numbered.promise;
    const slow = transactions.run(async (tx) => {
      await outbox.append(tx, event('slow, lower id'));
      appended.resolve();
      await held.promise;
    });
    await quick;
    const { rows } = await sql<{ id: string }>`select max(id) - 2 as id from domain_events`.execute(db);
    const cursor = BigInt(rows[0]?.id ?? 0);
    // Nothing else may take transaction numbers here, hence without the relay.
    const first = await readSettled(db, cursor, 10, undefined);
    const second = await readSettled(db, cursor, 10, first.waiting);
    expect([...first.events, ...second.events]).toEqual([]);
    held.resolve();
    await slow;
    const third = await readSettled(db, cursor, 10, second.waiting);
    expect(third.events.map((stored) => stored.subjectId)).toEqual(['slow, lower id', 'quick, higher id']);
  });

  it('loses and reorders nothing under 16 concurrent writers with rollbacks', async () => {
    const outbox = make();
    const seen: StoredDomainEvent[] = [];
    outbox.consume('a', async (stored) => void seen.push(stored));
    outbox.start();
    await sql`insert into counters select 's' || g, 0 from generate_series(0, 7) g on conflict do nothing`.execute(
      database.db,
    );
    const written = new Set<string>();
    const writer = async (worker: number): Promise<void> => {
      for (let round = 0; round < 60; round += 1) {
        const subject = `s${(worker + round) % 8}`;
        const fails = (worker * 7 + round) % 5 === 0;
        const mark = await database.transactions
          .run(async (tx) => {
            const { rows } = await sql<{
              value: number;
            }>`update counters set value = value + 1 where id = ${subject} returning value`.execute(tx);
            const value = rows[0]?.value ?? -1;
            await outbox.append(tx, event(subject, { value }));
            if (round % 3 === 0) await sleep(Math.floor((worker * 13 + round) % 9));
            if (fails) throw new Error('rolled back on purpose');
            return `${subject}:${value}`;
          })
          .catch(() => undefined);
        if (mark) written.add(mark);
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, worker) => writer(worker)));
    await until(() => seen.length >= written.size);
    // Whatever comes twice has come when the last of all has been passed.
    const passed = async (): Promise<boolean> => {
      const { rows } = await sql<{ all: boolean }>`
        select bool_and(last_event_id >= (select max(id) from domain_events)) as all from event_cursors`.execute(
        database.db,
      );
      return rows[0]?.all === true;
    };
    while (!(await passed())) await sleep(20);
    const marks = seen.map((stored) => `${stored.subjectId}:${String(stored.payload.value)}`);
    expect(new Set(marks)).toEqual(written);
    expect(marks.length).toBe(written.size);
    const ids = seen.map((stored) => BigInt(stored.id));
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0n))).toBe(true);
    for (let subject = 0; subject < 8; subject += 1) {
      const values = seen
        .filter((stored) => stored.subjectId === `s${subject}`)
        .map((stored) => Number(stored.payload.value));
      expect(values).toEqual([...values].sort((left, right) => left - right));
    }
  });

  it('tries a failing event again and blocks the order until it works', async () => {
    const outbox = make();
    const seen: string[] = [];
    let failures = 0;
    outbox.consume('a', async (stored) => {
      if (stored.subjectId === 'bad' && failures < 3) {
        failures += 1;
        throw new Error('not yet');
      }
      seen.push(stored.subjectId);
    });
    outbox.start();
    await database.transactions.run(async (tx) => {
      for (const subject of ['good', 'bad', 'later']) await outbox.append(tx, event(subject));
    });
    await until(() => seen.length === 3);
    expect(seen).toEqual(['good', 'bad', 'later']);
    expect(failures).toBe(3);
  });

  it('puts an event aside after its attempts, visibly, and goes on', async () => {
    const outbox = make();
    const seen: string[] = [];
    outbox.consume(
      'a',
      async (stored) => {
        if (stored.subjectId === 'poison') throw new Error('never works');
        seen.push(stored.subjectId);
      },
      { maxAttempts: 2 },
    );
    outbox.start();
    await database.transactions.run((tx) => outbox.append(tx, event('poison')));
    await database.transactions.run((tx) => outbox.append(tx, event('after')));
    await until(() => seen.length === 1);
    const failed = await database.db.selectFrom('event_failures').select(['consumer', 'subject_id', 'error']).execute();
    expect(failed).toMatchObject([{ consumer: 'a', subject_id: 'poison' }]);
    expect(failed[0]?.error).toContain('never works');
  });

  it('goes on from the stored place in another process, one at a time', async () => {
    const first = make('one', 300);
    const second = make('two', 300);
    const seen: string[] = [];
    first.consume('a', async (stored) => void seen.push(`one:${stored.subjectId}`));
    second.consume('a', async (stored) => void seen.push(`two:${stored.subjectId}`));
    first.start();
    await database.transactions.run((tx) => first.append(tx, event('1')));
    await until(() => seen.length === 1);
    second.start();
    await database.transactions.run((tx) => first.append(tx, event('2')));
    await until(() => seen.length === 2);
    await first.stop();
    await database.transactions.run((tx) => second.append(tx, event('3')));
    await until(() => seen.length === 3);
    expect(seen).toEqual(['one:1', 'one:2', 'two:3']);
  });

  it('sweeps only what every consumer has passed', async () => {
    const outbox = make();
    const seen: string[] = [];
    outbox.consume('a', async (stored) => void seen.push(stored.subjectId));
    outbox.start();
    await database.transactions.run((tx) => outbox.append(tx, event('old')));
    await until(() => seen.length === 1);
    await outbox.stop();
    await database.transactions.run((tx) => outbox.append(tx, event('unread')));
    await sql`update domain_events set created_at = now() - interval '90 days'`.execute(database.db);
    expect(await outbox.sweep(30)).toBe(1);
    const left = await database.db.selectFrom('domain_events').select('subject_id').execute();
    expect(left).toEqual([{ subject_id: 'unread' }]);
  });
});
