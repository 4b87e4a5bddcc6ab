/** Simulation: the live decision function in simulated time, by the command line or kept in the database. */
import type { JobHandler, Log } from '../../ports/index.ts';
import { runInWorker } from './run-in-worker-service.ts';
import { createSimulationJob, simulationJob } from './simulation-jobs.ts';
import { createSimulationRoutes } from './simulation-routes.ts';
import { createSimulationService, type SimulationDeps } from './simulation-service.ts';

export { drawMs, makeContacts } from './contacts.ts';
export { type ErlangC, erlangC } from './erlang-c.ts';
export { batchMeansError, figuresOf, jainIndex } from './figures.ts';
export { readScenario, ScenarioError } from './named-scenario.ts';
export { runScenario } from './report-service.ts';
export { writeReport } from './written-report.ts';

export const createSimulations = (deps: SimulationDeps & { readonly log: Log }) => {
  const service = createSimulationService(deps);
  const jobs: Record<string, JobHandler> = { [simulationJob]: createSimulationJob({ ...deps, run: runInWorker }) };
  return { service, routes: createSimulationRoutes(service), jobs };
};
