/** What the tables look like to Kysely. The truth is in `migrations/`; an integration test compares the two. */
import type { Capacity, CloseReason, ComfortMessage, DeclineReason } from '@visavis/protocol';
import type { ColumnType, JSONColumnType } from 'kysely';
import type { CallbackTables } from './callback-tables.ts';
import type { FloorTables } from './floor-tables.ts';
import type { InternalNoteTables } from './internal-note-tables.ts';
import type { OutboxTables } from './outbox-tables.ts';
import type {
  BreakReasonsTable,
  DispositionsTable,
  PresenceChangesTable,
  PresencesTable,
  WrapUpsTable,
} from './presence-tables.ts';
import type { SimulationTables } from './simulation-tables.ts';
import type { TransferTables } from './transfer-tables.ts';

type At = ColumnType<Date, Date, Date>;
type OptionalAt = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Json<T extends object | null> = JSONColumnType<T>;
type WithDefault<T> = ColumnType<T, T | undefined, T>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** bigint comes from the driver as text. */
type Big = ColumnType<string, number | string, number | string>;

export interface SkillGroupsTable {
  id: string;
  name: string;
  strategy: 'least_loaded' | 'longest_idle' | 'round_robin' | 'most_skilled' | 'sequence' | 'random';
  ring_seconds: number;
  voice_ring_seconds: Nullable<number>;
  video_ring_seconds: Nullable<number>;
  auto_accept_text: WithDefault<boolean>;
  text_wrap_seconds: WithDefault<number>;
  voice_wrap_seconds: WithDefault<number>;
  video_wrap_seconds: WithDefault<number>;
  disposition_required: WithDefault<boolean>;
  default_capacity: ColumnType<Capacity | null, string | null | undefined, string | null>;
  service_target_seconds: WithDefault<number>;
  service_promised_percent: WithDefault<number>;
  allow_pick: WithDefault<boolean>;
  alarm_max_waiting: Nullable<number>;
  alarm_max_wait_seconds: Nullable<number>;
  alarm_min_service_level: Nullable<number>;
  alarm_min_agents_free: Nullable<number>;
  max_waiting: Nullable<number>;
  max_wait_seconds: Nullable<number>;
  overflow_group_id: Nullable<string>;
  ramp_seconds: WithDefault<number>;
  archived_at: OptionalAt;
  comfort: ColumnType<ComfortMessage[], string | undefined, string>;
  created_at: At;
  version: WithDefault<number>;
}
export interface AgentsTable {
  id: string;
  email: string;
  display_name: string;
  role: 'agent' | 'supervisor' | 'administrator';
  language: 'en' | 'zh';
  capacity: ColumnType<Capacity | null, string | null | undefined, string | null>;
  password_hash: string;
  demo: WithDefault<boolean>;
  disabled_at: OptionalAt;
  created_at: At;
  version: WithDefault<number>;
}
export interface SkillGroupMembersTable {
  group_id: string;
  agent_id: string;
  level: number;
  position: WithDefault<number>;
}
export interface ApiKeysTable {
  id: string;
  name: string;
  role: 'agent' | 'supervisor' | 'administrator';
  agent_id: string;
  key_hash: Buffer;
  hint: string;
  created_at: Date;
  last_used_at: Nullable<Date>;
  revoked_at: Nullable<Date>;
  revoked_by: Nullable<string>;
}

