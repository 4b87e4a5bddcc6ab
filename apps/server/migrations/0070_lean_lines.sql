-- What a ringing offer costs to store, once more. An entry is open until it has an end: indexes that speak of the end and not of the
-- state need no new entry when it begins to ring, so PostgreSQL keeps the new version of the row beside the old one.
update queue_entries set ended_at = null where state in ('waiting', 'ringing') and ended_at is not null;
update queue_entries set ended_at = entered_at where state not in ('waiting', 'ringing') and ended_at is null;
alter table queue_entries add constraint queue_entries_end check ((state in ('waiting', 'ringing')) = (ended_at is null));
drop index queue_entries_open, queue_entries_order, queue_entries_served, queue_entries_work, queue_entries_away, queue_entries_ended;
create unique index queue_entries_open on queue_entries (conversation_id) where ended_at is null;
create index queue_entries_order on queue_entries (group_id, priority desc, enqueued_at, id) where ended_at is null;
create index queue_entries_served on queue_entries (group_id, medium, ended_at) where ended_at is not null;
create index queue_entries_work on queue_entries (served_by) where served_by is not null and released_at is null;
create index queue_entries_away on queue_entries (away_until) where away_until is not null;
create index queue_entries_ended on queue_entries (ended_at) where ended_at is not null;
-- Room for the version that rings; an entry is written a handful of times and then never again.
alter table queue_entries set (fillfactor = 50);

-- Ringing offers are few and found by their other two indexes.
drop index offers_due;

-- Only read to forget what is old: events lie in the order of their time.
drop index domain_events_created_at;
create index domain_events_created_at on domain_events using brin (created_at);
