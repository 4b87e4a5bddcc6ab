/** Tables of presence and of what comes after a contact. */
import type { LocalName, PresenceCause, PresenceState } from '@visavis/protocol';
import type { ColumnType, JSONColumnType } from 'kysely';

type At = ColumnType<Date, Date, Date>;
type OptionalAt = ColumnType<Date | null, Date | null | undefined, Date | null>;
type WithDefault<T> = ColumnType<T, T | undefined, T>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface PresencesTable {
  agent_id: string;
  state: PresenceState;
  since: At;
  arrived_at: At;
  reason_id: Nullable<string>;
  wrap_until: OptionalAt;
  next_state: Nullable<'busy' | 'break' | 'offline'>;
  next_reason_id: Nullable<string>;
  lease_until: At;
  text_load: WithDefault<number>;
  voice_load: WithDefault<number>;
  video_load: WithDefault<number>;
  units: number;
  text_limit: number;
  text_weight: number;
  text_exclusive: boolean;
  voice_limit: number;
  voice_weight: number;
  voice_exclusive: boolean;
  video_limit: number;
  video_weight: number;
  video_exclusive: boolean;
  strained: WithDefault<boolean>;
  missed_offers: WithDefault<number>;
  last_assigned_at: OptionalAt;
  idle_since: At;
  disconnected_at: OptionalAt;
  version: WithDefault<number>;
}
export interface BreakReasonsTable {
  id: string;
  name: JSONColumnType<LocalName>;
  created_at: At;
  retired_at: OptionalAt;
  version: WithDefault<number>;
}
export interface PresenceChangesTable {
  id: ColumnType<string, never, never>;
  agent_id: string;
  state: PresenceState;
  reason_id: Nullable<string>;
  cause: PresenceCause;
  changed_by: Nullable<string>;
  at: At;
}
export interface DispositionsTable {
  id: string;
  name: JSONColumnType<LocalName>;
  parent_id: Nullable<string>;
  group_id: Nullable<string>;
  created_at: At;
  retired_at: OptionalAt;
  version: WithDefault<number>;
}
export interface WrapUpsTable {
  conversation_id: string;
  agent_id: string;
  group_id: string;
  medium: 'text' | 'voice' | 'video';
  started_at: At;
  ends_at: At;
  done_at: OptionalAt;
  disposition_id: Nullable<string>;
  tags: WithDefault<string[]>;
  version: WithDefault<number>;
}
