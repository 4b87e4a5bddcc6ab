import type { RecordingId } from '@visavis/protocol';
import type { Clock, JobHandler, Log } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { CallFactsRepo } from './call-facts-repo.ts';
import type { RecordingService } from './recording-service.ts';
import { RenderProblem } from './render-problem.ts';
import type { Renderer } from './render-service.ts';

export interface PrepareDeps {
  readonly db: Db;
  readonly callFacts: CallFactsRepo;
  readonly recordings: RecordingService;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly log: Log;
}

const progressEveryMs = 1_000;
const somethingBroke = 'Something broke on the server while the recording was prepared. Try again.';

const diskFull = 'The disk of the server is full. Free some space, then try again.';
const isDiskFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';

/** The job that makes a recording playable. Idempotent: a killed run simply runs again. */
export const createPrepareJob = (deps: PrepareDeps): JobHandler => {
  const { db, callFacts, recordings, renderer, clock, log } = deps;

  /** At most one write a second, one after another; a lost one does not matter. */
  const progressOf = (id: RecordingId) => {
    let lastMs = clock.now().getTime();
    let writing: Promise<void> | null = null;
    return {
      report(share: number): void {
        const nowMs = clock.now().getTime();
        if (writing !== null || nowMs - lastMs < progressEveryMs) return;
        lastMs = nowMs;
        writing = recordings
          .progress(id, share)
          .catch((error: unknown) => log.warn({ recordingId: id, err: error }, 'progress not stored'))
          .finally(() => {
            writing = null;
          });
      },
      settle: async (): Promise<void> => writing ?? undefined,
    };
  };

  return async (payload, { signal, attempt, maxAttempts }) => {
    const id = payload.recordingId as RecordingId;
    const row = await recordings.begin(id);
    if (row === null) return;
    const progress = progressOf(id);
    try {
      const facts = await callFacts.find(db, row.callId);
      const prepared = await renderer.render({
        storagePrefix: row.storagePrefix,
        facts,
        signal,
        onProgress: progress.report,
      });
      await progress.settle();
      if (prepared === null) await recordings.findNothing(id);
      else await recordings.finish(id, prepared);
      log.info({ recordingId: id, tracks: prepared?.tracks.length ?? 0 }, 'recording prepared');
    } catch (error) {
      await progress.settle();
      if (signal.aborted) throw error;
      const words = error instanceof RenderProblem ? error.message : isDiskFull(error) ? diskFull : null;
      if (words !== null) {
        log.warn({ recordingId: id, err: error }, 'recording could not be prepared');
        await recordings.fail(id, words);
        return;
      }
      if (attempt >= maxAttempts) await recordings.fail(id, somethingBroke);
      throw error;
    }
  };
};
