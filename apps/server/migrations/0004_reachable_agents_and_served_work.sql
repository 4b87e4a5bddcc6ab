-- The last console tab of the agent is closed: nothing is offered until it is back or the lease has run out.
alter table presences add column disconnected_at timestamptz;

-- Who serves the contact, and when the work ended. A text place is held while served_by is set and released_at is not,
-- so that loads can be counted again from the rows at any time.
alter table queue_entries
  add column served_by uuid references agents,
  add column released_at timestamptz,
  add check ((state = 'served') = (served_by is not null));
create index queue_entries_work on queue_entries (served_by) where state = 'served' and released_at is null;
create index queue_entries_conversation on queue_entries (conversation_id, enqueued_at);
create index queue_entries_away on queue_entries (away_until) where state in ('waiting', 'ringing') and away_until is not null;
create index offers_entry on offers (queue_entry_id);

-- The entry vouches for the conversation. Without this check the router never waits for a lock on conversations while it
-- holds entries, which is the opposite of everybody else's order (conversation, entry, offer, presence).
alter table offers drop constraint offers_conversation_id_fkey;
