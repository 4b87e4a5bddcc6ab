// The real product as a process: started as `npm start` starts it, on free ports and a data folder of its own.
// No Playwright in here, so that benches can use it too.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
const startLimitMs = 90_000;
const stopLimitMs = 30_000;

export const demoPassword = 'correct-horse-demo';

export interface StackOptions {
  /** More settings, for example `{ VISAVIS_LOG_LEVEL: 'debug' }`. */
  readonly env?: Readonly<Record<string, string>>;
  /** An existing data folder; it is left in place by `stop`. Default: a temporary one, removed by `stop`. */
  readonly dataDir?: string;
}

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

export interface Stack {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The bank's demo page, on another origin. */
  readonly demoUrl: string;
  readonly dataDir: string;
  /** The log of all runs so far. */
  readonly logFile: string;
  /** Milliseconds from spawning the process to a ready answer, of the latest start. */
  readonly readyMs: number;
  readonly pid: number;
  /** All descendants of the server: PostgreSQL and its backends, Janus, ffmpeg. */
  children(): readonly RunningProcess[];
  /** The pid of the child whose command line contains `word`, for example `janus`. Throws when there is none. */
  childPid(word: string): number;
  /** SIGTERM and wait for the end; everything of this stack is gone afterwards. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL to the server alone; its children see what they do. */
  kill9(): Promise<void>;
  /** Starts again on the same data and ports (after `kill9`, or as an orderly restart when still running). */
  restart(): Promise<void>;
}

export interface ProcessEntry extends RunningProcess {
  readonly parent: number;
}

function readProcess(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(parent), command };
  } catch {
    // It ended while we looked.
    return undefined;
  }
}

function allProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** Everything below a process. */
export function descendants(pid: number): ProcessEntry[] {
  const all = allProcesses();
  const below = (parent: number): ProcessEntry[] =>
    all.filter((entry) => entry.parent === parent).flatMap((entry) => [entry, ...below(entry.pid)]);
  return below(pid);
}

async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      return probe;
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  for (const probe of probes) probe.close();
  return ports;
}

async function waitUntilReady(url: string, child: ChildProcess, lastWords: () => string): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The server ended while starting (${child.exitCode ?? child.signalCode}):\n${lastWords()}`);
    }
    try {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await pause(50);
  }
  throw new Error(`The server was not ready after ${startLimitMs / 1000} s:\n${lastWords()}`);
}

/** Settings of the caller's own machine must not leak into a test. */
function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && (!name.startsWith('VISAVIS_') || name === 'VISAVIS_JANUS_BIN'),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

/** A janus or postgres that outlived its server would disturb the next test. Ours carry the data folder in their command line. */
function killLeftovers(dataDir: string, known: Iterable<number>): void {
  const suspects = new Set(known);
  for (const { pid, command } of allProcesses()) {
    const ours = command.includes(dataDir) || (suspects.has(pid) && /janus|postgres|ffmpeg|pg_/.test(command));
    if (!ours || pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

function makeDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'visavis-stack-'));
  // As root, PostgreSQL runs under another account, which must be able to pass through.
  chmodSync(folder, 0o755);
  return folder;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dataDir = options.dataDir ?? makeDataDir();
  const logFile = `${dataDir}.log`;
  const [port = 0, demoPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...cleanEnvironment(),
    VISAVIS_PORT: String(port),
    VISAVIS_DEMO_PORT: String(demoPort),
    VISAVIS_DATA_DIR: dataDir,
    VISAVIS_DEMO_PASSWORD: demoPassword,
    ...options.env,
  };
  const seen = new Set<number>();
  let child: ChildProcess | undefined;
  let readyMs = 0;

  const running = (): ChildProcess => {
    if (!child?.pid) throw new Error('The server is not running');
    return child;
  };
  const children = (): readonly RunningProcess[] => {
    const found = descendants(running().pid ?? 0);
    for (const { pid } of found) seen.add(pid);
    return found;
  };
  const lastWords = (): string => readFileSync(logFile, 'utf8').slice(-4000);

  const start = async (): Promise<void> => {
    const log = createWriteStream(logFile, { flags: 'a' });
    await once(log, 'open');
    const startedAt = performance.now();
    const main = join(root, 'apps/server/src/main.ts');
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
      cwd: root,
      env,
      stdio: ['ignore', log, log],
    });
    child.once('exit', () => log.close());
    await waitUntilReady(url, child, lastWords);
    readyMs = performance.now() - startedAt;
    children();
  };

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    const process = child;
    if (!process) return null;
    if (process.exitCode === null && process.signalCode === null) {
      children();
      const ended = once(process, 'exit');
      process.kill(signal);
      const late = setTimeout(() => process.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(late);
    }
    child = undefined;
    return process.exitCode;
  };

  const stop = async (): Promise<number | null> => {
    const code = await end('SIGTERM');
    killLeftovers(dataDir, seen);
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    return code;
  };

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    url,
    demoUrl: `http://127.0.0.1:${demoPort}`,
    dataDir,
    logFile,
    get readyMs() {
      return readyMs;
    },
    get pid() {
      return running().pid ?? 0;
    },
    children,
    childPid: (word) => {
      const found = children().find((entry) => entry.command.includes(word));
      if (!found) throw new Error(`The server has no child "${word}"`);
      return found.pid;
    },
    stop,
    kill9: async () => {
      await end('SIGKILL');
    },
    restart: async () => {
      await end('SIGTERM');
      await start();
    },
  };
}
