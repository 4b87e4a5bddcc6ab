-- A row that this transaction has written itself cannot go away under it: whoever wants to delete it waits for the commit, and is refused
-- then. The leader makes every entry ring and takes every place before it stores the offers, so those thousand rows need not be locked
-- once more, which was half of what looking them up cost. Rows of others are locked as before.
create or replace function offers_need_entries_and_presences() returns trigger language plpgsql as $$
declare
  own xid := pg_current_xact_id()::xid;
  offered bigint;
  found bigint;
begin
  select count(*) into offered from fresh;
  select count(*) into found from fresh o join queue_entries e on e.id = o.queue_entry_id where e.xmin = own;
  if found <> offered then
    with held as (select e.id from fresh o join queue_entries e on e.id = o.queue_entry_id for key share of e)
    select count(*) into found from held;
  end if;
  if found <> offered then
    raise exception 'an offer needs its queue entry' using errcode = 'foreign_key_violation', constraint = 'offers_queue_entry_id_fkey';
  end if;
  select count(*) into found from fresh o join presences p on p.agent_id = o.agent_id where p.xmin = own;
  if found <> offered then
    with held as (select p.agent_id from fresh o join presences p on p.agent_id = o.agent_id for key share of p)
    select count(*) into found from held;
  end if;
  if found <> offered then
    raise exception 'an offer needs the presence of its agent' using errcode = 'foreign_key_violation', constraint = 'offers_presence_fkey';
  end if;
  return null;
end $$;
