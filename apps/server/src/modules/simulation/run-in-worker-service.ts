/** Runs a scenario in a thread of its own: a run takes seconds of computing, and the event loop has calls to ring. */
import { Worker } from 'node:worker_threads';
import type { Scenario, SimulationReport } from '@visavis/protocol';

/** What the thread says. */
export type Said =
  | { readonly kind: 'progress'; readonly progress: number }
  | { readonly kind: 'report'; readonly report: SimulationReport };

export interface RunOptions {
  readonly signal: AbortSignal;
  /** At most twice a second. */
  readonly onProgress: (progress: number) => void;
}

const megabytes = 1_024;
/** The code with which Node ends a thread that wants more memory than it may have. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Rejects with the reason of the signal when that is aborted; the thread has ended by then. */
export const runInWorker = (scenario: Scenario, { signal, onProgress }: RunOptions): Promise<SimulationReport> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./worker-service.ts', import.meta.url), {
      workerData: scenario,
      // Not the flags of whoever started us: an inspector or a loader has no business in there.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    let outcome: (() => void) | null = null;
    const stop = (): void => {
      outcome = () => reject(signal.reason);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (said: Said) => {
      if (said.kind === 'progress') onProgress(said.progress);
      else outcome ??= () => resolve(said.report);
    });
    worker.once('error', (error) => {
      outcome ??= () => reject(error);
    });
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      if (outcome) outcome();
      else reject(new Error(`The thread of the simulation ended with ${code} and without a report`));
    });
  });
