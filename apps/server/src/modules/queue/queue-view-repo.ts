import type {
  AgentId,
  Attendance,
  CallKind,
  ConversationId,
  Language,
  Medium,
  QueueEntry,
  QueueEntryId,
  QueueEntryState,
  SkillGroupId,
  VisitorId,
  WaitOption,
} from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';
import { inOrderOfService, optionsAt, type RoutingPlan, searchesAt } from '../routing/index.ts';
import { visitsOfPerson } from '../visitor/index.ts';
import type { HandlingHistory } from './estimate.ts';
import { waitingSince } from './order-of-service-repo.ts';

interface Row {
  id: string;
  conversation_id: string;
  visitor_id: string;
  group_id: string;
  group_name: string;
  allow_pick: boolean;
  visitor_name: string | null;
  vip_level: number;
  channel_name: string;
  language: Language;
  medium: Medium;
  priority: number;
  state: QueueEntryState;
  ring_agent_id: AgentId | null;
  ring_agent_name: string | null;
  ring_since: Date | null;
  asked_all: 'again' | 'further' | null;
  asked_all_until: Date | null;
  preview: string;
  enqueued_at: Date;
  waiting_since: Date;
  plan: RoutingPlan;
  stage_index: number;
  not_before: Date | null;
  attempts: number | null;
}

/** An entry as agents see it, and whose it is. */
export interface SeenEntry {
  readonly visitorId: VisitorId;
  readonly entry: QueueEntry;
  /** What the visitor is offered while it waits, and whether an agent is looked for at all. */
  readonly options: WaitOption[];
  readonly searching: boolean;
}

const ringingOf = ({ ring_agent_id, ring_agent_name, ring_since }: Row): QueueEntry['ringing'] =>
  ring_agent_id && ring_since
    ? { agentId: ring_agent_id, agentName: ring_agent_name ?? '', since: ring_since.toISOString() }
    : null;

/** While it rings, what was found before has no meaning any more. */
const askedAllOf = ({ state, asked_all: next, asked_all_until: at }: Row): QueueEntry['askedAll'] =>
  state === 'waiting' && next ? { next, at: at?.toISOString() ?? null } : null;

const toSeen = (row: Row, position: number): SeenEntry => ({
  visitorId: row.visitor_id as VisitorId,
  options: optionsAt(row.plan, row.stage_index),
  searching: searchesAt(row.plan, row.stage_index),
  entry: {
    id: row.id as QueueEntryId,
    conversationId: row.conversation_id as ConversationId,
    groupId: row.group_id as SkillGroupId,
    groupName: row.group_name,
    allowPick: row.allow_pick,
    visitorId: row.visitor_id as VisitorId,
    visitorName: row.visitor_name,
    vipLevel: row.vip_level,
    channelName: row.channel_name,
    language: row.language,
    medium: row.medium,
    priority: row.priority,
    state: row.state,
    ringing: ringingOf(row),
    askedAll: askedAllOf(row),
    preview: row.preview,
    enqueuedAt: row.enqueued_at.toISOString(),
    waitingSince: row.waiting_since.toISOString(),
    position,
    callback:
      row.attempts === null ? null : { notBefore: row.not_before?.toISOString() ?? null, attempts: row.attempts },
  },
});

/** Whoever is to be rung back later stands behind those who wait now, the earliest first. */
const dueFirst = <T extends Pick<Row, 'not_before'>>(line: readonly T[], now: Date): T[] => {
  const later = (row: T): number => (row.not_before && row.not_before > now ? row.not_before.getTime() : 0);
  return line.toSorted((a, b) => later(a) - later(b));
};

