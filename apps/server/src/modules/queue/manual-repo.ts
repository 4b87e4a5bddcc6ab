import type { AgentId, ConversationId, QueueEntryId, SkillGroupId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { agedPriorityAt } from './order-of-service-repo.ts';

export interface EntryGroup {
  readonly conversationId: ConversationId;
  readonly groupId: SkillGroupId;
}

/** What the manual ways look up and change on entries. */
export const manualRepo = {
  async find(db: Kysely<Database>, id: QueueEntryId): Promise<EntryGroup | undefined> {
    const row = await db
      .selectFrom('queue_entries')
      .select(['conversation_id', 'group_id'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row && { conversationId: row.conversation_id as ConversationId, groupId: row.group_id as SkillGroupId };
  },

  async isOpenAccount(db: Kysely<Database>, agentId: AgentId): Promise<boolean> {
    const row = await db
      .selectFrom('agents')
      .select('id')
      .where('id', '=', agentId)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  },

  /** The group lets its agents take contacts, and this agent is one of them. */
  async mayPick(db: Kysely<Database>, groupId: SkillGroupId, agentId: AgentId): Promise<boolean> {
    const { rows } = await sql`
      select 1 from skill_groups g join skill_group_members m on m.group_id = g.id
       where g.id = ${groupId} and g.allow_pick and m.agent_id = ${agentId}`.execute(db);
    return rows.length > 0;
  },

  /** The group gives its texts without ringing. */
  async acceptsTexts(db: Kysely<Database>, groupId: SkillGroupId): Promise<boolean> {
    const row = await db
      .selectFrom('skill_groups')
      .select('auto_accept_text')
      .where('id', '=', groupId)
      .executeTakeFirst();
    return row?.auto_accept_text === true;
  },

  /** The highest priority of the others in the line, with what waiting has added to it; null when nobody else waits. */
  async highestPriority(tx: Tx, groupId: SkillGroupId, but: QueueEntryId, now: Date): Promise<number | null> {
    const { rows } = await sql<{ highest: number | null }>`
      select max(${agedPriorityAt(now)}) as highest from queue_entries
       where group_id = ${groupId} and ended_at is null and id <> ${but}`.execute(tx);
    return rows[0]?.highest ?? null;
  },

  async priorityOf(tx: Tx, id: QueueEntryId): Promise<number> {
    const row = await tx.selectFrom('queue_entries').select('priority').where('id', '=', id).executeTakeFirstOrThrow();
    return row.priority;
  },

  async setPriority(tx: Tx, id: QueueEntryId, priority: number): Promise<void> {
    await sql`update queue_entries set priority = ${priority}, version = version + 1 where id = ${id}`.execute(tx);
  },

  async exclude(tx: Tx, id: QueueEntryId, agentId: AgentId): Promise<void> {
    await sql`
      update queue_entries set excluded = array_append(excluded, ${agentId}::uuid), version = version + 1 where id = ${id}`.execute(
      tx,
    );
  },
};
