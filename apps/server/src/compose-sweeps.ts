/** What comes round by the clock: each at most once at a time, and a failure of one stops nothing. */
import type { Log } from './ports/index.ts';

export const createSweeps = (log: Log) => {
  const timers: NodeJS.Timeout[] = [];
  const quietly = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error, what }, 'sweep failed');
    }
  };
  return {
    quietly,
    every(ms: number, what: string, work: () => Promise<unknown>): void {
      let running = false;
      timers.push(
        setInterval(() => {
          if (running) return;
          running = true;
          void quietly(what, work).finally(() => {
            running = false;
          });
        }, ms),
      );
    },
    stop(): void {
      for (const timer of timers.splice(0)) clearInterval(timer);
    },
  };
};
