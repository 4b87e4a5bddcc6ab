import { sql } from 'kysely';
import type { Db } from '../src/schema/index.ts';

/** Everything that must always hold on a floor, as a list of what does not. */
export const faultsIn = async (db: Db): Promise<string[]> => {
  const { rows } = await sql<{ fault: string }>`
    select 'load of ' || a.display_name || ': ' || p.text_load || '/' || p.voice_load || '/' || p.video_load || ' instead of ' || t.texts || '/' || t.voices || '/' || t.videos as fault
      from presences p join agents a on a.id = p.agent_id
      cross join lateral (select
        (select count(*) from offers o where o.agent_id = a.id and o.state = 'ringing' and o.medium = 'text')
          + (select count(*) from queue_entries e where e.served_by = a.id and e.released_at is null and e.medium = 'text')
          + (select count(*) from transfers h where h.to_agent_id = a.id and h.held_text) as texts,
        (select count(*) from offers o where o.agent_id = a.id and o.state = 'ringing' and o.medium = 'voice')
          + (select count(*) from calls c where c.agent_id = a.id and c.state <> 'ended' and c.kind = 'voice')
          + (select count(*) from transfers h where h.to_agent_id = a.id and h.held_call = 'voice')
          + (select count(*) from queue_entries e where e.served_by = a.id and e.released_at is null and e.medium = 'voice' and (e.callback ->> 'holds')::boolean) as voices,
        (select count(*) from offers o where o.agent_id = a.id and o.state = 'ringing' and o.medium = 'video')
          + (select count(*) from calls c where c.agent_id = a.id and c.state <> 'ended' and c.kind = 'video')
          + (select count(*) from transfers h where h.to_agent_id = a.id and h.held_call = 'video')
          + (select count(*) from queue_entries e where e.served_by = a.id and e.released_at is null and e.medium = 'video' and (e.callback ->> 'holds')::boolean) as videos) t
     where (p.text_load, p.voice_load, p.video_load) is distinct from (t.texts, t.voices, t.videos)
    union all
    select 'open transfer of a conversation ' || c.state || ' that is with ' || coalesce(c.agent_id::text, 'nobody')
      from transfers h join conversations c on c.id = h.conversation_id
     where h.ended_at is null and (c.state <> 'active' or c.agent_id <> h.from_agent_id)
    union all
    select 'over capacity: ' || agent_id from presences
     where text_load > text_limit or voice_load > voice_limit or video_load > video_limit or voice_load + video_load > 1
        or text_load * text_weight + voice_load * voice_weight + video_load * video_weight > units
    union all
    select 'accepted twice: ' || queue_entry_id from offers where state = 'accepted' group by queue_entry_id having count(*) > 1
    union all
    select 'entry ' || e.state || ' with ' || count(o.id) || ' ringing offers' from queue_entries e
      left join offers o on o.queue_entry_id = e.id and o.state = 'ringing'
     group by e.id, e.state having count(o.id) <> case when e.state = 'ringing' then 1 else 0 end
    union all
    select 'conversation ' || c.state || ' with ' || w.open || ' open entries and ' || w.work || ' served by its agent'
      from conversations c
      cross join lateral (select
        count(*) filter (where e.state in ('waiting', 'ringing')) as open,
        count(*) filter (where e.state = 'served' and e.released_at is null) as served,
        count(*) filter (where e.state = 'served' and e.released_at is null and e.served_by = c.agent_id) as work
        from queue_entries e where e.conversation_id = c.id) w
     where (w.open, w.served, w.work) is distinct from (case when c.state = 'waiting' then 1 else 0 end,
            case when c.state = 'active' then 1 else 0 end, case when c.state = 'active' then 1 else 0 end)`.execute(
    db,
  );
  return rows.map((row) => row.fault);
};
