import type { ColumnType, Generated } from 'kysely';

type Json = ColumnType<Record<string, unknown>, string, string>;
type Instant = ColumnType<Date, Date | string, Date | string>;

export interface DomainEventsTable {
  id: ColumnType<string, never, never>;
  type: string;
  subject_id: string;
  payload: Json;
  created_at: Generated<Date>;
}

export interface EventCursorsTable {
  consumer: string;
  last_event_id: ColumnType<string, number | string, number | string>;
  lease_owner: string | null;
  lease_until: Instant | null;
  updated_at: Generated<Date>;
}

export interface EventFailuresTable {
  consumer: string;
  event_id: ColumnType<string, number | string, never>;
  type: string;
  subject_id: string;
  payload: Json;
  error: string;
  failed_at: Generated<Date>;
}

export interface JobsTable {
  id: string;
  kind: string;
  key: string;
  payload: Json;
  run_at: Instant;
  attempts: Generated<number>;
  max_attempts: number;
  again: Generated<boolean>;
  lease_owner: string | null;
  lease_until: Instant | null;
  last_error: string | null;
  created_at: Generated<Date>;
  finished_at: Instant | null;
  failed_at: Instant | null;
}

export interface LeadersTable {
  name: string;
  holder: string;
  heartbeat_at: Instant;
}

/** Tables of the outbox, the job runner and leadership; part of `Database`. */
export interface OutboxTables {
  domain_events: DomainEventsTable;
  event_cursors: EventCursorsTable;
  event_failures: EventFailuresTable;
  jobs: JobsTable;
  leaders: LeadersTable;
}
