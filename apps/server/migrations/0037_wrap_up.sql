-- How contacts can end: a tree, for one group or for all.
create table dispositions (
  id uuid primary key,
  name jsonb not null,
  parent_id uuid references dispositions check (parent_id <> id),
  group_id uuid references skill_groups,
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1
);
create index dispositions_parent on dispositions (parent_id);

-- One row per served contact that has ended. Until ends_at, or until done_at, its agent may change it; past it and without a
-- disposition, none was given. The note stays with the conversation.
create table wrap_ups (
  conversation_id uuid primary key references conversations,
  agent_id uuid not null references agents,
  group_id uuid not null references skill_groups,
  medium text not null check (medium in ('text', 'voice', 'video')),
  started_at timestamptz not null,
  ends_at timestamptz not null,
  done_at timestamptz,
  disposition_id uuid references dispositions,
  tags text[] not null default '{}',
  version int not null default 1,
  check (ends_at >= started_at)
);
create index wrap_ups_open on wrap_ups (agent_id, ends_at) where done_at is null;
create index wrap_ups_started on wrap_ups (started_at);
