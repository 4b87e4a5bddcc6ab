-- What supervisors did to agents (their state, their groups), for everybody who asks why.
create table agent_changes (
  id bigint generated always as identity primary key,
  agent_id uuid not null references agents,
  by_agent_id uuid not null references agents,
  at timestamptz not null,
  change jsonb not null
);
create index agent_changes_agent on agent_changes (agent_id, id desc);
