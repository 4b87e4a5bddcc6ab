-- The nouns of the main job. Instants are timestamptz, ids UUIDv7 made by the application.
create extension if not exists pg_trgm;

create table skill_groups (
  id uuid primary key,
  name text not null,
  strategy text not null check (strategy in ('least_loaded', 'longest_idle')),
  ring_seconds int not null check (ring_seconds between 5 and 300),
  created_at timestamptz not null,
  version int not null default 1
);
create unique index skill_groups_name on skill_groups (lower(name));

create table agents (
  id uuid primary key,
  email text not null,
  display_name text not null,
  role text not null check (role in ('agent', 'supervisor', 'administrator')),
  language text not null check (language in ('en', 'zh')),
  text_capacity int not null check (text_capacity between 1 and 20),
  password_hash text not null,
  demo boolean not null default false,
  disabled_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1
);
create unique index agents_email on agents (lower(email));

create table skill_group_members (
  group_id uuid not null references skill_groups on delete cascade,
  agent_id uuid not null references agents on delete cascade,
  level int not null check (level between 1 and 5),
  primary key (group_id, agent_id)
);
create index skill_group_members_agent on skill_group_members (agent_id);

-- Sign-ins of agents; the token itself is never stored, only its SHA-256.
create table agent_sessions (
  token_hash bytea primary key,
  agent_id uuid not null references agents on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  device text
);
create index agent_sessions_agent on agent_sessions (agent_id);

-- Wrong passwords, for the limits per account and per address; swept after a day.
create table sign_in_failures (
  id bigint generated always as identity primary key,
  account text not null,
  address text not null,
  failed_at timestamptz not null
);
create index sign_in_failures_account on sign_in_failures (account, failed_at);
create index sign_in_failures_address on sign_in_failures (address, failed_at);

create table channels (
  id uuid primary key,
  key text not null unique,
  name text not null,
  brand jsonb not null,
  greeting jsonb not null,
  theme_color text not null,
  allowed_origins text[] not null default '{}',
  media text[] not null,
  group_id uuid not null references skill_groups,
  recording text not null check (recording in ('off', 'ask')),
  enabled boolean not null default true,
  created_at timestamptz not null,
  version int not null default 1
);
create index channels_group on channels (group_id);

