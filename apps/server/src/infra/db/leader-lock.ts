import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import pg from 'pg';
import type { Log } from '../../ports/log.ts';
import type { Database, Db } from '../../schema/index.ts';
import { clientConfig, type DatabaseTarget } from './database.ts';
import { asDatabaseError } from './unavailable.ts';

export interface LeaderLockOptions {
  /** Must be a direct connection: a pooler in transaction mode loses session locks. */
  readonly target: DatabaseTarget;
  readonly log: Log;
  /** Name of this process, for people. */
  readonly holder: string;
  readonly heartbeatMs?: number;
  /** A leader without a sign of life for this long is removed by a standby. */
  readonly staleMs?: number;
  readonly pollMs?: number;
}

export interface Leadership {
  /** Bound to the one connection that holds the lock: whoever is deposed cannot write any more. */
  readonly db: Db;
  readonly lost: boolean;
  /** Gives the lock back and closes the connection; `onLost` is not called. */
  release(): Promise<void>;
}

export interface LeaderLock {
  /** Waits until this process leads. Rejects only when `signal` aborts. Does not acquire again after a loss: call it again. */
  acquire(
    key: string,
    options: { readonly onLost: (reason: string) => void; readonly signal?: AbortSignal },
  ): Promise<Leadership>;
}

// First half of the two-part lock number: keeps our leader locks apart from other uses of advisory locks.
const LOCK_CLASS = 0x6c656164;

function lockNumber(key: string): number {
  return createHash('sha256').update(key).digest().readInt32BE(0);
}

/** Hands out the single client to one borrower at a time and refuses for ever once the connection is gone. */
function singleConnectionPool(client: pg.Client, isLost: () => boolean): PostgresPool {
  let tail: Promise<void> = Promise.resolve();
  const refuse = (): never => {
    throw asDatabaseError(new Error('Connection terminated: leadership was lost'));
  };
  const connect = async (): Promise<unknown> => {
    const before = tail;
    let unlock = (): void => undefined;
    tail = new Promise((resolve) => {
      unlock = resolve;
    });
    await before;
    return {
      processID: (client as unknown as { processID?: number }).processID,
      query: async (text: string, values: unknown[]) => {
        if (isLost()) refuse();
        try {
          return await client.query(text, values);
        } catch (error) {
          throw asDatabaseError(error);
        }
      },
      release: () => unlock(),
    };
  };
  return { connect, end: () => client.end(), options: {} } as unknown as PostgresPool;
}

/** A hung leader (stopped process, dead host) keeps its lock: end its connection when its heartbeat is too old. */
async function deposeStale(client: pg.Client, key: string, staleMs: number, log: Log): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(
    `select l.pid from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = $1::int8::oid and l.objid = ($2::int8 & 4294967295)::oid
        and l.database = (select oid from pg_database where datname = current_database())
        and exists (select 1 from leaders where name = $3 and heartbeat_at < clock_timestamp() - $4 * interval '1 ms')`,
    [LOCK_CLASS, lockNumber(key), key, staleMs],
  );
  for (const { pid } of rows) {
    log.warn({ key, pid }, 'removing a leader that gives no sign of life');
    await client.query('select pg_terminate_backend($1, 2000)', [pid]);
  }
}

async function tryLock(client: pg.Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1, $2) as won', [
    LOCK_CLASS,
    lockNumber(key),
  ]);
  return rows[0]?.won === true;
}

async function heartbeat(
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  key: string,
  holder: string,
): Promise<void> {
  await client.query(
    `insert into leaders (name, holder, heartbeat_at) values ($1, $2, clock_timestamp())
       on conflict (name) do update set holder = excluded.holder, heartbeat_at = excluded.heartbeat_at`,
    [key, holder],
  );
}

interface Timing {
  readonly holder: string;
  readonly heartbeatMs: number;
  readonly staleMs: number;
}

function lead(client: pg.Client, key: string, timing: Timing, log: Log, onLost: (reason: string) => void): Leadership {
  let lost = false;
  let released = false;
  const db: Db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: singleConnectionPool(client, () => lost || released) }),
  });
  let lastBeat = Date.now();
  const lose = (reason: string): void => {
    if (lost || released) return;
    lost = true;
    clearInterval(timer);
    log.warn({ key, reason }, 'leadership lost');
    client.end().catch((error: unknown) => log.debug({ err: error }, 'closing the leader connection failed'));
    onLost(reason);
  };
  client.on('error', (error) => lose(error.message));
  client.on('end', () => lose('connection ended'));
  let beating = false;
  const timer = setInterval(() => {
    // We were asleep (stopped, swapped out): another may lead already, our connection would say so only on the next write.
    if (Date.now() - lastBeat > timing.staleMs) return lose('no heartbeat for too long');
    if (beating) return;
    beating = true;
    sql`insert into leaders (name, holder, heartbeat_at) values (${key}, ${timing.holder}, clock_timestamp())
        on conflict (name) do update set holder = excluded.holder, heartbeat_at = excluded.heartbeat_at`
      .execute(db)
      .then(
        () => {
          lastBeat = Date.now();
        },
        (error: unknown) => lose(error instanceof Error ? error.message : String(error)),
      )
      .finally(() => {
        beating = false;
      });
  }, timing.heartbeatMs);
  return {
    db,
    get lost() {
      return lost;
    },
    release: async () => {
      if (lost || released) return;
      released = true;
      clearInterval(timer);
      await client.end();
    },
  };
}

export function createLeaderLock(options: LeaderLockOptions): LeaderLock {
  const { log, holder } = options;
  const heartbeatMs = options.heartbeatMs ?? 1_000;
  const staleMs = options.staleMs ?? 5_000;
  const pollMs = options.pollMs ?? 100;

  const attempt = async (key: string, signal: AbortSignal | undefined): Promise<pg.Client> => {
    const client = new pg.Client(clientConfig(options.target, `visavis-leader-${key}`));
    // Failures surface through the pending query; without a listener they would end the process.
    client.on('error', (error) => log.debug({ err: error, key }, 'leader candidate connection failed'));
    try {
      await client.connect();
      for (let round = 1; ; round += 1) {
        if (await tryLock(client, key)) {
          await heartbeat(client, key, holder);
          // What a leader reads again and again is in memory: it finds its rows one by one instead of reading whole tables.
          await client.query('set random_page_cost = 1.1');
          return client;
        }
        if (round % 10 === 0) await deposeStale(client, key, staleMs, log);
        await sleep(pollMs, undefined, { signal });
      }
    } catch (error) {
      await client.end().catch((problem: unknown) => log.debug({ err: problem }, 'closing a candidate failed'));
      throw error;
    }
  };

  return {
    acquire: async (key, { onLost, signal }) => {
      for (;;) {
        signal?.throwIfAborted();
        try {
          const client = await attempt(key, signal);
          return lead(client, key, { holder, heartbeatMs, staleMs }, log, onLost);
        } catch (error) {
          signal?.throwIfAborted();
          log.warn({ err: error, key }, 'could not compete for leadership');
          await sleep(500);
        }
      }
    },
  };
}
