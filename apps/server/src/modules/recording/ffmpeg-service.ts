import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { RenderProblem } from './render-problem.ts';

export interface FfmpegRun {
  readonly binary: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  onOutput(chunk: Buffer): void;
}

/** Live calls come first. */
const niceness = 15;

const startProblem = (error: unknown): RenderProblem => {
  const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
  return new RenderProblem(
    missing
      ? 'ffmpeg is not installed on the server. Install it (for example: apt-get install ffmpeg), then try again.'
      : 'ffmpeg could not be started on the server.',
    { cause: error },
  );
};

/** Runs ffmpeg with low priority until it ends. Rejects with RenderProblem, or with the signal's reason when aborted. */
export const runFfmpeg = async ({ binary, args, signal, onOutput }: FfmpegRun): Promise<void> => {
  signal.throwIfAborted();
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close').then(
    ([code]: unknown[]) => code,
    (error: unknown) => {
      throw startProblem(error);
    },
  );
  const abort = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  let complaint = '';
  child.stdout.on('data', onOutput);
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString('utf8')}`.slice(-2_000);
  });
  try {
    if (child.pid !== undefined) {
      try {
        os.setPriority(child.pid, niceness);
      } catch {
        // It may have ended already; then there is nothing to slow down.
      }
    }
    const code = await closed;
    signal.throwIfAborted();
    if (code !== 0) throw new RenderProblem(`ffmpeg could not make the recording: ${complaint.trim().slice(-300)}`);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
