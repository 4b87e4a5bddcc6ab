// Time on the processor, of this process and of everything below another one: neighbours on the machine do not change it.
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Seconds of the process with this pid, of its children, and of those that have ended. */
export function secondsBelow(pid: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const own = Number(name) === pid;
      if (!own && Number(fields[1]) !== pid) continue;
      const used = own ? [11, 12, 13, 14] : [11, 12];
      ticks += used.reduce((sum, field) => sum + Number(fields[field]), 0);
    } catch {
      // It ended while we looked; its parent has counted it.
    }
  }
  return ticks / ticksPerSecond;
}

export const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
