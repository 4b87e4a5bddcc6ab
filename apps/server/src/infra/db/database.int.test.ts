import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { openDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

describe('the database', () => {
  it('stores UTF-8 and finds Chinese by trigram', async () => {
    const { rows } = await sql<{ encoding: string; trigrams: string[] }>`
      select current_setting('server_encoding') as encoding, show_trgm('你好世界') as trigrams`.execute(database.db);
    expect(rows[0]?.encoding).toBe('UTF8');
    expect(rows[0]?.trigrams.length).toBeGreaterThanOrEqual(5);
  });

  it('wakes after the commit and not after a rollback', async () => {
    const woken: string[] = [];
    await database.transactions.run(async (tx) => {
      database.afterCommit(tx, () => woken.push('committed'));
      await sql`select 1`.execute(tx);
      expect(woken).toEqual([]);
    });
    await expect(
      database.transactions.run(async (tx) => {
        database.afterCommit(tx, () => woken.push('rolled back'));
        await sql`select 1 / 0`.execute(tx);
      }),
    ).rejects.toThrow(/division by zero/);
    expect(woken).toEqual(['committed']);
  });

  it('says that it is busy, and not that it is gone, while every connection is taken; then goes on', async () => {
    const small = openDatabase({ target: database.target, log: quietLog, poolSize: 1, connectPatienceMs: 0 });
    try {
      let letGo = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      let taken = (): void => undefined;
      const hasOne = new Promise<void>((resolve) => {
        taken = resolve;
      });
      const holding = small.transactions.run(async () => {
        taken();
        await held;
      });
      await hasOne;
      await expect(sql`select 1`.execute(small.db)).rejects.toMatchObject({ code: 'database_busy' });
      letGo();
      await holding;
      expect((await sql`select 1 as one`.execute(small.db)).rows).toEqual([{ one: 1 }]);
    } finally {
      await small.close();
    }
  });

  it('says ready', async () => {
    expect(await database.readiness()).toEqual({ ok: true });
  });

  it('runs the victim of a deadlock again', async () => {
    const { db, transactions } = database;
    await sql`create table pairs (id int primary key, n int not null)`.execute(db);
    await sql`insert into pairs values (1, 0), (2, 0)`.execute(db);
    let runs = 0;
    let bothHold = (): void => undefined;
    const meeting = new Promise<void>((resolve) => {
      bothHold = resolve;
    });
    const both = (first: number, second: number): Promise<void> =>
      transactions.run(async (tx) => {
        await sql`update pairs set n = n + 1 where id = ${first}`.execute(tx);
        runs += 1;
        if (runs >= 2) bothHold();
        await meeting;
        await sql`update pairs set n = n + 1 where id = ${second}`.execute(tx);
      });
    await Promise.all([both(1, 2), both(2, 1)]);
    const { rows } = await sql<{ n: number }>`select n from pairs order by id`.execute(db);
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
    // A slow machine lets them meet more than once.
    expect(runs).toBeGreaterThanOrEqual(3);
  });
});
