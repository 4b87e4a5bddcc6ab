/** Inside the thread. Knows nothing but its scenario: no database, no log, no configuration. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Scenario } from '@visavis/protocol';
import { runScenario } from './report-service.ts';
import type { Said } from './run-in-worker-service.ts';

const everyMs = 500;

const say = (said: Said): void => parentPort?.postMessage(said);

let saidAt = performance.now();
const report = runScenario(workerData as Scenario, (progress) => {
  const now = performance.now();
  if (now - saidAt < everyMs) return;
  saidAt = now;
  say({ kind: 'progress', progress });
});
say({ kind: 'report', report });
