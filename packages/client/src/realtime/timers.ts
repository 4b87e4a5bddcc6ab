/** Time and chance as arguments, so that tests decide both. */
export interface Timers {
  now(): number;
  /** Runs `task` once after `delayMs`; returns the way to cancel. */
  after(delayMs: number, task: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  after(delayMs, task) {
    const handle = setTimeout(task, delayMs);
    return () => clearTimeout(handle);
  },
};
