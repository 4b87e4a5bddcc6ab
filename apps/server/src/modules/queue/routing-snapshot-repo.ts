import type { AgentId, QueueEntryId, SkillGroupId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';
import type { EarlierAsk, RoutingEntry, RoutingGroup, RoutingPlan } from '../routing/index.ts';

interface EntryRow {
  id: string;
  medium: RoutingEntry['medium'];
  plan: RoutingPlan;
  rule: string;
  enqueued_at: Date;
  away: boolean;
}

/** What the router looks at, apart from presences. Reads only. */
export const routingSnapshotRepo = {
  /** The first `perLine` waiting entries of every group and kind of medium: one long line never hides another. */
  async waiting(db: Kysely<Database>, perLine: number): Promise<RoutingEntry[]> {
    const { rows } = await sql<EntryRow>`
      select * from (
        select id, medium, plan, rule, enqueued_at, away_until is not null as away,
               row_number() over (partition by group_id, medium = 'text' order by priority desc, enqueued_at, id) as place
          from queue_entries where state = 'waiting') as line
       where place <= ${perLine}`.execute(db);
    if (rows.length === 0) return [];
    const asked = await routingSnapshotRepo.asked(
      db,
      rows.map((row) => row.id),
    );
    return rows.map((row) => ({
      id: row.id as QueueEntryId,
      medium: row.medium,
      plan: row.plan,
      rule: row.rule,
      enqueuedAt: row.enqueued_at.getTime(),
      visitorAway: row.away,
      asked: asked.get(row.id) ?? [],
    }));
  },

  /** Who was asked about these entries and did not take them. */
  async asked(db: Kysely<Database>, entryIds: readonly string[]): Promise<ReadonlyMap<string, readonly EarlierAsk[]>> {
    const { rows } = await sql<{ entry_id: string; agent_id: string; times: number; last_at: Date }>`
      select queue_entry_id as entry_id, agent_id, count(*)::int as times, max(ended_at) as last_at
        from offers
       where queue_entry_id = any(${entryIds}::uuid[]) and state in ('declined', 'missed', 'cancelled')
       group by queue_entry_id, agent_id`.execute(db);
    const asked = new Map<string, EarlierAsk[]>();
    for (const row of rows) {
      const ask = { agentId: row.agent_id as AgentId, times: row.times, lastAt: row.last_at.getTime() };
      asked.set(row.entry_id, [...(asked.get(row.entry_id) ?? []), ask]);
    }
    return asked;
  },

  async groups(db: Kysely<Database>, ids: readonly SkillGroupId[]): Promise<RoutingGroup[]> {
    const rows = await db
      .selectFrom('skill_groups')
      .select(['id', 'name', 'strategy', 'ring_seconds'])
      .where(sql<boolean>`id = any(${ids}::uuid[])`)
      .execute();
    return rows.map((row) => ({
      id: row.id as SkillGroupId,
      name: row.name,
      strategy: row.strategy,
      ringMs: row.ring_seconds * 1_000,
    }));
  },

  /** Agents of the groups with their levels; disabled accounts are nobody. */
  async members(
    db: Kysely<Database>,
    groupIds: readonly SkillGroupId[],
  ): Promise<ReadonlyMap<AgentId, ReadonlyMap<SkillGroupId, number>>> {
    const { rows } = await sql<{ agent_id: string; group_id: string; level: number }>`
      select m.agent_id, m.group_id, m.level
        from skill_group_members m join agents a on a.id = m.agent_id
       where m.group_id = any(${groupIds}::uuid[]) and a.disabled_at is null`.execute(db);
    const members = new Map<AgentId, Map<SkillGroupId, number>>();
    for (const row of rows) {
      const levels = members.get(row.agent_id as AgentId) ?? new Map<SkillGroupId, number>();
      members.set(row.agent_id as AgentId, levels.set(row.group_id as SkillGroupId, row.level));
    }
    return members;
  },
};
