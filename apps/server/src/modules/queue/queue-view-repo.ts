import type {
  AgentId,
  CallKind,
  ConversationId,
  Language,
  Medium,
  QueueEntry,
  QueueEntryId,
  QueueEntryState,
  SkillGroupId,
  VisitorId,
} from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';
import type { HandlingHistory } from './queue.ts';

interface Row {
  id: string;
  conversation_id: string;
  visitor_id: string;
  group_id: string;
  group_name: string;
  visitor_name: string | null;
  channel_name: string;
  language: Language;
  medium: Medium;
  priority: number;
  state: QueueEntryState;
  preview: string;
  enqueued_at: Date;
  position: number;
}

/** An entry as agents see it, and whose it is. */
export interface SeenEntry {
  readonly visitorId: VisitorId;
  readonly entry: QueueEntry;
}

const toSeen = (row: Row): SeenEntry => ({
  visitorId: row.visitor_id as VisitorId,
  entry: {
    id: row.id as QueueEntryId,
    conversationId: row.conversation_id as ConversationId,
    groupId: row.group_id as SkillGroupId,
    groupName: row.group_name,
    visitorName: row.visitor_name,
    channelName: row.channel_name,
    language: row.language,
    medium: row.medium,
    priority: row.priority,
    state: row.state,
    preview: row.preview,
    enqueuedAt: row.enqueued_at.toISOString(),
    position: row.position,
  },
});

/** The queue as people see it. Reads only. */
export const queueViewRepo = {
  /** In the order of service within each group; positions count from 1. */
  async list(db: Kysely<Database>, groupIds: readonly SkillGroupId[]): Promise<SeenEntry[]> {
    if (groupIds.length === 0) return [];
    const { rows } = await sql<Row>`
      select e.id, e.conversation_id, c.visitor_id, e.group_id, g.name as group_name, v.display_name as visitor_name, v.language,
             ch.name as channel_name, e.medium, e.priority, e.state, c.preview, e.enqueued_at,
             (row_number() over (partition by e.group_id order by e.priority desc, e.enqueued_at, e.id))::int as position
        from queue_entries e
        join skill_groups g on g.id = e.group_id
        join conversations c on c.id = e.conversation_id
        join visitors v on v.id = c.visitor_id
        join channels ch on ch.id = c.channel_id
       where e.state in ('waiting', 'ringing') and e.group_id = any(${groupIds}::uuid[])
       order by e.group_id, position`.execute(db);
    return rows.map(toSeen);
  },

  async groupOf(db: Kysely<Database>, conversationId: string): Promise<SkillGroupId | undefined> {
    const row = await db
      .selectFrom('queue_entries')
      .select('group_id')
      .where('conversation_id', '=', conversationId)
      .where('state', 'in', ['waiting', 'ringing'])
      .executeTakeFirst();
    return row?.group_id as SkillGroupId | undefined;
  },

  /** Contacts of a group whose work ended in the last hour, and the places of the agents who are there; by kind of medium. */
  async history(
    db: Kysely<Database>,
    groupId: SkillGroupId,
    now: Date,
  ): Promise<{ readonly text: HandlingHistory; readonly live: HandlingHistory; readonly agentsOnline: boolean }> {
    const { rows } = await sql<{
      text_handled: number;
      text_mean: number | null;
      live_handled: number;
      live_mean: number | null;
      text_places: number;
      online: number;
    }>`
      with handled as (
        select medium = 'text' as is_text, extract(epoch from released_at - ended_at) * 1000 as took_ms
          from queue_entries
         where state = 'served' and group_id = ${groupId} and released_at > ${now}::timestamptz - interval '1 hour'
           and ended_at > ${now}::timestamptz - interval '12 hours'),
      there as (
        select p.text_limit from skill_group_members m join presences p on p.agent_id = m.agent_id
         where m.group_id = ${groupId} and p.state = 'online' and p.lease_until >= ${now})
      select (select count(*) from handled where is_text)::int as text_handled,
             (select avg(took_ms) from handled where is_text)::float8 as text_mean,
             (select count(*) from handled where not is_text)::int as live_handled,
             (select avg(took_ms) from handled where not is_text)::float8 as live_mean,
             (select coalesce(sum(text_limit), 0) from there)::int as text_places,
             (select count(*) from there)::int as online`.execute(db);
    const row = rows[0];
    return {
      text: { handled: row?.text_handled ?? 0, meanHandlingMs: row?.text_mean ?? 0, places: row?.text_places ?? 0 },
      live: { handled: row?.live_handled ?? 0, meanHandlingMs: row?.live_mean ?? 0, places: row?.online ?? 0 },
      agentsOnline: (row?.online ?? 0) > 0,
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
    const rows = await db.selectFrom('skill_groups').select('id').execute();
    return rows.map((row) => row.id as SkillGroupId);
  },
};
