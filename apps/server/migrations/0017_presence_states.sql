-- Why somebody is on a break. A start to work with; administrators change it.
create table break_reasons (
  id uuid primary key,
  name jsonb not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1
);
insert into break_reasons (id, name, created_at) values
  (gen_random_uuid(), '{"en": "Short break", "zh": "短暂休息"}', now()),
  (gen_random_uuid(), '{"en": "Meal", "zh": "用餐"}', now() + interval '1 ms'),
  (gen_random_uuid(), '{"en": "Meeting", "zh": "会议"}', now() + interval '2 ms'),
  (gen_random_uuid(), '{"en": "Training", "zh": "培训"}', now() + interval '3 ms');

alter table presences
  drop constraint presences_state_check,
  add constraint presences_state_check check (state in ('online', 'busy', 'break', 'wrap_up', 'not_responding', 'offline')),
  add column reason_id uuid references break_reasons check (reason_id is null or state = 'break'),
  -- The timer of the wrap-up; the leader's round acts on it.
  add column wrap_until timestamptz,
  add constraint presences_wrap_until check ((state = 'wrap_up') = (wrap_until is not null)),
  -- "After this one".
  add column next_state text check (next_state in ('busy', 'break', 'offline')),
  add column next_reason_id uuid references break_reasons check (next_reason_id is null or next_state = 'break');
create index presences_wrap_until on presences (wrap_until) where wrap_until is not null;

-- The time line of states, written in the transaction that changes the state.
create table presence_changes (
  id bigint generated always as identity primary key,
  agent_id uuid not null references agents on delete cascade,
  state text not null,
  reason_id uuid references break_reasons,
  cause text not null check (cause in ('chosen', 'after_this', 'by_supervisor', 'missed', 'lost', 'wrap_up', 'wrap_up_over')),
  changed_by uuid references agents,
  at timestamptz not null
);
create index presence_changes_agent on presence_changes (agent_id, at);