create table visitors (
  id uuid primary key,
  channel_id uuid not null references channels,
  display_name text,
  language text not null check (language in ('en', 'zh')),
  device text,
  created_at timestamptz not null
);
create table visitor_tokens (
  token_hash bytea primary key,
  visitor_id uuid not null references visitors on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index visitor_tokens_visitor on visitor_tokens (visitor_id);

create table conversations (
  id uuid primary key,
  channel_id uuid not null references channels,
  visitor_id uuid not null references visitors,
  agent_id uuid references agents,
  state text not null check (state in ('waiting', 'active', 'closed')),
  medium text not null check (medium in ('text', 'voice', 'video')),
  last_seq int not null default 0,
  last_message_at timestamptz,
  preview text not null default '',
  visitor_delivered_seq int not null default 0,
  visitor_read_seq int not null default 0,
  agent_delivered_seq int not null default 0,
  agent_read_seq int not null default 0,
  recording_consent text check (recording_consent in ('given', 'declined')),
  created_at timestamptz not null,
  assigned_at timestamptz,
  closed_at timestamptz,
  close_reason text check (close_reason in ('wrapped_up', 'visitor_left', 'abandoned')),
  note text,
  version int not null default 1,
  check ((state = 'active') <= (agent_id is not null)),
  check ((state = 'closed') = (closed_at is not null))
);
-- One open conversation per visitor: a second start cannot slip in between.
create unique index conversations_open_visitor on conversations (visitor_id) where state <> 'closed';
create index conversations_agent on conversations (agent_id, state);
create index conversations_state on conversations (state, created_at desc);
create index conversations_created on conversations (created_at desc);

create table messages (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  seq int not null,
  client_msg_id uuid,
  author_kind text not null check (author_kind in ('visitor', 'agent', 'system')),
  author_agent_id uuid references agents,
  author_name text,
  body jsonb not null,
  -- What can be found by search; null for events.
  search_text text,
  created_at timestamptz not null,
  unique (conversation_id, seq),
  unique (conversation_id, client_msg_id)
);
create index messages_search on messages using gin (search_text gin_trgm_ops) where search_text is not null;

create table files (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  uploaded_by text not null check (uploaded_by in ('visitor', 'agent')),
  name text not null,
  content_type text not null,
  size_bytes bigint not null,
  sha256 text not null,
  storage_key text not null unique,
  width int,
  height int,
  created_at timestamptz not null
);
create index files_conversation on files (conversation_id);

-- One row per agent who was ever online. Loads count what is offered, ringing or running; the checks are the last word on capacity.
create table presences (
  agent_id uuid primary key references agents on delete cascade,
  state text not null check (state in ('online', 'break', 'not_responding', 'offline')),
  since timestamptz not null,
  lease_until timestamptz not null,
  text_load int not null default 0,
  text_capacity int not null check (text_capacity >= 1),
  live_load int not null default 0,
  live_capacity int not null default 1,
  missed_offers int not null default 0,
  last_assigned_at timestamptz,
  idle_since timestamptz not null,
  version int not null default 1,
  constraint presences_text_capacity check (text_load between 0 and text_capacity),
  constraint presences_live_capacity check (live_load between 0 and live_capacity)
);
create index presences_lease on presences (lease_until) where state <> 'offline';

create table queue_entries (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  group_id uuid not null references skill_groups,
  medium text not null check (medium in ('text', 'voice', 'video')),
  priority int not null default 0,
  -- The routing plan this entry was given when it came in: priority and stages.
  plan jsonb not null,
  rule text not null,
  state text not null check (state in ('waiting', 'ringing', 'served', 'abandoned')),
  enqueued_at timestamptz not null,
  -- While the visitor's page is away; past it the entry is abandoned.
  away_until timestamptz,
  ended_at timestamptz,
  version int not null default 1
);
create unique index queue_entries_open on queue_entries (conversation_id) where state in ('waiting', 'ringing');
create index queue_entries_order on queue_entries (group_id, priority desc, enqueued_at, id) where state in ('waiting', 'ringing');
create index queue_entries_served on queue_entries (group_id, medium, ended_at) where state = 'served';

create table offers (
  id uuid primary key,
  queue_entry_id uuid not null references queue_entries,
  conversation_id uuid not null references conversations,
  agent_id uuid not null references agents,
  medium text not null check (medium in ('text', 'voice', 'video')),
  state text not null check (state in ('ringing', 'accepted', 'declined', 'missed', 'cancelled')),
  reason jsonb not null,
  offered_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
-- One ringing offer per entry, whatever races.
create unique index offers_ringing_entry on offers (queue_entry_id) where state = 'ringing';
create index offers_agent on offers (agent_id, state);
create index offers_due on offers (expires_at) where state = 'ringing';
create index offers_conversation on offers (conversation_id);

create table calls (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  kind text not null check (kind in ('voice', 'video')),
  state text not null check (state in ('ringing', 'connecting', 'live', 'ended')),
  started_by text not null check (started_by in ('visitor', 'agent')),
  ringing text check (ringing in ('visitor', 'agent')),
  ring_until timestamptz,
  agent_id uuid not null references agents,
  media_epoch int not null default 1,
  recorded boolean not null default false,
  started_at timestamptz not null,
  live_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('hung_up', 'declined', 'missed', 'cancelled', 'lost', 'failed')),
  version int not null default 1,
  check ((state = 'ended') = (ended_at is not null)),
  check ((state = 'ringing') = (ringing is not null))
);
create unique index calls_open_conversation on calls (conversation_id) where state <> 'ended';
create unique index calls_open_agent on calls (agent_id) where state <> 'ended';
create index calls_ring_due on calls (ring_until) where state = 'ringing';

create table call_participants (
  id uuid primary key,
  call_id uuid not null references calls,
  side text not null check (side in ('visitor', 'agent')),
  visitor_id uuid references visitors,
  agent_id uuid references agents,
  display_name text,
  state text not null check (state in ('invited', 'joined', 'away', 'left')),
  microphone boolean not null default true,
  camera boolean not null default true,
  joined_at timestamptz,
  connected_at timestamptz,
  away_since timestamptz,
  left_at timestamptz,
  check ((visitor_id is null) <> (agent_id is null))
);
create index call_participants_call on call_participants (call_id);

-- Where a live call sits in the media engine, so that a restarted process can take it over.
create table media_links (
  call_id uuid not null,
  -- The all-zero id stands for the control link of the call itself.
  participant_id uuid not null,
  engine_id text not null,
  engine_session_id text not null,
  publish_handle_id text,
  subscribe_handle_id text,
  state jsonb not null,
  primary key (call_id, participant_id)
);

create table recordings (
  id uuid primary key,
  call_id uuid not null unique references calls,
  conversation_id uuid not null references conversations,
  state text not null check (state in ('capturing', 'queued', 'preparing', 'ready', 'failed', 'empty')),
  progress real not null default 0,
  failure text,
  -- Folder of the raw tracks and of what is made from them, below the storage root.
  storage_prefix text not null unique,
  mixed_key text,
  mixed_size_bytes bigint,
  started_at timestamptz not null,
  ended_at timestamptz,
  duration_ms int,
  version int not null default 1
);
create index recordings_conversation on recordings (conversation_id);
create index recordings_started on recordings (started_at desc);

create table recording_tracks (
  id uuid primary key,
  recording_id uuid not null references recordings on delete cascade,
  participant_id uuid not null references call_participants,
  kind text not null check (kind in ('audio', 'video')),
  source text not null check (source in ('microphone', 'camera', 'screen')),
  offset_ms int not null,
  duration_ms int not null,
  storage_key text not null,
  size_bytes bigint not null,
  gaps jsonb not null default '[]',
  levels jsonb
);
create index recording_tracks_recording on recording_tracks (recording_id);
