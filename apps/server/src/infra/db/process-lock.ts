import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Identity of a running process that survives the re-use of its number. */
interface ProcessMark {
  readonly pid: number;
  readonly started: string;
}

// A zombie still answers signal 0, so its state counts as gone.
function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      process.kill(pid, 0);
      return 'running';
    }
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

function read(file: string): ProcessMark | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
}

export class AlreadyRunningError extends Error {
  readonly pid: number;
  constructor(what: string, pid: number) {
    super(
      `${what} is in use by another Visavis process (pid ${pid}). Stop it first, or choose another VISAVIS_DATA_DIR.`,
    );
    this.name = 'AlreadyRunningError';
    this.pid = pid;
  }
}

/** One attempt. Returns the release, or the pid of the living holder. */
function tryTake(file: string, temporary: string, mark: ProcessMark): (() => void) | number {
  for (;;) {
    try {
      // link() fails when the name exists and never shows a half-written file.
      fs.linkSync(temporary, file);
      return () => {
        const held = read(file);
        if (held?.pid === mark.pid && held.started === mark.started) fs.rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const held = read(file);
    if (held && startOf(held.pid) === held.started) return held.pid;
    // Two of us may find the same dead lock: rename lets exactly one remove it, and it goes back if it was a living one.
    const aside = `${temporary}.old`;
    try {
      fs.renameSync(file, aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    const removed = read(aside);
    if (removed && startOf(removed.pid) === removed.started) fs.linkSync(aside, file);
    fs.rmSync(aside, { force: true });
  }
}

/**
 * Takes the lock file for this process. A lock of a dead process is taken over; for a living one (which may just be
 * ending) it waits up to `patienceMs`. Resolves to the release; rejects with AlreadyRunningError.
 */
export async function takeProcessLock(file: string, what: string, patienceMs = 3_000): Promise<() => void> {
  const mark: ProcessMark = { pid: process.pid, started: startOf(process.pid) ?? 'running' };
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  fs.writeFileSync(temporary, JSON.stringify(mark), { mode: 0o644 });
  try {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const taken = tryTake(file, temporary, mark);
      if (typeof taken === 'function') return taken;
      if (taken === process.pid || Date.now() > deadline) throw new AlreadyRunningError(what, taken);
      await sleep(50);
    }
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
