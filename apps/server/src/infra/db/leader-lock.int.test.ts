import { spawn } from 'node:child_process';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { createLeaderLock, type Leadership } from './leader-lock.ts';

const LEADER = path.resolve(import.meta.dirname, '../../../test/fixtures/leader.ts');
let database: TestDatabase;
const held: Leadership[] = [];
const make = (holder: string) =>
  createLeaderLock({ target: database.target, log: quietLog, holder, heartbeatMs: 100, staleMs: 600, pollMs: 20 });
async function acquire(holder: string, onLost: (reason: string) => void = () => undefined): Promise<Leadership> {
  const leadership = await make(holder).acquire('routing', { onLost });
  held.push(leadership);
  return leadership;
}
const patience = { timeout: 20_000, interval: 5 };
/** Somebody who waits for the lock has tried so many times more, and not got it. */
async function triedInVain(times: number): Promise<void> {
  const seen = new Set<string>();
  await vi.waitFor(async () => {
    const { rows } = await sql<{ at: string }>`
      select query_start::text as at from pg_stat_activity
       where datname = current_database() and query like 'select pg_try_advisory_lock%'`.execute(database.db);
    for (const { at } of rows) seen.add(at);
    expect(seen.size).toBeGreaterThan(times);
  }, patience);
}
/** The database's clock at the leader's last sign of life, ms. */
const lastSign = async (): Promise<number> => {
  const { rows } = await sql<{ at: Date }>`select heartbeat_at as at from leaders`.execute(database.db);
  return rows[0]?.at.getTime() ?? 0;
};
const written = async (): Promise<string[]> => {
  const { rows } = await sql<{ who: string }>`select who from led order by n`.execute(database.db);
  return rows.map((row) => row.who);
};

beforeAll(async () => {
  database = await createTestDatabase();
  await sql`create table led (n bigint generated always as identity, who text)`.execute(database.db);
});
afterEach(async () => {
  for (const leadership of held.splice(0)) await leadership.release();
  await sql`truncate led`.execute(database.db);
});
afterAll(() => database.drop());

describe('the leader lock', () => {
  it('has one holder; the next takes over when it is given back', async () => {
    const first = await acquire('one');
    let second: Leadership | undefined;
    const waiting = acquire('two').then((leadership) => {
      second = leadership;
    });
    await triedInVain(3);
    expect(second).toBeUndefined();
    await first.release();
    await waiting;
    await sql`insert into led (who) values ('two')`.execute(second?.db ?? database.db);
    await expect(sql`insert into led (who) values ('one')`.execute(first.db)).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    expect(await written()).toEqual(['two']);
  });

  it('stops waiting when told to', async () => {
    await acquire('one');
    const abort = new AbortController();
    const waiting = make('two').acquire('routing', { onLost: () => undefined, signal: abort.signal });
    const refused = expect(waiting).rejects.toThrow(/enough|aborted/);
    await triedInVain(1);
    abort.abort(new Error('enough'));
    await refused;
  });

  it('keeps its transactions apart although there is one connection', async () => {
    const { db } = await acquire('one');
    const [inside, enough] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = db.transaction().execute(async (tx) => {
      await sql`insert into led (who) values ('rolled back')`.execute(tx);
      inside.resolve();
      await enough.promise;
      throw new Error('no');
    });
    await inside.promise;
    const kept = sql`insert into led (who) values ('kept')`.execute(db);
    enough.resolve();
    await Promise.all([kept, expect(slow).rejects.toThrow('no')]);
    expect(await written()).toEqual(['kept']);
  });

  it('tells its holder when the connection is cut, and lets it write no more', async () => {
    let reason = '';
    const leadership = await acquire('one', (why) => {
      reason = why;
    });
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
               and database = (select oid from pg_database where datname = current_database())`.execute(database.db);
    await vi.waitFor(() => expect(reason).not.toBe(''), patience);
    expect(leadership.lost).toBe(true);
    await expect(sql`insert into led (who) values ('deposed')`.execute(leadership.db)).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    await acquire('two');
  });

  it('removes a hung leader, which can write nothing after it wakes up', async () => {
    const child = spawn(process.execPath, [LEADER, JSON.stringify(database.target)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    try {
      await vi.waitFor(() => expect(out).toContain('leading'), patience);
      // Busy as it is, a living leader stays.
      const waiting = acquire('standby');
      const first = await lastSign();
      await vi.waitFor(async () => expect(await lastSign()).toBeGreaterThan(first + 1_200), patience);
      expect(held).toEqual([]);
      child.kill('SIGSTOP');
      await waiting;
      const before = (await written()).length;
      expect(before).toBeGreaterThan(0);
      child.kill('SIGCONT');
      await closed;
      expect(out).toContain('lost');
      expect((await written()).length).toBe(before);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