export interface AgentSessionsTable {
  token_hash: Buffer;
  agent_id: string;
  created_at: At;
  last_seen_at: At;
  expires_at: At;
  address: string;
  device: Nullable<string>;
}
export interface SignInFailuresTable {
  id: ColumnType<string, never, never>;
  account: string;
  address: string;
  failed_at: At;
}
export interface ChannelsTable {
  id: string;
  key: string;
  name: string;
  brand: Json<{ en: string; zh: string }>;
  greeting: Json<{ en: string; zh: string }>;
  theme_color: string;
  allowed_origins: string[];
  media: ('text' | 'voice' | 'video')[];
  group_id: string;
  recording: 'off' | 'ask';
  enabled: WithDefault<boolean>;
  created_at: At;
  version: WithDefault<number>;
}
export interface VisitorsTable {
  id: string;
  channel_id: string;
  display_name: Nullable<string>;
  language: 'en' | 'zh';
  device: Nullable<string>;
  vip_level: WithDefault<number>;
  attributes: ColumnType<Record<string, string | number | boolean>, string | undefined, string>;
  tags: WithDefault<string[]>;
  external_id: Nullable<string>;
  named_by: Nullable<string>;
  created_at: At;
}
export interface VisitorTokensTable {
  token_hash: Buffer;
  visitor_id: string;
  created_at: At;
  expires_at: At;
}
export interface ConversationsTable {
  id: string;
  channel_id: string;
  visitor_id: string;
  agent_id: Nullable<string>;
  state: 'waiting' | 'active' | 'closed';
  medium: 'text' | 'voice' | 'video';
  last_seq: WithDefault<number>;
  last_message_at: OptionalAt;
  preview: WithDefault<string>;
  visitor_delivered_seq: WithDefault<number>;
  visitor_read_seq: WithDefault<number>;
  agent_delivered_seq: WithDefault<number>;
  agent_read_seq: WithDefault<number>;
  recording_consent: Nullable<'given' | 'declined'>;
  created_at: At;
  assigned_at: OptionalAt;
  closed_at: OptionalAt;
  close_reason: Nullable<CloseReason>;
  note: Nullable<string>;
  version: WithDefault<number>;
}
export interface MessagesTable {
  id: string;
  conversation_id: string;
  seq: number;
  client_msg_id: Nullable<string>;
  author_kind: 'visitor' | 'agent' | 'system';
  author_agent_id: Nullable<string>;
  author_name: Nullable<string>;
  body: Json<Record<string, unknown>>;
  search_text: Nullable<string>;
  created_at: At;
}
export interface FilesTable {
  id: string;
  conversation_id: string;
  uploaded_by: 'visitor' | 'agent';
  name: string;
  content_type: string;
  size_bytes: Big;
  sha256: string;
  storage_key: string;
  width: Nullable<number>;
  height: Nullable<number>;
  created_at: At;
  sent_at: OptionalAt;
}
export interface QueueEntriesTable {
  id: string;
  conversation_id: string;
  group_id: string;
  medium: 'text' | 'voice' | 'video';
  priority: WithDefault<number>;
  plan: Json<Record<string, unknown>>;
  rule: string;
  rule_version: Nullable<number>;
  rule_ids: WithDefault<string[]>;
  stage_index: WithDefault<number>;
  reached_stage: Nullable<number>;
  reached_at: OptionalAt;
  asked_all: Nullable<'again' | 'further'>;
  asked_all_until: OptionalAt;
  state: 'waiting' | 'ringing' | 'served' | 'abandoned' | 'overflowed' | 'expired';
  enqueued_at: At;
  entered_at: At;
  returned_at: OptionalAt;
  callback: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  excluded: WithDefault<string[]>;
  away_until: OptionalAt;
  ended_at: OptionalAt;
  served_by: Nullable<string>;
  released_at: OptionalAt;
  version: WithDefault<number>;
}
export interface RoutingRostersTable {
  id: string;
  members: Json<readonly unknown[]>;
}
export interface RoutingConsideredTable {
  id: string;
  lines: Buffer;
}
export interface OffersTable {
  id: string;
  queue_entry_id: string;
  conversation_id: string;
  agent_id: string;
  medium: 'text' | 'voice' | 'video';
  state: 'ringing' | 'accepted' | 'declined' | 'missed' | 'cancelled';
  reason: Json<Record<string, unknown>>;
  offered_at: At;
  expires_at: At;
  ended_at: OptionalAt;
  decline_reason: Nullable<DeclineReason>;
  decline_note: Nullable<string>;
  version: WithDefault<number>;
  considered_id: Nullable<string>;
  considered_line: Nullable<number>;
}
export interface CallsTable {
  id: string;
  conversation_id: string;
  kind: 'voice' | 'video';
  state: 'ringing' | 'connecting' | 'live' | 'ended';
  started_by: 'visitor' | 'agent';
  ringing: Nullable<'visitor' | 'agent'>;
  ring_until: OptionalAt;
  media_due: OptionalAt;
  agent_id: string;
  held: WithDefault<boolean>;
  media_epoch: WithDefault<number>;
  recorded: WithDefault<boolean>;
  started_at: At;
  live_at: OptionalAt;
  ended_at: OptionalAt;
  end_reason: Nullable<'hung_up' | 'declined' | 'missed' | 'cancelled' | 'lost' | 'failed'>;
  version: WithDefault<number>;
}
export interface CallParticipantsTable {
  id: string;
  call_id: string;
  side: 'visitor' | 'agent';
  visitor_id: Nullable<string>;
  agent_id: Nullable<string>;
  display_name: Nullable<string>;
  state: 'invited' | 'joined' | 'away' | 'left';
  microphone: WithDefault<boolean>;
  camera: WithDefault<boolean>;
  joined_at: OptionalAt;
  connected_at: OptionalAt;
  away_since: OptionalAt;
  left_at: OptionalAt;
  leaving: WithDefault<boolean>;
}
export interface CallAbsencesTable {
  participant_id: string;
  from_at: At;
  to_at: OptionalAt;
}
export interface MediaLinksTable {
  call_id: string;
  participant_id: string;
  engine_id: string;
  engine_session_id: string;
  publish_handle_id: Nullable<string>;
  subscribe_handle_id: Nullable<string>;
  state: Json<Record<string, unknown>>;
}
export interface RecordingsTable {
  id: string;
  call_id: string;
  conversation_id: string;
  state: 'capturing' | 'queued' | 'preparing' | 'ready' | 'failed' | 'empty';
  progress: WithDefault<number>;
  failure: Nullable<string>;
  storage_prefix: string;
  mixed_key: Nullable<string>;
  mixed_size_bytes: ColumnType<string | null, number | null | undefined, number | null>;
  started_at: At;
  ended_at: OptionalAt;
  duration_ms: Nullable<number>;
  version: WithDefault<number>;
}
export interface RecordingTracksTable {
  id: string;
  recording_id: string;
  participant_id: string;
  kind: 'audio' | 'video';
  source: 'microphone' | 'camera' | 'screen';
  offset_ms: number;
  duration_ms: number;
  storage_key: string;
  size_bytes: Big;
  gaps: ColumnType<unknown, string | undefined, string>;
  levels: ColumnType<unknown, string | null | undefined, string | null>;
}
export interface RuleSetsTable {
  version: number;
  rules: ColumnType<unknown[], string, string>;
  note: string;
  created_at: At;
  created_by: Nullable<string>;
}
export interface CalendarsTable {
  id: string;
  name: string;
  time_zone: string;
  week: ColumnType<unknown[], string, string>;
  exceptions: ColumnType<unknown[], string, string>;
  created_at: At;
  version: WithDefault<number>;
}
export interface LookupsTable {
  id: string;
  name: string;
  url: string;
  secret: string;
  timeout_ms: number;
  created_at: At;
  version: WithDefault<number>;
}
export interface ChannelIdentitiesTable {
  channel_id: string;
  algorithm: Nullable<'HS256' | 'ES256'>;
  verification_key: Nullable<string>;
  page_attributes: WithDefault<string[]>;
  changed_at: At;
}

