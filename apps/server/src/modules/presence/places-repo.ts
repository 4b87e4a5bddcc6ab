import { type RawBuilder, sql } from 'kysely';

/**
 * `fits` of the protocol for several contacts at once: is there an order in which each of them fits. Running texts may go on beside an
 * exclusive call, so texts come before it, and an exclusive text comes after a call that is not.
 */
const hasRoom = sql`
  not (p.text_load > 0 and p.text_exclusive or p.voice_load > 0 and p.voice_exclusive or p.video_load > 0 and p.video_exclusive)
  and p.text_load + x.text <= p.text_limit and p.voice_load + p.video_load + x.voice + x.video <= 1
  and (p.text_load + x.text) * p.text_weight + (p.voice_load + x.voice) * p.voice_weight + (p.video_load + x.video) * p.video_weight <= p.units
  and (not p.text_exclusive or x.text = 0
       or x.text = 1 and not (x.voice > 0 and p.voice_exclusive or x.video > 0 and p.video_exclusive))`;

/**
 * Part of a statement: takes all places that `wanted` (agent_id, medium) wants of an agent, or none of them, and answers the agents who had
 * them. Rows are locked in the order of their ids, so that two lockers cannot wait for each other; who is not there any more, by
 * the row as it is then, has none.
 */
export const takingPlaces = (wanted: RawBuilder<unknown>, now: Date): RawBuilder<unknown> => sql`
  update presences p
     set text_load = p.text_load + x.text, voice_load = p.voice_load + x.voice, video_load = p.video_load + x.video,
         last_assigned_at = ${now}::timestamptz, version = p.version + 1
    from (select w.* from (
            select agent_id, count(*) filter (where medium = 'text')::int as text, count(*) filter (where medium = 'voice')::int as voice,
                   count(*) filter (where medium = 'video')::int as video
              from (${wanted}) as each_place group by agent_id) as w
            join presences held using (agent_id) order by agent_id for no key update of held) as x
   where p.agent_id = x.agent_id
     and p.state = 'online' and p.next_state is null and p.disconnected_at is null and p.lease_until >= ${now}::timestamptz
     and ${hasRoom}
  returning p.agent_id`;
