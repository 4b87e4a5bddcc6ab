// What the offers bench needs: a PostgreSQL that outlives its servers, servers of one deployment, people with sign-ins, and sockets.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { clientConfig } from '../../apps/server/src/infra/db/database.ts';
import { startEmbeddedPostgres } from '../../apps/server/src/infra/db/embedded-postgres.ts';
import { isOurEngine, readEngineRecord } from '../../apps/server/src/infra/janus/janus-folder.ts';
import { whenInterrupted } from './interrupted.ts';
import { freePort } from './processes.ts';
import { quiet } from './routing-floor.ts';

const root = resolve(import.meta.dirname, '../..');

/** A folder that PostgreSQL's own account can pass through. */
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'visavis-bench-'));
  chmodSync(made, 0o711);
  return made;
};

export interface BenchServer {
  readonly url: string;
  readonly child: ChildProcess;
  /** SIGTERM, or at once and without a word. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Settings of whoever runs the bench must not leak into the product. */
const ownEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name, value]) => value !== undefined && (!name.startsWith('VISAVIS_') || name === 'VISAVIS_JANUS_BIN'),
    ),
  ) as Record<string, string>;

export const startProgram = async (
  file: string,
  env: Record<string, string>,
  isReady: () => Promise<boolean>,
  logFile: string,
): Promise<ChildProcess> => {
  const log = createWriteStream(logFile, { flags: 'a' });
  await once(log, 'open');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, file)], {
    cwd: root,
    env: { ...ownEnvironment(), ...env },
    stdio: ['ignore', log, log],
  });
  for (const deadline = Date.now() + 120_000; !(await isReady()); await pause(50)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${file} did not start; see ${logFile}`);
  }
  return child;
};

export const endProgram = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};

/** A killed server leaves its media engine behind, for its next start to adopt; here none comes. */
const endEngine = (dataDir: string): void => {
  const engine = join(dataDir, 'media-engine');
  const record = readEngineRecord(engine);
  if (record && isOurEngine(record.pid, engine)) process.kill(record.pid, 'SIGKILL');
};

export async function createOffersFloor() {
  const dataDir = folder();
  const postgres = await startEmbeddedPostgres({ dataDir, log: quiet, database: 'visavis' });
  const { host, port, user, database } = postgres.connection;
  const databaseUrl = `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  const folders: string[] = [dataDir];
  const servers: BenchServer[] = [];
  const close = async (): Promise<void> => {
    for (const server of servers) await server.end('SIGTERM');
    await postgres.stop();
    for (const one of folders) {
      endEngine(one);
      rmSync(one, { recursive: true, force: true });
      rmSync(`${one}.log`, { force: true });
    }
  };
  whenInterrupted(close);

  return {
    /** A process of the deployment, with a data folder of its own, on the common database. */
    async startServer(): Promise<BenchServer> {
      const own = folder();
      folders.push(own);
      const url = `http://127.0.0.1:${await freePort()}`;
      const env = {
        VISAVIS_PORT: new URL(url).port,
        VISAVIS_DEMO_PORT: String(await freePort()),
        VISAVIS_DATA_DIR: own,
        VISAVIS_DATABASE_URL: databaseUrl,
        VISAVIS_LOG_LEVEL: 'warn',
      };
      const ready = () =>
        fetch(`${url}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        );
      const child = await startProgram('apps/server/src/main.ts', env, ready, `${own}.log`);
      const server: BenchServer = { url, child, end: (signal) => endProgram(child, signal) };
      servers.push(server);
      return server;
    },
    query: async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => {
      const client = new pg.Client(clientConfig(postgres.connection, 'bench'));
      await client.connect();
      try {
        return (await client.query<T>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    close,
  };
}
export type OffersFloor = Awaited<ReturnType<typeof createOffersFloor>>;

export const tokens = (count: number): string[] =>
  Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
const hashes = (all: readonly string[]): string[] =>
  all.map((token) => `\\x${createHash('sha256').update(token).digest('hex')}`);

/** Agents in groups with a sign-in each; a thousand of them would otherwise wait for their passwords to be hashed. */
export const addAgents = async (floor: OffersFloor, groups: number, sessions: readonly string[]): Promise<void> => {
  await floor.query(`
    insert into skill_groups (id, name, strategy, ring_seconds, created_at)
      select gen_random_uuid(), 'Bench ' || lpad(n::text, 3, '0'), 'least_loaded', 60, now() from generate_series(0, ${groups - 1}) n;`);
  await floor.query(`
    insert into channels (id, key, name, brand, greeting, theme_color, media, group_id, recording, created_at)
      select gen_random_uuid(), 'bench-' || right(name, 3), name, '{"en":"Bench","zh":"测试"}', '{"en":"Bench","zh":"测试"}', '#000000', '{text}', id, 'off', now()
        from skill_groups where name like 'Bench %'`);
  await floor.query(
    `with fresh as (
       insert into agents (id, email, display_name, role, language, password_hash, created_at)
         select gen_random_uuid(), 'bench' || n || '@bench.example', 'Bench ' || lpad(n::text, 4, '0'), 'agent', 'en', 'x', now()
           from generate_series(0, ${sessions.length - 1}) n returning id, display_name),
     numbered as (select id, row_number() over (order by display_name) - 1 as n from fresh),
     seated as (
       insert into skill_group_members (group_id, agent_id, level)
         select g.id, a.id, 3 from numbered a
           join (select id, row_number() over (order by name) - 1 as n from skill_groups where name like 'Bench %') g on g.n = a.n % ${groups})
     insert into agent_sessions (token_hash, agent_id, created_at, last_seen_at, expires_at, address)
       select t.hash::bytea, a.id, now(), now(), now() + interval '1 day', '127.0.0.1'
         from numbered a join unnest($1::text[]) with ordinality as t (hash, n) on t.n = a.n + 1`,
    [hashes(sessions)],
  );
};

/** Visitors of all channels in turn, who have been here before: a token each. */
export const addVisitors = (floor: OffersFloor, known: readonly string[]) =>
  floor.query(
    `with here as (select id, row_number() over (order by name) - 1 as n, count(*) over () as many from channels where key like 'bench-%'),
          fresh as (select gen_random_uuid() as id, hash, n from unnest($1::text[]) with ordinality as t (hash, n)),
          made as (insert into visitors (id, channel_id, language, created_at)
                     select f.id, h.id, 'en', now() from fresh f join here h on h.n = f.n % h.many returning id)
     insert into visitor_tokens (token_hash, visitor_id, created_at, expires_at)
       select f.hash::bytea, m.id, now(), now() + interval '1 day' from made m join fresh f on f.id = m.id`,
    [hashes(known)],
  );
