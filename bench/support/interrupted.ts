// Loaded before every bench: one that is interrupted ends the servers, databases, engines and browsers it has started, and waits for them.
import { setTimeout as pause } from 'node:timers/promises';
import { descendants } from '../../e2e/support/stack.ts';

const endings: (() => Promise<unknown>)[] = [];
const patienceMs = 30_000;

/** For what is no child of this process any more when it is needed, or has to be ended in an order of its own. */
export const whenInterrupted = (end: () => Promise<unknown>): void => void endings.push(end);

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
};

const endAll = async (): Promise<void> => {
  for (const end of endings.splice(0).reverse())
    await end().catch((error: unknown) => process.stderr.write(`not ended: ${String(error)}\n`));
  // Servers end their own children in order.
  for (const { pid, parent } of descendants(process.pid)) if (parent === process.pid) signalTo(pid, 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  while (descendants(process.pid).length > 0 && Date.now() < deadline) await pause(50);
  for (const { pid } of descendants(process.pid)) signalTo(pid, 'SIGKILL');
};

let ending = false;
const interrupted = (code: number): void => {
  if (ending) return;
  ending = true;
  process.stderr.write('interrupted; ending what was started\n');
  // The bench fails now, as its servers go: that must not end this process before they are gone.
  process.on('uncaughtException', () => undefined);
  void endAll().finally(() => process.exit(code));
};
process.on('SIGINT', () => interrupted(130));
process.on('SIGTERM', () => interrupted(143));
