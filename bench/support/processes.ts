// Starting a server as a process, waiting until it is ready, and looking at its memory.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { whenInterrupted } from './interrupted.ts';

const startLimitMs = 120_000;

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

export interface Started {
  readonly child: ChildProcess;
  readonly readyMs: number;
  /** Ends the whole process group and waits for it. */
  stop(): Promise<void>;
}

export async function startAndWait(options: {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly readyUrl: string;
}): Promise<Started> {
  const [program = '', ...args] = options.command;
  const begin = performance.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000);
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.pid) process.kill(-child.pid, 'SIGTERM');
    await ended;
    // npm may be gone before the server behind it.
    while (await answers(options.readyUrl)) await pause(50);
  };
  whenInterrupted(stop);
  while (performance.now() - begin < startLimitMs) {
    if (child.exitCode !== null) throw new Error(`${options.command.join(' ')} ended:\n${errors}`);
    if (await answers(options.readyUrl)) return { child, readyMs: performance.now() - begin, stop };
    await pause(20);
  }
  await stop();
  throw new Error(`${options.command.join(' ')} was not ready in time:\n${errors}`);
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  );

/** Proportional set size in MB: shared pages are counted once over all processes together. 0 for one that has ended. */
export function memoryMb(pid: number): number {
  try {
    const kB = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kB ?? 0) / 1024;
  } catch {
    return 0;
  }
}
