import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../ports/log.ts';
import { type PostgresBinaries, preparePostgresBinaries } from './postgres-binaries.ts';
import { locatePostgresHome, type PostgresHome } from './postgres-home.ts';
import { answers, isAlive, isPostmasterOf, readPostmasterFile } from './postmaster-file.ts';
import { takeProcessLock } from './process-lock.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

const PORT = 5432;
const ROLE = 'visavis';
const SETPRIV = '/usr/bin/setpriv';
const START_LIMIT_MS = 60_000;
const ADOPTED_CHECK_MS = 250;
const MAX_BACKOFF_MS = 5_000;
// A backend of the dead server may still hold the shared memory, or its pid file is about to go: both pass by themselves.
const PASSING = /lock file|shared memory|another postmaster|old server processes/i;

export interface PostgresConnection {
  /** The directory of the socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export interface EmbeddedPostgresOptions {
  /** Our data directory; the cluster goes below it (or elsewhere when root's choice of place cannot work). */
  readonly dataDir: string;
  readonly log: Log;
  readonly database?: string;
  /** Extra server settings, for example `{ shared_buffers: '256MB' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** For tests: leave the server running when we die, so that the next start has something to adopt. */
  readonly dieWithParent?: boolean;
}

export type PostgresState = 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped';

