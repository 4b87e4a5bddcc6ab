-- Said one at a time to people who wait: [{"afterSeconds": 30, "text": {"en": ..., "zh": ...}}].
alter table skill_groups add column comfort jsonb not null default '[]';

alter table conversations drop constraint conversations_close_reason_check;
alter table conversations add constraint conversations_close_reason_check
  check (close_reason in ('wrapped_up', 'visitor_left', 'abandoned', 'expired', 'left_message', 'not_reached', 'cancelled'));

-- Whoever does not want to wait on the page is rung back. queue_entries.callback says which one an entry is for.
create table callbacks (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  state text not null check (state in ('waiting', 'calling', 'reached', 'unreached', 'cancelled')),
  -- Personal data.
  address_kind text not null check (address_kind in ('phone', 'email')),
  address text not null,
  window_from timestamptz,
  window_to timestamptz,
  -- The router asks nobody before.
  not_before timestamptz,
  attempts int not null default 0,
  -- The visitor may wait on the page instead: the plan looks for an agent by itself.
  may_wait boolean not null,
  agent_id uuid references agents,
  created_by text not null check (created_by in ('visitor', 'administrator', 'message')),
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  check ((window_from is null) = (window_to is null)),
  check ((state in ('waiting', 'calling')) = (ended_at is null)),
  check ((state = 'calling') <= (agent_id is not null))
);
create unique index callbacks_open on callbacks (conversation_id) where ended_at is null;
create index callbacks_order on callbacks (state, coalesce(not_before, created_at));

-- Links in mails and text messages; only the hash is kept.
create table callback_links (
  token_hash bytea primary key,
  callback_id uuid not null references callbacks on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  uses int not null default 0
);
create index callback_links_callback on callback_links (callback_id);

create table left_messages (
  id uuid primary key,
  conversation_id uuid not null unique references conversations,
  group_id uuid not null references skill_groups,
  body text not null,
  -- Personal data.
  address_kind text check (address_kind in ('phone', 'email')),
  address text,
  state text not null check (state in ('open', 'taken', 'done')),
  agent_id uuid references agents,
  reply_id uuid references conversations,
  created_at timestamptz not null,
  done_at timestamptz,
  version int not null default 1,
  check ((address is null) = (address_kind is null)),
  check ((state = 'done') = (done_at is not null)),
  check ((state = 'taken') <= (agent_id is not null))
);
create index left_messages_group on left_messages (group_id, state, created_at);
