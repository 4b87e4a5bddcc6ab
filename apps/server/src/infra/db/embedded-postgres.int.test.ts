import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTestDir, quietLog } from '../../../test/postgres-for-tests.ts';
import { type DatabaseHandle, openDatabase } from './database.ts';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive, isPostmasterOf } from './postmaster-file.ts';

const WRITER = path.resolve(import.meta.dirname, '../../../test/fixtures/postgres-writer.ts');
const isRoot = process.getuid?.() === 0;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function testDir(): string {
  const dir = makeTestDir();
  cleanups.push(() => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog, ...options });
  cleanups.push(() => server.stop());
  return server;
}

function connect(server: EmbeddedPostgres, poolSize = 4): DatabaseHandle {
  const database = openDatabase({ target: server.connection, log: quietLog, poolSize, connectPatienceMs: 10_000 });
  cleanups.push(() => database.close());
  return database;
}

async function until(condition: () => boolean | Promise<boolean>, ms = 50_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('waited too long');
    await sleep(10);
  }
}

interface Writer {
  readonly child: ChildProcess;
  readonly postgresPid: number;
  readonly words: readonly string[];
  readonly stderr: () => string;
}

async function startWriter(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; uid?: number; gid?: number } = {},
): Promise<Writer> {
  const child = spawn(process.execPath, [WRITER, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  await until(() => out.includes('\n') || child.exitCode !== null);
  const words = out.trim().split(' ');
  const postgresPid = Number(words[1]);
  // The server ends with its parent, a little later: the directory can only go after it.
  cleanups.push(async () => {
    child.kill('SIGKILL');
    const isRunning = (): boolean => isPostmasterOf(postgresPid, path.join(args[0] ?? '', 'postgres/18'));
    await until(() => !isRunning(), 5_000).catch(() => process.kill(postgresPid, 'SIGQUIT'));
    await until(() => !isRunning());
  });
  if (words[0] !== 'ready') throw new Error(`the writer did not start: ${errors}`);
  return { child, postgresPid, words, stderr: () => errors };
}

const acknowledged = (file: string): number[] => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number);

async function missing(database: DatabaseHandle, numbers: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ n: string }>`select n from written`.execute(database.db);
  const stored = new Set(rows.map((row) => Number(row.n)));
  return numbers.filter((n) => !stored.has(n));
}

