import type { AgentId, QueueEntryId, SkillGroupId } from '@visavis/protocol';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { plainArray } from '../../lib/plain-array.ts';
import type { Database } from '../../schema/index.ts';
import type { EarlierAsk, Membership, RoutingEntry, RoutingGroup, RoutingPlan } from '../routing/index.ts';
import { agedPriorityAt } from './order-of-service-repo.ts';

interface EntryRow {
  id: string;
  medium: RoutingEntry['medium'];
  plan: string;
  rule: string;
  group_id: string;
  priority: number;
  rule_version: number | null;
  stage_index: number;
  enqueued_ms: number;
  entered_ms: number;
  reached_stage: number | null;
  reached_ms: number | null;
  asked_all: 'again' | 'further' | null;
  asked_all_ms: number | null;
  away: boolean;
  callback: { notBefore?: string | null } | null;
  excluded: AgentId[];
  last_resort: SkillGroupId;
  untouched: boolean;
}

const nobodyAsked: ReadonlyMap<string, readonly EarlierAsk[]> = new Map();

/** As a number: ten thousand texts of instants take long to understand. */
const epochMs = (column: string) => sql`floor(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;

const entryColumns = sql`
  e.id, e.group_id, e.medium, plan::text as plan, priority, rule, rule_version, stage_index, reached_stage,
  ${epochMs('reached_at')} as reached_ms, asked_all, ${epochMs('asked_all_until')} as asked_all_ms,
  ${epochMs('enqueued_at')} as enqueued_ms, ${epochMs('entered_at')} as entered_ms,
  away_until is not null as away, callback, excluded, ch.group_id as last_resort, e.version = 1 as untouched`;
const entrySource = sql`
  queue_entries e join conversations c on c.id = e.conversation_id join channels ch on ch.id = c.channel_id
   where e.ended_at is null and e.state = 'waiting'`;

const readWaiting = async (db: Kysely<Database>, query: RawBuilder<unknown>): Promise<RoutingEntry[]> => {
  const { rows } = (await query.execute(db)) as { rows: EntryRow[] };
  if (rows.length === 0) return [];
  // Most plans are those of a few rules: each is understood and kept in memory once.
  const plans = new Map<string, RoutingPlan>();
  const planOf = (text: string): RoutingPlan => {
    const plan = plans.get(text) ?? (JSON.parse(text) as RoutingPlan);
    plans.set(text, plan);
    return plan;
  };
  // Whoever was asked about an entry, it rang: its row was written again since it came.
  const touched = rows.filter((row) => !row.untouched).map((row) => row.id);
  const asked = touched.length === 0 ? nobodyAsked : await routingSnapshotRepo.asked(db, touched);
  return rows.map((row) => ({
    id: row.id as QueueEntryId,
    medium: row.medium,
    groupId: row.group_id as SkillGroupId,
    plan: planOf(row.plan),
    priority: row.priority,
    rule: row.rule,
    ruleVersion: row.rule_version,
    stageIndex: row.stage_index,
    reached:
      row.reached_stage === null || row.reached_ms === null ? null : { stage: row.reached_stage, at: row.reached_ms },
    enqueuedAt: row.enqueued_ms,
    enteredAt: row.entered_ms,
    callback: row.callback && { notBefore: row.callback.notBefore ? Date.parse(row.callback.notBefore) : null },
    excluded: row.excluded,
    lastResort: row.last_resort,
    visitorAway: row.away,
    asked: asked.get(row.id) ?? [],
    askedAll: row.asked_all && { next: row.asked_all, at: row.asked_all_ms },
  }));
};

interface MemberRow {
  agent_id: AgentId;
  group_id: SkillGroupId | null;
  level: number;
  position: number;
}
const byAgent = (rows: readonly MemberRow[]): MembershipsOfAgents => {
  const members = new Map<AgentId, Map<SkillGroupId, Membership>>();
  for (const row of rows) {
    const held = members.get(row.agent_id) ?? new Map<SkillGroupId, Membership>();
    if (row.group_id !== null) held.set(row.group_id, { level: row.level, position: row.position });
    members.set(row.agent_id, held);
  }
  return members;
};

export type MembershipsOfAgents = ReadonlyMap<AgentId, ReadonlyMap<SkillGroupId, Membership>>;

/** What the router looks at, apart from presences. Reads only. */
export const routingSnapshotRepo = {
  /**
   * The first `perLine` waiting entries of every group and kind of medium, in the order of service: one long line never hides
   * another, and those who came later with a higher priority never hide for ever who has waited long.
   */
  waiting: (db: Kysely<Database>, perLine: number, now: Date): Promise<RoutingEntry[]> =>
    readWaiting(
      db,
      sql`select * from (
            select ${entryColumns},
                   row_number() over (partition by e.group_id, e.medium = 'text' order by ${agedPriorityAt(now)} desc, enqueued_at, e.id) as place
              from ${entrySource}) as line
           where place <= ${perLine}`,
    ),

  waitingOf: (db: Kysely<Database>, entryIds: readonly QueueEntryId[]): Promise<RoutingEntry[]> =>
    readWaiting(db, sql`select ${entryColumns} from ${entrySource} and e.id = any(${plainArray(entryIds)}::uuid[])`),

  /** Who was asked about these entries and did not take them. */
  async asked(db: Kysely<Database>, entryIds: readonly string[]): Promise<ReadonlyMap<string, readonly EarlierAsk[]>> {
    const { rows } = await sql<{ entry_id: string; agent_id: string; times: number; last_at: Date }>`
      select queue_entry_id as entry_id, agent_id, count(*) filter (where state <> 'cancelled')::int as times, max(ended_at) as last_at
        from offers
       where queue_entry_id = any(${plainArray(entryIds)}::uuid[]) and state in ('declined', 'missed', 'cancelled')
       group by queue_entry_id, agent_id`.execute(db);
    const asked = new Map<string, EarlierAsk[]>();
    for (const row of rows) {
      const ask = { agentId: row.agent_id as AgentId, times: row.times, lastAt: row.last_at.getTime() };
      asked.set(row.entry_id, [...(asked.get(row.entry_id) ?? []), ask]);
    }
    return asked;
  },

  /** All that were not deleted unless said. */
  async groups(db: Kysely<Database>, ids?: readonly SkillGroupId[]): Promise<RoutingGroup[]> {
    const rows = await db
      .selectFrom('skill_groups')
      .select([
        'id',
        'name',
        'strategy',
        'ring_seconds',
        'voice_ring_seconds',
        'video_ring_seconds',
        'max_wait_seconds',
        'overflow_group_id',
        'ramp_seconds',
      ])
      .$if(ids !== undefined, (query) => query.where(sql<boolean>`id = any(${ids}::uuid[])`))
      .where('archived_at', 'is', null)
      .execute();
    return rows.map((row) => ({
      id: row.id as SkillGroupId,
      name: row.name,
      strategy: row.strategy,
      ringMs: {
        text: row.ring_seconds * 1_000,
        voice: (row.voice_ring_seconds ?? row.ring_seconds) * 1_000,
        video: (row.video_ring_seconds ?? row.ring_seconds) * 1_000,
      },
      maxWaitMs: row.max_wait_seconds === null ? null : row.max_wait_seconds * 1_000,
      waitedTooLong: row.overflow_group_id
        ? { kind: 'overflow' as const, groupId: row.overflow_group_id as SkillGroupId }
        : { kind: 'expire' as const },
      rampMs: row.ramp_seconds * 1_000,
    }));
  },

  /** Is there a group whose agents take text in the moment it is offered. */
  async someAcceptAtOnce(db: Kysely<Database>): Promise<boolean> {
    const { rows } =
      await sql`select 1 from skill_groups where auto_accept_text and archived_at is null limit 1`.execute(db);
    return rows.length > 0;
  },

  /** Every account that is not disabled, with its groups. */
  async everybody(db: Kysely<Database>): Promise<MembershipsOfAgents> {
    const { rows } = await sql<MemberRow>`
      select a.id as agent_id, m.group_id, m.level, m.position
        from agents a left join skill_group_members m on m.agent_id = a.id where a.disabled_at is null`.execute(db);
    return byAgent(rows);
  },

  /** Agents of the groups with their levels, and those named; disabled accounts are nobody. */
  async members(
    db: Kysely<Database>,
    groupIds: readonly SkillGroupId[],
    agentIds: readonly AgentId[],
  ): Promise<ReadonlyMap<AgentId, ReadonlyMap<SkillGroupId, Membership>>> {
    const { rows } = await sql<MemberRow>`
      select m.agent_id, m.group_id, m.level, m.position
        from skill_group_members m join agents a on a.id = m.agent_id
       where m.group_id = any(${groupIds}::uuid[]) and a.disabled_at is null
      union all
      select id, null, 0, 0 from agents where id = any(${agentIds}::uuid[]) and disabled_at is null`.execute(db);
    return byAgent(rows);
  },
};
