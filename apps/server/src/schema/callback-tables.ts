import type { CallbackState, LeftMessageState } from '@visavis/protocol';
import type { ColumnType } from 'kysely';

type At = ColumnType<Date, Date, Date>;
type OptionalAt = ColumnType<Date | null, Date | null | undefined, Date | null>;
type WithDefault<T> = ColumnType<T, T | undefined, T>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface CallbacksTable {
  id: string;
  conversation_id: string;
  state: CallbackState;
  address_kind: 'phone' | 'email';
  address: string;
  window_from: OptionalAt;
  window_to: OptionalAt;
  not_before: OptionalAt;
  attempts: WithDefault<number>;
  may_wait: boolean;
  agent_id: Nullable<string>;
  created_by: 'visitor' | 'administrator' | 'message';
  created_at: At;
  ended_at: OptionalAt;
  version: WithDefault<number>;
}
export interface CallbackLinksTable {
  token_hash: Buffer;
  callback_id: string;
  created_at: At;
  expires_at: At;
  uses: WithDefault<number>;
}
export interface LeftMessagesTable {
  id: string;
  conversation_id: string;
  group_id: string;
  body: string;
  address_kind: Nullable<'phone' | 'email'>;
  address: Nullable<string>;
  state: LeftMessageState;
  agent_id: Nullable<string>;
  reply_id: Nullable<string>;
  created_at: At;
  done_at: OptionalAt;
  version: WithDefault<number>;
}

export interface CallbackTables {
  callbacks: CallbacksTable;
  callback_links: CallbackLinksTable;
  left_messages: LeftMessagesTable;
}
