import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
    await sleep(300);
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
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await expect(waiting).rejects.toThrow(/enough|aborted/);
  });

  it('keeps its transactions apart although there is one connection', async () => {
    const { db } = await acquire('one');
    const slow = db.transaction().execute(async (tx) => {
      await sql`insert into led (who) values ('rolled back')`.execute(tx);
      await sleep(250);
      throw new Error('no');
    });
    await sleep(20);
    await Promise.all([sql`insert into led (who) values ('kept')`.execute(db), expect(slow).rejects.toThrow('no')]);
    expect(await written()).toEqual(['kept']);
  });

  it('tells its holder when the connection is cut, and lets it write no more', async () => {
    let reason = '';
    const leadership = await acquire('one', (why) => {
      reason = why;
    });
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
               and database = (select oid from pg_database where datname = current_database())`.execute(database.db);
    for (let waited = 0; reason === '' && waited < 2_000; waited += 10) await sleep(10);
    expect(reason).not.toBe('');
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
      while (!out.includes('leading')) await sleep(10);
      // Busy as it is, a living leader stays.
      const waiting = acquire('standby');
      await sleep(1_200);
      expect(held).toEqual([]);
      child.kill('SIGSTOP');
      const stoppedAt = Date.now();
      await waiting;
      expect(Date.now() - stoppedAt).toBeLessThan(3_000);
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
