import type { ColumnType, JSONColumnType } from 'kysely';

type At = ColumnType<Date, Date, Date>;
type OptionalAt = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Json<T extends object | null> = JSONColumnType<T>;
type WithDefault<T> = ColumnType<T, T | undefined, T>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface RoutingStepsTable {
  id: ColumnType<string, never, never>;
  entry_id: string;
  at: At;
  kind: string;
  detail: Json<Record<string, unknown>>;
}
export interface AlarmsTable {
  id: string;
  kind: 'waiting' | 'longest_wait' | 'service_level' | 'agents_free' | 'agent_not_responding';
  group_id: Nullable<string>;
  agent_id: Nullable<string>;
  raised_at: At;
  fine_since: OptionalAt;
  cleared_at: OptionalAt;
  detail: Json<Record<string, unknown>>;
}
export interface WebhooksTable {
  id: string;
  url: string;
  secret: string;
  created_at: At;
}
export interface WebhookDeliveriesTable {
  id: string;
  url: string;
  type: string;
  body: string;
  subject_id: Nullable<string>;
  created_at: At;
  attempts: WithDefault<number>;
  last_attempt_at: OptionalAt;
  last_status: Nullable<number>;
  last_problem: Nullable<string>;
  delivered_at: OptionalAt;
  failed_at: OptionalAt;
}
export interface AgentChangesTable {
  id: ColumnType<string, never, never>;
  agent_id: string;
  by_agent_id: string;
  at: At;
  change: Json<Record<string, unknown>>;
}

/** Tables of the supervisor's floor, the alarms and the webhooks; part of `Database`. */
export interface FloorTables {
  routing_steps: RoutingStepsTable;
  agent_changes: AgentChangesTable;
  alarms: AlarmsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
}
