-- More ways to choose among the eligible agents; `sequence` asks members in the order of `position`.
alter table skill_groups drop constraint skill_groups_strategy_check,
  add constraint skill_groups_strategy_check
    check (strategy in ('least_loaded', 'longest_idle', 'round_robin', 'most_skilled', 'sequence', 'random'));
alter table skill_group_members add column position int not null default 0;

-- What rules look at, beside the channel and the medium.
alter table visitors
  add column vip_level int not null default 0 check (vip_level between 0 and 9),
  add column attributes jsonb not null default '{}',
  add column tags text[] not null default '{}';

alter table queue_entries
  -- Version of the rule set that gave the plan; null for the rule that stands behind every set.
  add column rule_version int,
  -- The stage the router last saw it at, 0-based.
  add column stage_index int not null default 0,
  -- Since when it stands in this line; enqueued_at is since when the visitor waits.
  add column entered_at timestamptz,
  -- {"address": ..., "notBefore": ...}: wants to be rung back.
  add column callback jsonb,
  -- Never asked: whoever hands the contact over.
  add column excluded uuid[] not null default '{}',
  drop constraint queue_entries_state_check,
  add constraint queue_entries_state_check
    check (state in ('waiting', 'ringing', 'served', 'abandoned', 'overflowed', 'expired'));
update queue_entries set entered_at = enqueued_at;
alter table queue_entries alter column entered_at set not null;

-- Stages of plans name groups in order; those that waited before this change named one.
update queue_entries
   set plan = jsonb_set(plan, '{stages}', (
     select jsonb_agg(stage - 'groupId' - 'minLevel' || jsonb_build_object('strategy', null, 'groups',
              jsonb_build_array(jsonb_build_object('groupId', stage -> 'groupId', 'minLevel', stage -> 'minLevel'))))
       from jsonb_array_elements(plan -> 'stages') as stage))
 where plan -> 'stages' -> 0 ? 'groupId';
