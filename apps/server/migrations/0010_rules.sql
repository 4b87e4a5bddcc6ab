-- Rule sets: the whole list is one document; what was in force before stays readable.
create table rule_sets (
  version int primary key check (version > 0),
  rules jsonb not null,
  note text not null,
  created_at timestamptz not null,
  created_by uuid references agents
);

-- Business hours and holidays, in wall-clock minutes of a time zone.
create table calendars (
  id uuid primary key,
  name text not null,
  time_zone text not null,
  week jsonb not null,
  exceptions jsonb not null,
  created_at timestamptz not null,
  version int not null default 1
);
create unique index calendars_name on calendars (lower(name));

-- Business systems that are asked whose contact this is. The secret signs what we send; it is never shown.
create table lookups (
  id uuid primary key,
  name text not null,
  url text not null,
  secret text not null,
  timeout_ms int not null check (timeout_ms between 100 and 10000),
  created_at timestamptz not null,
  version int not null default 1
);
create unique index lookups_name on lookups (lower(name));

-- The rules whose stages the plan has; for counts per rule.
alter table queue_entries add column rule_ids uuid[] not null default '{}';
create index queue_entries_enqueued on queue_entries (enqueued_at);

-- How pages of a channel may say who the visitor is. One key: of HS256 the shared one, of ES256 the public one as PEM.
create table channel_identities (
  channel_id uuid primary key references channels on delete cascade,
  algorithm text check (algorithm in ('HS256', 'ES256')),
  verification_key text,
  page_attributes text[] not null default '{}',
  changed_at timestamptz not null,
  check ((algorithm is null) = (verification_key is null))
);

-- The person in the integrator's system. Every visit is a visitor of its own, with its own token and conversations;
-- whoever has the same external id is the same regular customer.
alter table visitors add column external_id text;
create index visitors_external on visitors (external_id) where external_id is not null;
create index conversations_visitor on conversations (visitor_id, created_at desc);
