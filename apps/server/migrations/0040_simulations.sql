-- Rule sets tried on made-up contacts. The scenario is whole: a run that is begun again finds what it found before.
create table simulations (
  id uuid primary key,
  name text not null,
  state text not null check (state in ('queued', 'running', 'ready', 'failed')),
  progress double precision not null default 0 check (progress between 0 and 1),
  failure text check (failure in ('broke', 'out_of_memory', 'interrupted')),
  scenario jsonb not null,
  compares jsonb not null,
  -- Of history: the period and what was counted in it.
  measured jsonb,
  agents int not null,
  report jsonb,
  created_at timestamptz not null,
  created_by uuid not null references agents,
  check ((state = 'ready') = (report is not null)),
  check ((state = 'failed') = (failure is not null))
);
create index simulations_newest on simulations (created_at desc, id desc);
