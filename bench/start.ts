// From spawning to a ready answer, on an empty data folder and again on the same one; and the memory of each process at rest.
// Dependencies are installed and the apps are built before. Against a bare Fastify server started the same way.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Stack, startStack } from '../e2e/support/stack.ts';
import { median, report } from './support/figures.ts';
import { freePort, memoryMb, type Started, startAndWait } from './support/processes.ts';

const rounds = 3;
const restMs = 5_000;
const root = resolve(import.meta.dirname, '..');
const node = [process.execPath, '--disable-warning=ExperimentalWarning'];

async function bare<T>(use: (started: Started) => Promise<T>): Promise<T> {
  const port = await freePort();
  const started = await startAndWait({
    command: [...node, join(root, 'bench/support/bare-server.ts')],
    cwd: root,
    env: { BARE_PORT: String(port) },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  });
  try {
    return await use(started);
  } finally {
    await started.stop();
  }
}

async function npmStart(dataDir: string): Promise<number> {
  const port = await freePort();
  const started = await startAndWait({
    command: ['npm', 'start', '--silent'],
    cwd: root,
    env: {
      VISAVIS_PORT: String(port),
      VISAVIS_DEMO_PORT: String(await freePort()),
      VISAVIS_DATA_DIR: dataDir,
      VISAVIS_LOG_LEVEL: 'warn',
    },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  });
  await started.stop();
  return started.readyMs;
}

interface Memory {
  readonly node: number;
  readonly postgres: number;
  readonly janus: number;
}

function memoryOf(stack: Stack): Memory {
  const sum = (pattern: RegExp): number =>
    stack
      .children()
      .filter(({ command }) => pattern.test(command))
      .reduce((total, { pid }) => total + memoryMb(pid), 0);
  return { node: memoryMb(stack.pid), postgres: sum(/postgres/), janus: sum(/^\S*janus\b/) };
}

const times = { first: [] as number[], second: [] as number[], bare: [] as number[] };
const npmTimes = { first: [] as number[], second: [] as number[] };
const resting: Memory[] = [];
const bareMemory: number[] = [];

for (let round = 0; round < rounds; round += 1) {
  await bare(async ({ child, readyMs }) => {
    times.bare.push(readyMs);
    if (round > 0) return;
    await pause(restMs);
    bareMemory.push(memoryMb(child.pid ?? 0));
  });
  const stack = await startStack({ env: { VISAVIS_LOG_LEVEL: 'warn' } });
  try {
    times.first.push(stack.readyMs);
    await stack.restart();
    times.second.push(stack.readyMs);
    if (round === 0) {
      await pause(restMs);
      resting.push(memoryOf(stack));
    }
  } finally {
    await stack.stop();
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'visavis-bench-'));
  // As root, PostgreSQL runs under another account, which must be able to pass through.
  chmodSync(dataDir, 0o711);
  npmTimes.first.push(await npmStart(dataDir));
  npmTimes.second.push(await npmStart(dataDir));
  rmSync(dataDir, { recursive: true, force: true });
}

const note = 'dependencies installed, apps built; baseline: a bare Fastify server started the same way';
const seconds = (name: string, samples: readonly number[]): void =>
  report({
    name: `start, ${name}, median of ${samples.length}`,
    value: median(samples) / 1000,
    unit: 's',
    baseline: median(times.bare) / 1000,
    note,
  });
seconds('first npm start to ready', npmTimes.first);
seconds('second npm start to ready', npmTimes.second);
seconds('first start of the server process to ready', times.first);
seconds('second start of the server process to ready', times.second);

const memory = (name: string, pick: (one: Memory) => number, baseline: number | null): void =>
  report({
    name: `start, memory at rest, ${name}`,
    value: median(resting.map(pick)),
    unit: 'MB PSS',
    baseline,
    ...(baseline === null ? {} : { note: 'baseline: a bare Fastify server' }),
  });
const bareMb = median(bareMemory);
memory('node', (one) => one.node, bareMb);
memory('postgres, all processes', (one) => one.postgres, null);
memory('janus', (one) => one.janus, null);
memory('together', (one) => one.node + one.postgres + one.janus, bareMb);
