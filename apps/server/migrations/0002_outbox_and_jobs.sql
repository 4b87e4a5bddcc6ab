-- Outbox: facts, stored in the transaction that made them true, read by named consumers in the order of id.
-- Ids are taken by `append` after the transaction has its xid; the relay's settling rule depends on that.
create table domain_events (
  id bigint generated always as identity primary key,
  type text not null,
  subject_id text not null,
  payload jsonb not null,
  created_at timestamptz not null default clock_timestamp()
);
create index domain_events_created_at on domain_events (created_at);

create table event_cursors (
  consumer text primary key,
  last_event_id bigint not null,
  lease_owner text,
  lease_until timestamptz,
  updated_at timestamptz not null default now()
);

-- Events that a consumer gave up on after its attempts; kept so that nothing vanishes silently.
create table event_failures (
  consumer text not null,
  event_id bigint not null,
  type text not null,
  subject_id text not null,
  payload jsonb not null,
  error text not null,
  failed_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

create table jobs (
  id uuid primary key,
  kind text not null,
  key text not null,
  payload jsonb not null,
  run_at timestamptz not null,
  attempts integer not null default 0,
  max_attempts integer not null check (max_attempts > 0),
  -- Asked for again while it was running: runs once more after this run.
  again boolean not null default false,
  lease_owner text,
  lease_until timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  failed_at timestamptz,
  check (finished_at is null or failed_at is null)
);
create unique index jobs_unfinished_key on jobs (kind, key) where finished_at is null and failed_at is null;
create index jobs_due on jobs (kind, run_at) where finished_at is null and failed_at is null;

-- Who leads, and when it last gave a sign of life; a hung leader is found by its age.
create table leaders (
  name text primary key,
  holder text not null,
  heartbeat_at timestamptz not null
);
