export { type Actions, createActions } from './actions.ts';
export { type Host, useBrand, useVisit, VisitContext } from './context.ts';
export { browserKeyStore, type KeyStore, memoryKeyStore } from './key-store.ts';
export { forgetVisit } from './person.ts';
export { type Screen, screenOf } from './screen.ts';
export { createVisit, type Visit, type VisitPorts } from './visit.ts';
export type { CallMedium, Step, StepPurpose, Upload } from './visit-state.ts';
