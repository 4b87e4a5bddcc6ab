import { randomBytes } from 'node:crypto';
import fs from 'node:fs';

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

/** Takes the lock file for this process. A lock of a dead process is taken over. Returns the release; throws AlreadyRunningError. */
export function takeProcessLock(file: string, what: string): () => void {
  const mark: ProcessMark = { pid: process.pid, started: startOf(process.pid) ?? 'running' };
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  fs.writeFileSync(temporary, JSON.stringify(mark), { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 50; attempt += 1) {
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
      if (held && startOf(held.pid) === held.started) throw new AlreadyRunningError(what, held.pid);
      // Two of us may find the same dead lock: rename lets exactly one remove it, and only if it is still the dead one.
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
  } finally {
    fs.rmSync(temporary, { force: true });
  }
  throw new Error(`Could not take the lock ${file}`);
}
