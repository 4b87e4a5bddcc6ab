-- Raised once, cleared once. While one is open there is no second of the same kind for the same group or agent.
create table alarms (
  id uuid primary key,
  kind text not null check (kind in ('waiting', 'longest_wait', 'service_level', 'agents_free', 'agent_not_responding')),
  group_id uuid references skill_groups on delete cascade,
  agent_id uuid references agents on delete cascade,
  raised_at timestamptz not null,
  -- Since when there is no cause any more; the alarm is cleared when that lasts, so that it does not flap.
  fine_since timestamptz,
  cleared_at timestamptz,
  -- What was seen when it was raised: the threshold, the value, who waits.
  detail jsonb not null,
  check ((group_id is null) <> (agent_id is null))
);
create unique index alarms_open on alarms (kind, coalesce(group_id, agent_id)) where cleared_at is null;
create index alarms_raised on alarms (raised_at desc);

-- Where alarms are sent; one for the deployment.
create table webhooks (
  id uuid primary key,
  url text not null,
  -- Signs what is sent. Standard Webhooks: whsec_ and base64.
  secret text not null,
  created_at timestamptz not null
);
create unique index webhooks_one on webhooks ((true));

create table webhook_deliveries (
  id uuid primary key,
  url text not null,
  type text not null,
  body text not null,
  -- The alarm, null for a test: the same news is sent once however often it is heard.
  subject_id uuid,
  created_at timestamptz not null,
  attempts int not null default 0,
  last_attempt_at timestamptz,
  last_status int,
  last_problem text,
  delivered_at timestamptz,
  failed_at timestamptz
);
create unique index webhook_deliveries_subject on webhook_deliveries (subject_id, type) where subject_id is not null;
create index webhook_deliveries_created on webhook_deliveries (created_at desc);
