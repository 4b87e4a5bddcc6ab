import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const settleWithinMs = 3_000;

const unfinished = (prefix: string): boolean => {
  const name = path.basename(prefix);
  return readdirSync(path.dirname(prefix)).some((file) => file.startsWith(`${name}-`) && file.endsWith('.part'));
};

/** The engine renames a track's file when it has closed it, shortly after the connection ended. Resolves then, or after 3 s. */
export const recordingsSettled = async (prefixes: readonly string[]): Promise<boolean> => {
  const until = Date.now() + settleWithinMs;
  while (prefixes.some(unfinished)) {
    if (Date.now() > until) return false;
    await sleep(20);
  }
  return true;
};