describe('the bundled PostgreSQL', () => {
  it('starts, stops in order and keeps its data', async () => {
    const dir = testDir();
    const first = await start(dir);
    expect(first.state).toBe('ready');
    const database = openDatabase({ target: first.connection, log: quietLog });
    await sql`create table kept as select 42 as answer`.execute(database.db);
    await database.close();
    const pid = first.pid ?? 0;
    await first.stop();
    expect(first.state).toBe('stopped');
    await until(() => !isAlive(pid));
    const second = await start(dir);
    expect(second.adopted).toBe(false);
    const { rows } = await sql<{ answer: number }>`select answer from kept`.execute(connect(second).db);
    expect(rows).toEqual([{ answer: 42 }]);
    const { rows: tcp } = await sql<{
      setting: string;
    }>`select setting from pg_settings where name = 'listen_addresses'`.execute(connect(second).db);
    expect(tcp).toEqual([{ setting: '' }]);
  });

  it('recovers by itself when the server is killed under 16 writers; nothing acknowledged is lost', async () => {
    const server = await start(testDir());
    const database = connect(server, 16);
    await sql`create table written (n bigint primary key)`.execute(database.db);
    const acks: number[] = [];
    const codes = new Set<string>();
    let next = 0;
    let stop = false;
    const write = async (): Promise<void> => {
      while (!stop) {
        const n = next;
        next += 1;
        try {
          await sql`insert into written values (${n})`.execute(database.db);
          acks.push(n);
        } catch (error) {
          codes.add((error as { code?: string }).code ?? String(error));
        }
      }
    };
    const writers = Array.from({ length: 16 }, write);
    for (let round = 0; round < 3; round += 1) {
      const before = acks.length;
      await until(() => acks.length > before + 200);
      process.kill(server.pid ?? 0, 'SIGKILL');
      await until(() => server.state === 'restarting');
      const atKill = acks.length;
      await until(() => server.state === 'ready');
      await until(() => acks.length > atKill + 200);
    }
    stop = true;
    await Promise.all(writers);
    expect(await missing(database, acks)).toEqual([]);
    // A kill between two writes of everybody fails none of them; whatever fails says so with its code.
    expect([...codes].filter((code) => code !== 'database_unavailable' && code !== 'database_busy')).toEqual([]);
  });

  it.each(['goes', 'leave'])(
    'survives kill -9 of the whole process under writers (server %s with it)',
    async (mode) => {
      const dir = testDir();
      const acks = path.join(dir, 'acks');
      const writer = await startWriter([dir, acks, '0', mode]);
      await until(() => fs.existsSync(acks) && acknowledged(acks).length > 500);
      writer.child.kill('SIGKILL');
      const server = await start(dir);
      // With the kernel's help the old server ends in order; without it the orphan is adopted.
      expect(server.adopted).toBe(mode === 'leave');
      if (mode === 'leave') expect(server.pid).toBe(writer.postgresPid);
      const database = connect(server);
      expect(await missing(database, acknowledged(acks))).toEqual([]);
      // An adopted server is watched as well.
      process.kill(server.pid ?? 0, 'SIGKILL');
      await until(() => server.state === 'restarting');
      await until(() => server.state === 'ready');
      expect(await missing(database, acknowledged(acks))).toEqual([]);
    },
  );

  it('survives kill -9 of the process and the server together', async () => {
    const dir = testDir();
    const acks = path.join(dir, 'acks');
    const writer = await startWriter([dir, acks, '0', 'leave']);
    await until(() => fs.existsSync(acks) && acknowledged(acks).length > 500);
    writer.child.kill('SIGKILL');
    process.kill(writer.postgresPid, 'SIGKILL');
    const server = await start(dir);
    expect(await missing(connect(server), acknowledged(acks))).toEqual([]);
  });

  it('starts although the old pid file names a living process of another program', async () => {
    const dir = testDir();
    const first = await start(dir);
    const cluster = fs.readlinkSync(`/proc/${first.pid}/cwd`);
    await first.stop();
    const other = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    cleanups.push(() => void other.kill());
    const file = path.join(cluster, 'postmaster.pid');
    fs.writeFileSync(file, `${other.pid}\n${cluster}\n1\n5432\n${cluster}\n\n  1 1\nready   \n`, { mode: 0o600 });
    const owner = fs.statSync(cluster);
    fs.chownSync(file, owner.uid, owner.gid);
    const second = await start(dir);
    expect(second.state).toBe('ready');
    expect(isAlive(other.pid ?? 0)).toBe(true);
  });

  it('waits for a busy process of the killed server instead of giving up', async () => {
    const waits: object[] = [];
    const warn = (fields: object, message: string): void => {
      if (message === 'database restart failed') waits.push(fields);
    };
    const server = await start(testDir(), { log: { ...quietLog, warn } });
    const database = connect(server);
    const busy = sql`select count(*) from generate_series(1, 6000000) a where sqrt(a) < 0`
      .execute(database.db)
      .catch(() => undefined);
    await sleep(200);
    process.kill(server.pid ?? 0, 'SIGKILL');
    await until(() => server.state === 'restarting');
    await until(() => server.state === 'ready');
    await busy;
    expect(waits).not.toEqual([]);
    expect(await database.readiness()).toEqual({ ok: true });
  });

  it('refuses a second process on the same data and names the first', async () => {
    const dir = testDir();
    const acks = path.join(dir, 'acks');
    const writer = await startWriter([dir, acks]);
    await expect(startEmbeddedPostgres({ dataDir: dir, log: quietLog })).rejects.toThrow(
      `in use by another Visavis process (pid ${writer.child.pid})`,
    );
    expect(writer.child.exitCode).toBe(null);
  });

  it('stores UTF-8 and finds Chinese although the environment says LANG=C', async () => {
    const dir = testDir();
    const writer = await startWriter([dir, path.join(dir, 'acks'), '0', 'leave'], { env: { LANG: 'C', LC_ALL: 'C' } });
    expect(writer.words[3]).toBe('UTF8');
    writer.child.kill('SIGKILL');
    const { db } = connect(await start(dir));
    await sql`create extension pg_trgm`.execute(db);
    const { rows } = await sql<{ trigrams: string[] }>`select show_trgm('你好世界') as trigrams`.execute(db);
    expect(rows[0]?.trigrams.length).toBe(5);
  });

  it('puts the socket elsewhere, privately, when the path of the data is too long for it', async () => {
    const dir = path.join(testDir(), 'a-directory-with-a-long-name'.repeat(4));
    const server = await start(dir);
    expect(server.connection.host).toMatch(/visavis-pg-[0-9a-f]{16}$/);
    expect(fs.statSync(server.connection.host).mode & 0o777).toBe(0o700);
    expect(await connect(server).readiness()).toEqual({ ok: true });
    cleanups.unshift(() => fs.rmSync(server.connection.host, { recursive: true, force: true }));
  });

  it.runIf(isRoot)('as root, keeps the data where the database account can reach it, and finds it again', async () => {
    const closed = testDir();
    fs.chmodSync(closed, 0o700);
    const dir = path.join(closed, 'data');
    const first = await start(dir);
    const pointer = fs.readFileSync(path.join(dir, 'postgres.location'), 'utf8').trim();
    cleanups.push(() => fs.rmSync(path.dirname(pointer), { recursive: true, force: true }));
    expect(pointer).toMatch(/^\/var\/lib\/visavis\/[0-9a-f]{12}\/postgres$/);
    const database = openDatabase({ target: first.connection, log: quietLog });
    await sql`create table kept as select 42 as answer`.execute(database.db);
    await database.close();
    await first.stop();
    const second = await start(dir);
    const { rows } = await sql<{ answer: number }>`select answer from kept`.execute(connect(second).db);
    expect(rows).toEqual([{ answer: 42 }]);
  });

  it.runIf(isRoot)('works as an ordinary user, and root can go on with that data afterwards', async () => {
    const dir = testDir();
    fs.chownSync(dir, 65534, 65534);
    const acks = path.join(dir, 'acks');
    const writer = await startWriter([dir, acks], { uid: 65534, gid: 65534, env: {} });
    await until(() => fs.existsSync(acks) && acknowledged(acks).length > 50);
    writer.child.kill('SIGKILL');
    const server = await start(dir);
    expect(fs.statSync(`/proc/${server.pid}`).uid).toBe(65534);
    expect(await missing(connect(server), acknowledged(acks))).toEqual([]);
  });
});