export interface Database
  extends OutboxTables,
    InternalNoteTables,
    TransferTables,
    SimulationTables,
    FloorTables,
    CallbackTables {
  skill_groups: SkillGroupsTable;
  agents: AgentsTable;
  skill_group_members: SkillGroupMembersTable;
  api_keys: ApiKeysTable;
  agent_sessions: AgentSessionsTable;
  sign_in_failures: SignInFailuresTable;
  channels: ChannelsTable;
  visitors: VisitorsTable;
  visitor_tokens: VisitorTokensTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  files: FilesTable;
  presences: PresencesTable;
  break_reasons: BreakReasonsTable;
  dispositions: DispositionsTable;
  wrap_ups: WrapUpsTable;
  presence_changes: PresenceChangesTable;
  queue_entries: QueueEntriesTable;
  offers: OffersTable;
  routing_rosters: RoutingRostersTable;
  routing_considered: RoutingConsideredTable;
  calls: CallsTable;
  call_participants: CallParticipantsTable;
  call_absences: CallAbsencesTable;
  media_links: MediaLinksTable;
  recordings: RecordingsTable;
  recording_tracks: RecordingTracksTable;
  rule_sets: RuleSetsTable;
  calendars: CalendarsTable;
  lookups: LookupsTable;
  channel_identities: ChannelIdentitiesTable;
}
