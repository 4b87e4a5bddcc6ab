import type { Scenario, SimulationId, SimulationReport } from '@visavis/protocol';
import type { JobHandler, Log } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { isOutOfMemory, type RunOptions } from './run-in-worker-service.ts';
import { simulationRepo } from './simulation-repo.ts';

export const simulationJob = 'run_simulation';
/** Runs that ended with the process they ran in; one more says so. */
const runs = 2;
export const triesOfAJob = runs + 3;

export interface SimulationJobDeps {
  readonly db: Db;
  readonly log: Log;
  readonly run: (scenario: Scenario, options: RunOptions) => Promise<SimulationReport>;
}

/** Progress is written one after another; a lost one does not matter. Where there is nothing to write it to, it was deleted. */
const progressOf = ({ db, log }: SimulationJobDeps, id: SimulationId) => {
  let writing: Promise<void> | null = null;
  const deleted = new AbortController();
  return {
    deleted: deleted.signal,
    report: (progress: number): void => {
      writing ??= simulationRepo
        .progress(db, id, progress)
        .then((wanted) => {
          if (!wanted) deleted.abort(new Error('The simulation was deleted'));
        })
        .catch((error: unknown) => log.warn({ simulationId: id, err: error }, 'progress not stored'))
        .finally(() => {
          writing = null;
        });
    },
    settle: async (): Promise<void> => writing ?? undefined,
  };
};

/** The job that runs a simulation. Idempotent: the scenario is stored, and the same scenario gives the same report. */
export const createSimulationJob = (deps: SimulationJobDeps): JobHandler => {
  const { db, log, run } = deps;
  return async (payload, { signal, attempt }) => {
    const id = payload.simulationId as SimulationId;
    if (attempt > runs) {
      log.error({ simulationId: id, attempt }, 'simulation given up');
      await simulationRepo.fail(db, id, 'interrupted');
      return;
    }
    const scenario = await simulationRepo.begin(db, id);
    if (!scenario) return;
    const progress = progressOf(deps, id);
    let report: SimulationReport;
    try {
      report = await run(scenario, {
        signal: AbortSignal.any([signal, progress.deleted]),
        onProgress: progress.report,
      });
    } catch (error) {
      await progress.settle();
      if (signal.aborted) {
        await simulationRepo.requeue(db, id);
        throw error;
      }
      if (progress.deleted.aborted) {
        log.info({ simulationId: id }, 'simulation stopped');
        return;
      }
      // The same scenario would end the same way again, so there is no second try.
      log.error({ simulationId: id, err: error }, 'simulation failed');
      await simulationRepo.fail(db, id, isOutOfMemory(error) ? 'out_of_memory' : 'broke');
      return;
    }
    await progress.settle();
    await simulationRepo.finish(db, id, report);
    log.info({ simulationId: id }, 'simulation ready');
  };
};
