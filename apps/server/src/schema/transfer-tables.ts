import type { ColumnType } from 'kysely';

type At = ColumnType<Date, Date, Date>;
type OptionalAt = ColumnType<Date | null, Date | null | undefined, Date | null>;
type WithDefault<T> = ColumnType<T, T | undefined, T>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface TransfersTable {
  id: string;
  conversation_id: string;
  call_id: Nullable<string>;
  mode: 'blind' | 'consult';
  state: 'searching' | 'ringing' | 'consulting' | 'completed' | 'returned' | 'cancelled';
  target_kind: 'agent' | 'skill_group' | 'rules';
  target_agent_id: Nullable<string>;
  target_group_id: Nullable<string>;
  plan: ColumnType<unknown, string | null | undefined, string | null>;
  enqueued_at: At;
  from_agent_id: string;
  to_agent_id: Nullable<string>;
  note: Nullable<string>;
  held_text: WithDefault<boolean>;
  held_call: Nullable<'voice' | 'video'>;
  asked: ColumnType<unknown, string | undefined, string>;
  declined: ColumnType<unknown, string | null | undefined, string | null>;
  due_at: OptionalAt;
  give_up_at: At;
  started_at: At;
  ended_at: OptionalAt;
  end_reason: Nullable<string>;
  reached_stage: Nullable<number>;
  reached_at: OptionalAt;
  version: WithDefault<number>;
}

export interface TransferTables {
  transfers: TransfersTable;
}
