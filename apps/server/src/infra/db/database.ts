import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import type { Log } from '../../ports/log.ts';
import type { Transactions } from '../../ports/transactions.ts';
import type { Database, Db, Tx } from '../../schema/index.ts';
import type { PostgresConnection } from './embedded-postgres.ts';
import { asDatabaseError, isDatabaseUnavailable } from './unavailable.ts';

/** The embedded server's socket, or the address of an external one. */
export type DatabaseTarget = PostgresConnection | { readonly connectionString: string };

export interface DatabaseOptions {
  readonly target: DatabaseTarget;
  readonly log: Log;
  /** Connections, beside the few of the reserve; 12 unless said. */
  readonly poolSize?: number;
  /** How long to keep trying for a connection while PostgreSQL restarts, in ms; 3,000 unless said. */
  readonly connectPatienceMs?: number;
}

/** Runs a hook after the transaction has committed (never after a rollback). Hooks must not throw; they only wake loops. */
export type AfterCommit = (tx: Tx, hook: () => void) => void;

export interface DatabaseHandle {
  readonly db: Db;
  readonly target: DatabaseTarget;
  readonly transactions: Transactions;
  /** The same over another connection, for example the one that holds a leader lock. */
  readonly transactionsOn: (db: Db) => Transactions;
  readonly afterCommit: AfterCommit;
  /**
   * Whatever `work` asks of the database, now or by what it has started, need not stand in line behind everybody else: while all
   * connections are taken it has a few of its own. For what everybody waits for, like telling what has happened.
   */
  withReserve<T>(work: () => T): T;
  /** One round trip to the server; never rejects. */
  readiness(): Promise<{ readonly ok: boolean; readonly reason?: string }>;
  close(): Promise<void>;
}

/** bigint arrives as text, as pg does it. */
export function clientConfig(target: DatabaseTarget, name: string): pg.ClientConfig {
  return { ...target, application_name: name, keepAlive: true, connectionTimeoutMillis: 5_000 };
}

function mapClient(client: pg.PoolClient): PostgresPoolClient {
  return new Proxy(client, {
    get(target, property) {
      if (property !== 'query') {
        const value = Reflect.get(target, property) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (text: string, values: unknown[]) => {
        try {
          return await target.query(text, values);
        } catch (error) {
          throw asDatabaseError(error);
        }
      };
    },
  }) as unknown as PostgresPoolClient;
}

interface Pools {
  readonly main: pg.Pool;
  readonly reserve: pg.Pool;
  /** Where the one who asks now gets a connection soonest. */
  choose(): pg.Pool;
}

/** A pool that waits out a restart of PostgreSQL before giving up, and speaks our errors. */
function patientPool(pools: Pools, patienceMs: number): PostgresPool {
  // Kysely remembers connections by client object: the same client must give the same proxy.
  const proxies = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const connect = async (): Promise<PostgresPoolClient> => {
    const deadline = Date.now() + patienceMs;
    for (let delay = 25; ; delay = Math.min(delay * 2, 250)) {
      const pool = pools.choose();
      try {
        const client = await pool.connect();
        const proxy = proxies.get(client) ?? mapClient(client);
        proxies.set(client, proxy);
        return proxy;
      } catch (error) {
        // Nothing was sent yet, so trying again is safe.
        if (!isDatabaseUnavailable(error) || pool.ending || Date.now() + delay > deadline) throw asDatabaseError(error);
        await sleep(delay);
      }
    }
  };
  const { main, reserve } = pools;
  return {
    connect,
    end: () => Promise.all([main.end(), reserve.end()]),
    options: main.options,
  } as unknown as PostgresPool;
}

/** PostgreSQL ends one of two transactions that wait for each other; nothing of it was stored, so it may simply run again. */
const DEADLOCK_TRIES = 3;
const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01';

interface TransactionRunners {
  readonly transactionsOn: (db: Db) => Transactions;
  readonly afterCommit: AfterCommit;
}

function createTransactions(log: Log): TransactionRunners {
  const hooks = new WeakMap<Tx, Set<() => void>>();
  const attempt = async <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<{ result: T; wanted: Set<() => void> }> => {
    const wanted = new Set<() => void>();
    const result = await db.transaction().execute((tx) => {
      hooks.set(tx, wanted);
      return work(tx);
    });
    return { result, wanted };
  };
  const untilNoDeadlock = async <T>(db: Db, work: (tx: Tx) => Promise<T>) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(db, work);
      } catch (error) {
        if (tries >= DEADLOCK_TRIES || !isDeadlock(error)) throw error;
        log.warn({ tries }, 'transaction chosen as deadlock victim, run again');
      }
    }
  };
  const runOn = async <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const { result, wanted } = await untilNoDeadlock(db, work);
    for (const hook of wanted) {
      try {
        hook();
      } catch (error) {
        log.error({ err: error }, 'after-commit hook failed');
      }
    }
    return result;
  };
  return {
    transactionsOn: (db) => ({ run: (work) => runOn(db, work) }),
    // A transaction that was not started here has no hooks: its events wait for the slow poll.
    afterCommit: (tx, hook) => {
      hooks.get(tx)?.add(hook);
    },
  };
}

/** Connections that only `withReserve` may use; opened when they are needed. */
const RESERVED = 2;

/** Opens the pool. Lives through restarts of PostgreSQL: broken connections are dropped, new ones are made when needed. */
export function openDatabase(options: DatabaseOptions): DatabaseHandle {
  const { target, log } = options;
  const { poolSize = 12 } = options;
  const makePool = (max: number) => new pg.Pool({ ...clientConfig(target, 'visavis'), max, idleTimeoutMillis: 30_000 });
  const [main, reserve] = [makePool(poolSize), makePool(RESERVED)];
  const mayUseReserve = new AsyncLocalStorage<true>();
  const choose = (): pg.Pool =>
    mayUseReserve.getStore() && main.idleCount === 0 && main.totalCount >= poolSize ? reserve : main;
  // Without a listener an idle connection that breaks would end the process.
  let closing = false;
  for (const pool of [main, reserve]) {
    pool.on('error', (error) => {
      // The pool ends before its sockets do, so a server that stops right after it breaks the last of them.
      if (!closing) log.warn({ reason: error.message }, 'idle database connection lost');
    });
    // The pool listens only while a connection is idle; one that breaks between two queries of a transaction needs this.
    pool.on('connect', (client) => {
      client.on('error', (error) => log.debug({ reason: error.message }, 'database connection lost'));
    });
  }
  const db: Db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: patientPool({ main, reserve, choose }, options.connectPatienceMs ?? 3_000) }),
  });
  const close = (): Promise<void> => {
    closing = true;
    return db.destroy();
  };
  const readiness = async (): Promise<{ ok: boolean; reason?: string }> => {
    try {
      await Promise.race([
        sql`select 1`.execute(db),
        sleep(2_000, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer within 2 s'))),
      ]);
      return { ok: true };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { ok: false, reason: cause instanceof Error ? cause.message : String(cause) };
    }
  };
  const { transactionsOn, afterCommit } = createTransactions(log);
  const transactions = transactionsOn(db);
  const withReserve = <T>(work: () => T): T => mayUseReserve.run(true, work);
  return { db, target, transactions, transactionsOn, afterCommit, withReserve, readiness, close };
}
