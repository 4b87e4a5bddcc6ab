-- How long a line may grow and how long anybody waits in it, and what becomes of whoever is over that.
alter table skill_groups
  add column max_waiting int check (max_waiting between 1 and 100000),
  add column max_wait_seconds int check (max_wait_seconds between 5 and 86400),
  -- Null: a full line takes no more, and whoever has waited too long is told.
  add column overflow_group_id uuid references skill_groups,
  add column ramp_seconds int not null default 0 check (ramp_seconds between 0 and 600),
  -- Deleted for people; kept because past contacts name it.
  add column archived_at timestamptz,
  add constraint skill_groups_overflow_elsewhere check (overflow_group_id is distinct from id);
drop index skill_groups_name;
create unique index skill_groups_name on skill_groups (lower(name)) where archived_at is null;
create index skill_groups_overflow on skill_groups (overflow_group_id) where overflow_group_id is not null;

-- Whoever waited longer than the group allows is told so.
alter table conversations drop constraint conversations_close_reason_check,
  add constraint conversations_close_reason_check check (close_reason in ('wrapped_up', 'visitor_left', 'abandoned', 'expired'));

-- Everyone a decision looked at, once for all decisions with the same people; offers.reason names the row.
create table routing_rosters (
  id uuid primary key,
  members jsonb not null
);

-- A deleted group may still be named by what is past, and by nothing new. Speaks as the foreign key would.
create function refuse_archived_group() returns trigger language plpgsql as $$
declare
  wanted uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
  gone boolean;
begin
  select archived_at is not null into gone from skill_groups where id = wanted for key share;
  if gone then
    raise exception 'the skill group was deleted' using errcode = 'foreign_key_violation', constraint = tg_argv[1];
  end if;
  return new;
end $$;
create trigger channels_live_group before insert or update of group_id on channels
  for each row execute function refuse_archived_group('group_id', 'channels_group_id_fkey');
create trigger skill_group_members_live_group before insert on skill_group_members
  for each row execute function refuse_archived_group('group_id', 'skill_group_members_group_id_fkey');
create trigger skill_groups_live_overflow before insert or update of overflow_group_id on skill_groups
  for each row when (new.overflow_group_id is not null)
  execute function refuse_archived_group('overflow_group_id', 'skill_groups_overflow_group_id_fkey');
