import type { AgentId, Language, SkillGroupId, VisitorAttributes } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';
import type { ServedBefore } from '../routing/index.ts';

export interface ContactFacts {
  readonly visitorId: string;
  readonly externalId: string | null;
  readonly vipLevel: number;
  readonly attributes: VisitorAttributes;
  readonly tags: readonly string[];
  readonly language: Language;
  /** What is kept in memory holds while these two stay. */
  readonly ruleVersion: number;
  readonly calendarVersions: string;
}

/** Contacts looked at for the regular agent; more say nothing new. */
const SERVED_BEFORE = 200;

/** What rules look at when a contact comes in. Reads only; set-based, for it stands in the way of every visitor. */
export const factsRepo = {
  async contact(db: Db, conversationId: string): Promise<ContactFacts | undefined> {
    const { rows } = await sql<ContactFacts>`
      select v.id as "visitorId", v.external_id as "externalId", v.vip_level as "vipLevel", v.attributes, v.tags, v.language,
             (select coalesce(max(version), 0) from rule_sets) as "ruleVersion",
             (select coalesce(string_agg(id || ' ' || version, ',' order by id), '') from calendars) as "calendarVersions"
        from conversations c join visitors v on v.id = c.visitor_id
       where c.id = ${conversationId}`.execute(db);
    return rows[0];
  },

  /** Who served this person before, newest first; by the external id also in other visits. Disabled accounts are nobody. */
  async servedBefore(
    db: Db,
    visitor: Pick<ContactFacts, 'visitorId' | 'externalId'>,
    since: Date,
  ): Promise<ServedBefore[]> {
    const { rows } = await sql<{ agent_id: AgentId; at: Date }>`
      select e.served_by as agent_id, e.ended_at as at
        from visitors v
        join conversations c on c.visitor_id = v.id
        join queue_entries e on e.conversation_id = c.id
        join agents a on a.id = e.served_by
       where (v.id = ${visitor.visitorId} or v.external_id = ${visitor.externalId})
         and e.state = 'served' and e.ended_at >= ${since} and a.disabled_at is null
       order by e.ended_at desc limit ${SERVED_BEFORE}`.execute(db);
    return rows.map((row) => ({ agentId: row.agent_id, at: row.at.getTime() }));
  },

  /** Of these lines: how many wait, and since when the one who waits longest; as on the floor, nobody sits before a page for a callback. */
  async waiting(
    db: Db,
    groupIds: readonly SkillGroupId[],
  ): Promise<ReadonlyMap<string, { readonly count: number; readonly since: number | null }>> {
    const { rows } = await sql<{ group_id: string; count: number; since: Date | null }>`
      select group_id, count(*)::int as count, min(coalesce(returned_at, enqueued_at)) filter (where callback is null) as since
        from queue_entries
       where ended_at is null and group_id = any(${[...groupIds]}::uuid[])
       group by group_id`.execute(db);
    return new Map(rows.map((row) => [row.group_id, { count: row.count, since: row.since?.getTime() ?? null }]));
  },
};
