/** What the tables of simulations look like to Kysely. */
import type { Scenario, SimulationReport, SimulationSummary } from '@visavis/protocol';
import type { ColumnType, JSONColumnType } from 'kysely';

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface SimulationsTable {
  id: string;
  name: string;
  state: 'queued' | 'running' | 'ready' | 'failed';
  progress: ColumnType<number, number | undefined, number>;
  failure: Nullable<'broke' | 'out_of_memory' | 'interrupted'>;
  scenario: JSONColumnType<Scenario>;
  compares: JSONColumnType<SimulationSummary['compares']>;
  measured: ColumnType<SimulationSummary['measured'] | null, string | null | undefined, string | null>;
  agents: number;
  report: ColumnType<SimulationReport | null, string | null | undefined, string | null>;
  created_at: Date;
  created_by: string;
}

export interface SimulationTables {
  simulations: SimulationsTable;
}