/** The queue as people see it. Reads only. */
export const queueViewRepo = {
  /** Group by group in the router's own order of service; positions count from 1 in each. */
  async list(db: Kysely<Database>, groupIds: readonly SkillGroupId[], now: Date): Promise<SeenEntry[]> {
    if (groupIds.length === 0) return [];
    const { rows } = await sql<Row>`
      select e.id, e.conversation_id, c.visitor_id, e.group_id, g.name as group_name, g.allow_pick, v.display_name as visitor_name, v.vip_level, v.language,
             ch.name as channel_name, e.medium, e.priority, e.state, c.preview, e.enqueued_at, ${waitingSince} as waiting_since, e.plan, e.stage_index, cb.attempts,
             e.asked_all, e.asked_all_until, o.agent_id as ring_agent_id, a.display_name as ring_agent_name, o.offered_at as ring_since,
             (e.callback ->> 'notBefore')::timestamptz as not_before
        from queue_entries e
        join skill_groups g on g.id = e.group_id
        join conversations c on c.id = e.conversation_id
        join visitors v on v.id = c.visitor_id
        join channels ch on ch.id = c.channel_id
        left join callbacks cb on cb.id = (e.callback ->> 'id')::uuid
        left join offers o on o.queue_entry_id = e.id and o.state = 'ringing'
        left join agents a on a.id = o.agent_id
       where e.ended_at is null and e.group_id = any(${groupIds}::uuid[])
       order by e.group_id`.execute(db);
    const lines = Map.groupBy(rows, (row) => row.group_id);
    return [...lines.values()].flatMap((line) =>
      dueFirst(
        inOrderOfService(
          line.map((row) => ({ ...row, id: row.id as QueueEntryId, enqueuedAt: row.enqueued_at.getTime() })),
          now.getTime(),
        ),
        now,
      ).map((row, index) => toSeen(row, index + 1)),
    );
  },

  async groupOf(db: Kysely<Database>, conversationId: string): Promise<SkillGroupId | undefined> {
    const row = await db
      .selectFrom('queue_entries')
      .select('group_id')
      .where('conversation_id', '=', conversationId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return row?.group_id as SkillGroupId | undefined;
  },

  /** In whose lines this person stands. */
  async groupsOfPerson(db: Kysely<Database>, visitorId: string): Promise<SkillGroupId[]> {
    const rows = await db
      .selectFrom('queue_entries as e')
      .innerJoin('conversations as c', 'c.id', 'e.conversation_id')
      .select('e.group_id')
      .where('e.ended_at', 'is', null)
      .where(sql<boolean>`c.visitor_id in ${visitsOfPerson(visitorId)}`)
      .execute();
    return rows.map((row) => row.group_id as SkillGroupId);
  },

  /** Contacts of a group whose work ended in the last hour, and the places of the agents who are there; by kind of medium. */
  async history(
    db: Kysely<Database>,
    groupId: SkillGroupId,
    now: Date,
  ): Promise<{
    readonly text: HandlingHistory;
    readonly live: HandlingHistory;
    readonly attendance: Record<'text' | 'live', Attendance>;
  }> {
    const { rows } = await sql<{
      is_text: boolean;
      handled: number;
      mean: number | null;
      deviation: number | null;
      places: number;
      here: number;
      free: number;
    }>`
      with handled as (
        select medium = 'text' as is_text, extract(epoch from released_at - ended_at) * 1000 as took_ms
          from queue_entries
         where state = 'served' and group_id = ${groupId} and released_at > ${now}::timestamptz - interval '1 hour'
           and ended_at > ${now}::timestamptz - interval '12 hours'),
      there as (
        select p.text_limit, p.state in ('online', 'wrap_up') as serving,
               p.state = 'online' and p.voice_load + p.video_load = 0 as reachable, p.text_load < p.text_limit as has_room
          from skill_group_members m join presences p on p.agent_id = m.agent_id
         where m.group_id = ${groupId} and p.state <> 'offline' and p.lease_until >= ${now})
      select k.is_text, count(h.took_ms)::int as handled, avg(h.took_ms)::float8 as mean, stddev_samp(h.took_ms)::float8 as deviation,
             case when k.is_text then (select coalesce(sum(text_limit), 0) from there where serving) else (select count(*) from there where serving) end::int as places,
             (select count(*) from there)::int as here,
             (select count(*) from there where reachable and (has_room or not k.is_text))::int as free
        from (values (true), (false)) as k (is_text) left join handled h on h.is_text = k.is_text
       group by k.is_text`.execute(db);
    const kind = (isText: boolean): HandlingHistory => {
      const row = rows.find((one) => one.is_text === isText);
      return {
        handled: row?.handled ?? 0,
        meanHandlingMs: row?.mean ?? 0,
        deviationMs: row?.deviation ?? 0,
        places: row?.places ?? 0,
      };
    };
    const attendance = (isText: boolean): Attendance => {
      const { here = 0, free = 0 } = rows.find((one) => one.is_text === isText) ?? {};
      return free > 0 ? 'here' : here > 0 ? 'busy' : 'away';
    };
    return {
      ...{ text: kind(true), live: kind(false) },
      attendance: { text: attendance(true), live: attendance(false) },
    };
  },

  /** The kind of the conversation's last call when it was lost since then. */
  async lostCall(db: Kysely<Database>, conversationId: string, since: Date): Promise<CallKind | null> {
    const last = await db
      .selectFrom('calls')
      .select(['kind', 'end_reason', 'ended_at'])
      .where('conversation_id', '=', conversationId)
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return last?.end_reason === 'lost' && last.ended_at && last.ended_at >= since ? last.kind : null;
  },

  async groupsOfAgent(db: Kysely<Database>, agentId: AgentId): Promise<SkillGroupId[]> {
    const rows = await db
      .selectFrom('skill_group_members')
      .select('group_id')
      .where('agent_id', '=', agentId)
      .execute();
    return rows.map((row) => row.group_id as SkillGroupId);
  },

  async allGroups(db: Kysely<Database>): Promise<SkillGroupId[]> {
    const rows = await db.selectFrom('skill_groups').select('id').where('archived_at', 'is', null).execute();
    return rows.map((row) => row.id as SkillGroupId);
  },
};
