/** Simulation: the live decision function in simulated time. */
export { drawMs, makeContacts } from './contacts.ts';
export { type ErlangC, erlangC } from './erlang-c.ts';
export { batchMeansError, figuresOf, jainIndex } from './figures.ts';
export { readScenario, ScenarioError } from './named-scenario.ts';
export { runScenario } from './report-service.ts';
export { writeReport } from './written-report.ts';
