/** Asking for a simulation of the deployment as it is, and what is kept of it. Groups and agents come from the database. */
import { z } from 'zod';
import { Instant, SimulationId } from './ids.ts';
import { RoutingRule } from './routing-rule.ts';
import { ArrivalStream, SimulationReport } from './simulation.ts';

const name = z.string().trim().min(1).max(80);

export const SimulationSource = z.discriminatedUnion('kind', [
  /** Said by whoever asks. */
  z.strictObject({ kind: z.literal('distributions'), arrivals: z.array(ArrivalStream).min(1).max(100) }),
  /** Measured from what happened in that time. */
  z.strictObject({ kind: z.literal('history'), from: Instant, to: Instant }),
]);
export type SimulationSource = z.infer<typeof SimulationSource>;

export const ComparedRules = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('in_force') }),
  /** Rules that are not in force; `name`: where they are from, a file for example. */
  z.strictObject({
    kind: z.literal('draft'),
    rules: z.array(RoutingRule).max(200),
    name: name.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('version'), version: z.number().int().min(0) }),
]);
export type ComparedRules = z.infer<typeof ComparedRules>;

/** The longest period of history that is measured. */
export const longestHistoryDays = 366;
/** Fewer contacts served in the period say nothing. */
export const leastServed = 50;

export const CreateSimulation = z.strictObject({
  name,
  /** Simulated time that counts, hours. */
  hours: z
    .number()
    .positive()
    .max(24 * 31),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
  targetSeconds: z.number().int().min(1).max(3_600).default(20),
  source: SimulationSource,
  /** The first is what the others are compared with. */
  ruleSets: z.array(ComparedRules).min(1).max(4),
});
export type CreateSimulation = z.infer<typeof CreateSimulation>;

export const SimulationState = z.enum(['queued', 'running', 'ready', 'failed']);
export type SimulationState = z.infer<typeof SimulationState>;

/** broke: our fault, the log has more; out_of_memory: ask for less; interrupted: the server stopped in the middle, twice. */
export const SimulationFailure = z.enum(['broke', 'out_of_memory', 'interrupted']);
export type SimulationFailure = z.infer<typeof SimulationFailure>;

const Summary = z.object({
  id: SimulationId,
  name,
  state: SimulationState,
  /** 0 to 1. */
  progress: z.number(),
  failure: SimulationFailure.nullable(),
  /** What each rule set of the report is, in its order. `version`: which one that was when it was asked for. */
  compares: z.array(
    z.object({
      kind: z.enum(['in_force', 'draft', 'version']),
      version: z.number().int().nullable(),
      name: name.nullable().default(null),
    }),
  ),
  /** Of history: what was measured. `returning`: contacts of people served before; null: an old report, which did not count them. */
  measured: z
    .object({
      from: Instant,
      to: Instant,
      contacts: z.number().int(),
      served: z.number().int(),
      returning: z.number().int().nullable().default(null),
    })
    .nullable(),
  agents: z.number().int(),
  createdAt: Instant,
  createdBy: z.string(),
});
export const SimulationSummary = Summary.meta({ id: 'SimulationSummary' });
export type SimulationSummary = z.infer<typeof SimulationSummary>;

export const Simulation = Summary.extend({ report: SimulationReport.nullable() }).meta({ id: 'Simulation' });
export type Simulation = z.infer<typeof Simulation>;
