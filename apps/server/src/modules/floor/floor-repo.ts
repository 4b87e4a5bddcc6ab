import { floorEntriesPerGroup } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';
import { agedPriorityAt, waitingSince } from '../queue/index.ts';
import type { BoardRows } from './board.ts';

const ms = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`;

/** As on the wire: ISO 8601 in UTC with milliseconds. */
const instant = (column: string) =>
  sql`to_char(${sql.raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export interface BoardMoment {
  readonly now: Date;
  readonly dayStart: Date;
}

/** Reads only. The board is one statement, so that all of it is of one moment. */
export const floorRepo = {
  async board(db: Kysely<Database>, at: BoardMoment): Promise<BoardRows> {
    const [board] = (await floorRepo.boardQuery(at).execute(db)).rows;
    if (!board) throw new Error('a select without from gives one row');
    return board;
  },

  boardQuery: (at: BoardMoment) => sql<BoardRows>`
      with waiting as (
        select group_id, count(*) as waiting, count(*) filter (where state = 'ringing') as ringing,
               count(*) filter (where medium = 'text') as text, count(*) filter (where medium = 'voice') as voice,
               count(*) filter (where medium = 'video') as video,
               count(*) filter (where callback is not null) as callbacks, min(${waitingSince}) filter (where callback is null) as oldest
          from queue_entries e where ended_at is null group by group_id),
      ended as (
        select e.group_id, e.state = 'served' as answered, e.state = 'abandoned' as abandoned,
               e.ended_at - e.entered_at <= make_interval(secs => g.service_target_seconds) as in_time
          from queue_entries e join skill_groups g on g.id = e.group_id
         where e.ended_at >= ${at.dayStart}),
      day as (
        select group_id, count(*) filter (where answered) as answered, count(*) filter (where answered and in_time) as in_time,
               count(*) filter (where abandoned) as abandoned, count(*) filter (where not answered and not in_time) as late
          from ended group by group_id),
      running as (
        select c.agent_id, json_agg(json_build_object(
                 'conversationId', c.id, 'visitorId', v.id, 'visitorName', v.display_name, 'vipLevel', v.vip_level, 'medium', coalesce(l.kind, 'text'), 'groupId', s.group_id,
                 'sinceMs', ${ms('coalesce(c.assigned_at, c.created_at)')}) order by c.assigned_at, c.id) as work
          from conversations c
          join visitors v on v.id = c.visitor_id
          left join calls l on l.conversation_id = c.id and l.state <> 'ended'
          left join queue_entries s on s.conversation_id = c.id and s.state = 'served' and s.released_at is null
         where c.state = 'active' group by c.agent_id),
      rings as (
        select agent_id, offered_at as since from offers where state = 'ringing'
        union all
        -- Whoever is searched for by group or rules rings since the one before them did not take it.
        select to_agent_id, greatest(started_at, (select max(to_timestamp((no ->> 'lastAt')::float8 / 1000)) from jsonb_array_elements(asked) as no))
          from transfers where state = 'ringing' and ended_at is null),
      asked as (select agent_id, count(*) as ringing, min(since) as since from rings group by agent_id),
      advises as (
        select to_agent_id as agent_id, count(*) as consulted from transfers where state = 'consulting' and ended_at is null group by to_agent_id),
      reasons as materialized (
        select coalesce(jsonb_object_agg(id, jsonb_build_object('id', id, 'name', name)), '{}') as known from break_reasons),
      member as (
        select agent_id, json_agg(json_build_object('groupId', group_id, 'level', level) order by group_id) as groups
          from skill_group_members group by agent_id)
      select
        (select coalesce(json_agg(json_build_object(
            'groupId', g.id, 'name', g.name, 'targetSeconds', g.service_target_seconds, 'promisedPercent', g.service_promised_percent,
            'allowPick', g.allow_pick, 'waiting', coalesce(w.waiting, 0), 'ringing', coalesce(w.ringing, 0),
            'text', coalesce(w.text, 0), 'voice', coalesce(w.voice, 0), 'video', coalesce(w.video, 0),
            'callbacks', coalesce(w.callbacks, 0), 'oldestMs', ${ms('w.oldest')}, 'oldest', first.who,
            'answered', coalesce(d.answered, 0), 'answeredInTime', coalesce(d.in_time, 0), 'abandoned', coalesce(d.abandoned, 0),
            'late', coalesce(d.late, 0)) order by g.name, g.id), '[]')
           from skill_groups g left join waiting w on w.group_id = g.id left join day d on d.group_id = g.id
           left join lateral (
             select json_build_object('visitorId', v.id, 'visitorName', v.display_name) as who
               from queue_entries e join conversations c on c.id = e.conversation_id join visitors v on v.id = c.visitor_id
              where e.group_id = g.id and e.ended_at is null and e.callback is null and ${waitingSince} = w.oldest
              order by e.id limit 1) as first on true
          where g.archived_at is null) as groups,
        (select coalesce(json_agg(json_build_object(
            'agentId', a.id, 'displayName', a.display_name, 'state', coalesce(p.state, 'offline'),
            'reachable', coalesce(p.disconnected_at is null and p.lease_until >= ${at.now}, false),
            'sinceMs', ${ms('coalesce(p.since, a.created_at)')}, 'idleMs', ${ms('coalesce(p.idle_since, a.created_at)')},
            'reason', rs.known -> p.reason_id::text, 'next', case when p.next_state is not null then
              jsonb_build_object('state', p.next_state, 'reason', rs.known -> p.next_reason_id::text) end, 'ringing', coalesce(k.ringing, 0),
            'ringsMs', ${ms('k.since')}, 'consulted', coalesce(q.consulted, 0), 'textLimit', coalesce(p.text_limit, 0), 'loads', json_build_object(
              'text', coalesce(p.text_load, 0), 'voice', coalesce(p.voice_load, 0), 'video', coalesce(p.video_load, 0)),
            'work', coalesce(r.work, '[]'), 'groups', coalesce(m.groups, '[]')) order by a.display_name, a.id), '[]')
           from agents a
           left join presences p on p.agent_id = a.id
           cross join reasons rs
           left join running r on r.agent_id = a.id
           left join asked k on k.agent_id = a.id
           left join advises q on q.agent_id = a.id
           left join member m on m.agent_id = a.id
          where a.disabled_at is null and (m.agent_id is not null or p.state <> 'offline' or r.agent_id is not null)) as agents,
        (select coalesce(json_agg(json_build_object(
            'id', e.id, 'conversationId', e.conversation_id, 'groupId', e.group_id, 'groupName', g.name, 'allowPick', g.allow_pick,
            'visitorId', v.id, 'visitorName', v.display_name, 'vipLevel', v.vip_level, 'channelName', ch.name, 'language', v.language, 'medium', e.medium,
            'priority', e.priority, 'state', e.state, 'ringing', case when o.id is not null then json_build_object('agentId', o.agent_id, 'agentName', oa.display_name, 'since', ${instant('o.offered_at')}) end,
            'askedAll', case when e.state = 'waiting' and e.asked_all is not null then json_build_object('next', e.asked_all, 'at', ${instant('e.asked_all_until')}) end, 'preview', c.preview, 'enqueuedMs', ${ms('e.enqueued_at')},
            'sinceMs', (extract(epoch from ${waitingSince}) * 1000)::float8,
            'position', e.position, 'callback', case when e.callback is not null then
              json_build_object('notBefore', e.callback ->> 'notBefore', 'attempts', coalesce(cb.attempts, 0)) end) order by g.name, g.id, e.position), '[]')
           from skill_groups g
           cross join lateral (
             -- Whoever is to be rung back later stands behind those who wait now.
             select q.*, row_number() over (
                 order by nullif(greatest((q.callback ->> 'notBefore')::timestamptz, ${at.now}), ${at.now}) nulls first,
                          q.aged desc, q.enqueued_at, q.id) as position from (
               -- Waiting adds the same to all of one priority, so the first of each in the index's order are all that can come first.
               select first.*, ${agedPriorityAt(at.now)} as aged
                 from (select distinct priority as level from queue_entries
                        where group_id = g.id and ended_at is null) as levels
                cross join lateral (
                  select id, group_id, conversation_id, medium, priority, state, enqueued_at, returned_at, callback, asked_all, asked_all_until from queue_entries
                   where group_id = g.id and priority = levels.level and ended_at is null
                   order by enqueued_at, id limit ${floorEntriesPerGroup}) as first
                order by aged desc, enqueued_at, id limit ${floorEntriesPerGroup}) as q) as e
           join conversations c on c.id = e.conversation_id
           join visitors v on v.id = c.visitor_id
           join channels ch on ch.id = c.channel_id
           left join callbacks cb on cb.id = (e.callback ->> 'id')::uuid
           left join offers o on o.queue_entry_id = e.id and o.state = 'ringing'
           left join agents oa on oa.id = o.agent_id) as entries`,
};
