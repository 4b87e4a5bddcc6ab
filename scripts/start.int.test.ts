import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './progress.mjs';

const folder = mkdtempSync(join(tmpdir(), 'visavis-start-'));
// As root, PostgreSQL runs under another account, which must be able to pass through.
chmodSync(folder, 0o755);
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => once(child, 'exit')));
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

interface Started {
  readonly child: ChildProcess;
  readonly readyMs: number;
  readonly output: () => string;
}

async function start(port: number, demoPort: number): Promise<Started> {
  const startedAt = performance.now();
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('VISAVIS_'));
  const child = spawn('node', ['scripts/start.mjs', '--no-install'], {
    cwd: root,
    env: {
      ...Object.fromEntries(kept),
      VISAVIS_PORT: String(port),
      VISAVIS_DEMO_PORT: String(demoPort),
      VISAVIS_DATA_DIR: join(folder, 'data'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  while (child.exitCode === null) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (ready?.ok) return { child, readyMs: performance.now() - startedAt, output: () => output };
    await pause(50);
  }
  throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
}

/** Processes that carry the data folder in their command line: PostgreSQL, Janus. */
function ofThisFolder(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(folder) ? [`${pid} ${command}`] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

describe('npm start', () => {
  test('starts, stops on Ctrl-C with its children, and starts again on the same data without building', async () => {
    const [port, demoPort] = [await freePort(), await freePort()];
    const first = await start(port, demoPort);
    expect(ofThisFolder().length).toBeGreaterThan(0);
    expect(first.output()).toContain(String(port));
    // One line about what is done to the database, not one for each file.
    const migrations = readdirSync(join(root, 'apps/server/migrations')).filter((name) => name.endsWith('.sql'));
    expect(first.output()).toContain(`starting: database: ${migrations.length} migrations\n`);
    expect(first.output()).not.toContain(migrations[0]);

    // A terminal and npm both deliver the same Ctrl-C.
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    const [code] = await once(first.child, 'exit');
    expect([0, 130]).toContain(code);
    expect(ofThisFolder()).toEqual([]);

    const second = await start(port, demoPort);
    // Under five seconds on a quiet machine (npm run bench -- start measures it); here others want the cores too.
    expect(second.readyMs).toBeLessThan(20_000);
    expect(second.output()).not.toContain('Building');
    expect(second.output()).not.toContain('migration');
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
    expect(ofThisFolder()).toEqual([]);
  });
});
