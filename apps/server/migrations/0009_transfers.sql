-- A conversation on its way from one agent to another. The sender keeps it until `completed`.
create table transfers (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  -- The call that was running when it began; it ends with that call.
  call_id uuid references calls,
  mode text not null check (mode in ('blind', 'consult')),
  state text not null check (state in ('searching', 'ringing', 'consulting', 'completed', 'returned', 'cancelled')),
  target_kind text not null check (target_kind in ('agent', 'skill_group', 'rules')),
  target_agent_id uuid references agents,
  -- No reference: the group may be deleted while it is searched; then the transfer returns.
  target_group_id uuid,
  -- For groups and rules: plan, rule and priority that the router follows, as a queue entry has them.
  plan jsonb,
  -- Since when the visitor has waited at first; the order among those who wait.
  enqueued_at timestamptz not null,
  from_agent_id uuid not null references agents,
  -- Who is asked, consulted, or has taken over.
  to_agent_id uuid references agents,
  note text,
  -- The places taken for to_agent_id, until it is theirs or over.
  held_text boolean not null default false,
  held_call text check (held_call in ('voice', 'video')),
  -- Who was asked and did not take it: agentId, times, lastAt.
  asked jsonb not null default '[]',
  -- The end of the present ringing or searching.
  due_at timestamptz,
  -- The end of all asking, for groups and rules.
  give_up_at timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  version int not null default 1,
  check ((state in ('completed', 'returned', 'cancelled')) = (ended_at is not null)),
  check ((state in ('ringing', 'consulting', 'completed')) <= (to_agent_id is not null)),
  check ((held_text or held_call is not null) <= (state in ('ringing', 'consulting'))),
  check (from_agent_id is distinct from to_agent_id)
);
-- One open transfer per conversation, whatever races.
create unique index transfers_open_conversation on transfers (conversation_id) where ended_at is null;
create index transfers_conversation on transfers (conversation_id, started_at);
create index transfers_open_from on transfers (from_agent_id) where ended_at is null;
create index transfers_open_to on transfers (to_agent_id) where ended_at is null;
