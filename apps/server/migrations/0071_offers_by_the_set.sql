-- Everyone considered, for all decisions of one transaction of the leader; an offer names the row and the line in it, from 0. A line
-- is verdicts;free places;idle times, in the order of the roster. Many lines are nearly alike, so together, compressed with zstd, they
-- take a tenth of the room.
create table routing_considered (
  id uuid primary key,
  lines bytea not null
);
alter table routing_considered alter column lines set storage external;
alter table offers add column considered_id uuid, add column considered_line int;

-- An offer needs its entry and the presence of its agent. The keys looked that up, and locked the row, for each offer by itself, which was
-- more than half of what an offer cost; now each statement looks them all up at once. It speaks as the keys did, and locks as they did.
alter table offers drop constraint offers_queue_entry_id_fkey, drop constraint offers_presence_fkey;
create function offers_need_entries_and_presences() returns trigger language plpgsql as $$
declare
  offered bigint;
  found bigint;
begin
  select count(*) into offered from fresh;
  with held as (select e.id from fresh o join queue_entries e on e.id = o.queue_entry_id for key share of e)
  select count(*) into found from held;
  if found <> offered then
    raise exception 'an offer needs its queue entry' using errcode = 'foreign_key_violation', constraint = 'offers_queue_entry_id_fkey';
  end if;
  with held as (select p.agent_id from fresh o join presences p on p.agent_id = o.agent_id for key share of p)
  select count(*) into found from held;
  if found <> offered then
    raise exception 'an offer needs the presence of its agent' using errcode = 'foreign_key_violation', constraint = 'offers_presence_fkey';
  end if;
  return null;
end $$;
create trigger offers_keys after insert on offers referencing new table as fresh
  for each statement execute function offers_need_entries_and_presences();

create function offers_keep_entries() returns trigger language plpgsql as $$
begin
  if exists (select from gone g join offers o on o.queue_entry_id = g.id) then
    raise exception 'there are offers of this queue entry' using errcode = 'foreign_key_violation', constraint = 'offers_queue_entry_id_fkey';
  end if;
  return null;
end $$;
create trigger queue_entries_keep_offers after delete on queue_entries referencing old table as gone
  for each statement execute function offers_keep_entries();

create function offers_keep_presences() returns trigger language plpgsql as $$
begin
  if exists (select from gone g join offers o on o.agent_id = g.agent_id) then
    raise exception 'there are offers to this agent' using errcode = 'foreign_key_violation', constraint = 'offers_presence_fkey';
  end if;
  return null;
end $$;
create trigger presences_keep_offers after delete on presences referencing old table as gone
  for each statement execute function offers_keep_presences();

-- Asked before the function is called, which costs more than the whole rest of taking a place.
drop trigger presences_exclusive on presences;
create or replace function presences_refuse_beside_exclusive() returns trigger language plpgsql as $$
begin
  raise exception 'nothing new beside an exclusive contact' using errcode = 'check_violation', constraint = 'presences_exclusive';
end $$;
create trigger presences_exclusive before update of text_load, voice_load, video_load on presences
  for each row
  when ((new.text_load > old.text_load or new.voice_load > old.voice_load or new.video_load > old.video_load)
        and ((old.text_load > 0 and old.text_exclusive) or (old.voice_load > 0 and old.voice_exclusive)
             or (old.video_load > 0 and old.video_exclusive)))
  execute function presences_refuse_beside_exclusive();