const DEFAULT_SETTINGS = {
  max_connections: '60',
  shared_buffers: '128MB',
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** The bundled PostgreSQL as a child: starts, adopts, restarts and stops it. Make it with `startEmbeddedPostgres`. */
export class EmbeddedPostgres {
  readonly connection: PostgresConnection;
  #state: PostgresState = 'starting';
  #pid: number | undefined;
  #adopted = false;
  #watch: NodeJS.Timeout | undefined;
  #lastWords = '';
  readonly #home: PostgresHome;
  readonly #binaries: PostgresBinaries;
  readonly #options: EmbeddedPostgresOptions;
  readonly #unlock: () => void;
  readonly #listeners = new Set<(state: PostgresState) => void>();

  constructor(home: PostgresHome, binaries: PostgresBinaries, unlock: () => void, options: EmbeddedPostgresOptions) {
    this.#home = home;
    this.#binaries = binaries;
    this.#unlock = unlock;
    this.#options = options;
    this.connection = { host: home.socketDir, port: PORT, user: ROLE, database: options.database ?? ROLE };
  }

  get state(): PostgresState {
    return this.#state;
  }
  get pid(): number | undefined {
    return this.#pid;
  }
  /** True when the running server was left behind by an earlier process of ours. */
  get adopted(): boolean {
    return this.#adopted;
  }
  get version(): string {
    return this.#binaries.version;
  }

  /** Told on every change of state, for example to wake the pool after a restart. Returns the unsubscribe. */
  subscribe(listener: (state: PostgresState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** First start. Rejects with the server's own words when it cannot work. */
  async start(): Promise<void> {
    this.#initCluster();
    const deadline = Date.now() + START_LIMIT_MS;
    for (;;) {
      const problem = await this.#tryStart();
      if (problem === undefined) break;
      if (!PASSING.test(problem) || Date.now() > deadline)
        throw new Error(`PostgreSQL did not start: ${problem.trim()}`);
      this.#options.log.warn({ reason: lastLine(problem) }, 'database start is being repeated');
      await sleep(250);
    }
    // A server that was killed a moment ago may be adopted while it dies; the watch starts another one meanwhile.
    while (!(await this.#ensured(deadline))) await sleep(250);
    this.#become('ready');
  }

  async #ensured(deadline: number): Promise<boolean> {
    try {
      await this.#ensureDatabase();
      return true;
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() > deadline) throw error;
      this.#options.log.warn({ err: error }, 'database start is being repeated');
      return false;
    }
  }

  /** Orderly stop: open transactions are rolled back, a checkpoint is written, the lock is given back. Never rejects. */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#become('stopping');
    clearInterval(this.#watch);
    const file = readPostmasterFile(this.#home.cluster);
    if (file && isPostmasterOf(file.pid, this.#home.cluster)) {
      await this.#stopPostmaster(file.pid);
    }
    this.#pid = undefined;
    this.#unlock();
    this.#become('stopped');
    this.#listeners.clear();
  }

  async #stopPostmaster(pid: number): Promise<void> {
    for (const [signal, patienceMs] of [
      ['SIGINT', 15_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 2_000],
    ] as const) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        this.#options.log.debug({ err: error, pid }, 'database process is gone already');
      }
      const deadline = Date.now() + patienceMs;
      while (Date.now() < deadline) {
        if (!isPostmasterOf(pid, this.#home.cluster)) return;
        await sleep(5);
      }
      this.#options.log.warn({ signal, pid }, 'database does not stop');
    }
  }

  #become(state: PostgresState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** initdb beside the final place, then rename: a crash half way leaves nothing that looks like a cluster. */
  #initCluster(): void {
    const { cluster, initAs, runAs, dir } = this.#home;
    if (fs.existsSync(path.join(cluster, 'PG_VERSION'))) return;
    for (const name of fs.readdirSync(dir)) {
      if (name.startsWith('init-')) fs.rmSync(path.join(dir, name), { recursive: true, force: true });
    }
    const temporary = path.join(dir, `init-${process.pid}`);
    fs.mkdirSync(temporary, { mode: 0o700 });
    if (initAs) fs.chownSync(temporary, initAs.uid, initAs.gid);
    // Trust is safe because only the owner of the socket's directory can reach the socket, and there is no TCP.
    // The built-in C.UTF-8 keeps sorting stable across machines and lets pg_trgm see Chinese (with C it finds no trigram).
    const args = [
      '-D',
      temporary,
      '-U',
      ROLE,
      '-A',
      'trust',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C.UTF-8',
      '--no-instructions',
    ];
    const result = spawnSync(this.#binaries.initdb, args, {
      ...initAs,
      cwd: '/',
      env: { ...this.#binaries.env },
      encoding: 'utf8',
    });
    if (result.status !== 0) {
      fs.rmSync(temporary, { recursive: true, force: true });
      throw new Error(
        `PostgreSQL could not make its files in ${dir}: ${result.error?.message ?? result.stderr.trim()}`,
      );
    }
    if (runAs && runAs.uid !== initAs?.uid) chownTree(temporary, runAs.uid, runAs.gid);
    fs.renameSync(temporary, cluster);
    syncDir(dir);
    this.#options.log.info({ cluster, version: this.#binaries.version }, 'database cluster made');
  }

  /** One attempt: adopt what runs, or start. Resolves to undefined when ready, otherwise to the reason. */
  async #tryStart(): Promise<string | undefined> {
    const { cluster } = this.#home;
    const file = readPostmasterFile(cluster);
    if (file && isAlive(file.pid)) {
      if (isPostmasterOf(file.pid, cluster)) {
        if (
          file.status !== 'ready' ||
          file.socketDir !== this.#home.socketDir ||
          !(await answers(file.socketDir, file.port))
        ) {
          return `lock file postmaster.pid: the server with pid ${file.pid} is ${file.status || 'starting'}`;
        }
        this.#adopt(file.pid);
        return undefined;
      }
      // Only a live process with that number makes PostgreSQL refuse; a dead one it checks itself, shared memory included.
      this.#options.log.warn({ pid: file.pid }, 'removing a pid file that names another program');
      fs.rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
    }
    return this.#spawn();
  }

  #adopt(pid: number): void {
    this.#pid = pid;
    this.#adopted = true;
    this.#options.log.info({ pid }, 'adopted the running database');
    this.#watch = setInterval(() => {
      if (isPostmasterOf(pid, this.#home.cluster)) return;
      clearInterval(this.#watch);
      this.#onDeath('gone');
    }, ADOPTED_CHECK_MS);
  }

  async #spawn(): Promise<string | undefined> {
    const child = this.#spawnChild();
    let words = '';
    let exit: string | undefined;
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      words = (words + chunk).slice(-16_384);
      this.#lastWords = words;
      this.#report(chunk);
    });
    const exited = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        exit = error.message;
        resolve();
      });
      child.once('close', (code, signal) => {
        exit ??= words || `exit ${code ?? signal}`;
        resolve();
      });
    });
    const deadline = Date.now() + START_LIMIT_MS;
    while (exit === undefined) {
      const file = readPostmasterFile(this.#home.cluster);
      if (file && file.pid === child.pid && file.status === 'ready' && (await answers(this.#home.socketDir, PORT))) {
        this.#pid = child.pid;
        this.#adopted = false;
        child.once('exit', (code, signal) => this.#onDeath(`exit ${code ?? signal}`));
        if (child.exitCode === null && child.signalCode === null) return undefined;
      }
      if (Date.now() > deadline) {
        child.kill('SIGQUIT');
        await exited;
        return `not ready after ${START_LIMIT_MS} ms: ${words}`;
      }
      await Promise.race([exited, sleep(10)]);
    }
    return exit;
  }

  #spawnChild(): ChildProcess {
    const { cluster, socketDir, runAs } = this.#home;
    const settings = { ...DEFAULT_SETTINGS, ...this.#options.settings };
    const args = [
      '-D',
      cluster,
      '-k',
      socketDir,
      '-p',
      String(PORT),
      '-c',
      'listen_addresses=',
      '-c',
      'unix_socket_permissions=0700',
    ];
    for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
    // The kernel stops the server in order when we die, however we die (Linux; elsewhere the next start adopts it).
    const dieWithParent =
      (this.#options.dieWithParent ?? true) && process.platform === 'linux' && fs.existsSync(SETPRIV);
    const [command, words] = dieWithParent
      ? [SETPRIV, ['--pdeathsig', 'INT', '--', this.#binaries.postgres, ...args]]
      : [this.#binaries.postgres, args];
    // detached: Ctrl-C in the terminal must reach us first, we stop the server after the last transaction.
    return spawn(command, words, {
      ...runAs,
      cwd: '/',
      env: { ...this.#binaries.env },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
  }

  #report(chunk: string): void {
    for (const line of chunk.split('\n')) {
      const severity = /\b(FATAL|PANIC|WARNING):/.exec(line)?.[1];
      if (severity) this.#options.log.warn({ line }, 'database says');
    }
  }

  #onDeath(how: string): void {
    this.#pid = undefined;
    if (this.#state === 'stopping' || this.#state === 'stopped') return;
    this.#options.log.error({ how, lastLine: lastLine(this.#lastWords) }, 'database died, restarting it');
    this.#become('restarting');
    void this.#restart();
  }

  async #restart(): Promise<void> {
    for (let attempt = 0; this.#state === 'restarting'; attempt += 1) {
      let problem: string | undefined;
      try {
        problem = await this.#tryStart();
      } catch (error) {
        problem = String(error);
      }
      if (problem === undefined) {
        if (this.#state === 'restarting') {
          this.#options.log.info({ pid: this.#pid, attempt }, 'database is back');
          this.#become('ready');
        } else if (this.#pid) {
          await this.#stopPostmaster(this.#pid);
        }
        return;
      }
      this.#options.log.warn({ reason: lastLine(problem), attempt }, 'database restart failed');
      await sleep(Math.min(MAX_BACKOFF_MS, 50 * 2 ** Math.min(attempt, 7)));
    }
  }

  async #ensureDatabase(): Promise<void> {
    const { database } = this.connection;
    const client = new pg.Client({ ...this.connection, database: 'postgres' });
    await client.connect();
    try {
      const found = await client.query('select 1 from pg_database where datname = $1', [database]);
      if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`);
    } finally {
      await client.end();
    }
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function chownTree(dir: string, uid: number, gid: number): void {
  fs.lchownSync(dir, uid, gid);
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const name = path.join(dir, entry.name);
    if (entry.isDirectory()) chownTree(name, uid, gid);
    else fs.lchownSync(name, uid, gid);
  }
}

function syncDir(dir: string): void {
  const handle = fs.openSync(dir, 'r');
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}

/**
 * Starts (or adopts) the bundled PostgreSQL for a data directory and resolves when it takes queries.
 * Rejects with AlreadyRunningError when another process of ours holds the directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = locatePostgresHome(options.dataDir, (text) => options.log.warn({}, text));
  const unlock = await takeProcessLock(path.join(home.dir, 'owner.lock'), `The database in ${home.dir}`);
  let server: EmbeddedPostgres | undefined;
  try {
    const binaries = preparePostgresBinaries(home.dir, home.runAs ? [home.runAs, home.initAs] : [undefined]);
    server = new EmbeddedPostgres(home, binaries, unlock, options);
    await server.start();
    return server;
  } catch (error) {
    await server?.stop();
    unlock();
    throw error;
  }
}
