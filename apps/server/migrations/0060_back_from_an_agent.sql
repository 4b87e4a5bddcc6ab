-- When a contact came back into the line from an agent: since then its visitor waits. Null: since enqueued_at. The place in
-- line goes by enqueued_at all the same. No index: it is read with entries that are found otherwise.
alter table queue_entries add column returned_at timestamptz;
update queue_entries e set returned_at = s.at
  from (select conversation_id, max(coalesce(released_at, ended_at)) as at
          from queue_entries where state = 'served' and callback is null group by conversation_id) as s
 where s.conversation_id = e.conversation_id and e.state in ('waiting', 'ringing') and s.at > e.enqueued_at;
