-- What a group promises and who may help themselves, and when somebody must be told.
alter table skill_groups
  add column service_target_seconds int not null default 20 check (service_target_seconds between 1 and 3600),
  add column service_promised_percent int not null default 80 check (service_promised_percent between 1 and 100),
  add column allow_pick boolean not null default false,
  -- Thresholds of alarms; null: none.
  add column alarm_max_waiting int check (alarm_max_waiting >= 1),
  add column alarm_max_wait_seconds int check (alarm_max_wait_seconds >= 1),
  add column alarm_min_service_level int check (alarm_min_service_level between 1 and 100),
  add column alarm_min_agents_free int check (alarm_min_agents_free >= 1);

-- The day's figures of the floor are read from this index alone.
create index queue_entries_ended on queue_entries (ended_at) include (group_id, state, entered_at)
  where ended_at is not null;

-- What happened to an entry on its way, for "why this agent": written once, never changed.
create table routing_steps (
  id bigint generated always as identity primary key,
  entry_id uuid not null references queue_entries,
  at timestamptz not null,
  -- stage, relaxed, offered, skipped, overflowed, expired, moved, assigned, pulled_back, picked, ...
  kind text not null,
  detail jsonb not null default '{}'
);
create index routing_steps_entry on routing_steps (entry_id, id);
