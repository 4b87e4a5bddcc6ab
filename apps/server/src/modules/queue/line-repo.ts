import type { ConversationId, SkillGroupId } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Tx } from '../../schema/index.ts';

export interface Line {
  readonly groupId: SkillGroupId;
  readonly name: string;
  readonly full: boolean;
  /** Where a full line sends whoever comes; null: nowhere. */
  readonly overflowTo: SkillGroupId | null;
}

/** Lines as far as entering them goes. Reads only. */
export const lineRepo = {
  /** The line of a group that was not deleted. One that has a greatest length is locked, so that two cannot take its last place. */
  async find(tx: Tx, groupId: SkillGroupId): Promise<Line | undefined> {
    const { rows } = await sql<{ name: string; max_waiting: number | null; overflow_group_id: SkillGroupId | null }>`
      select name, max_waiting, overflow_group_id from skill_groups
       where id = ${groupId} and archived_at is null for key share`.execute(tx);
    const group = rows[0];
    if (!group) return undefined;
    const { name, max_waiting: most, overflow_group_id: overflowTo } = group;
    const full = most !== null && (await lineRepo.waitingLocked(tx, groupId)) >= most;
    return { groupId, name, full, overflowTo };
  },

  /** How many wait or ring there, with the line held until the transaction ends. */
  async waitingLocked(tx: Tx, groupId: SkillGroupId): Promise<number> {
    await sql`select 1 from skill_groups where id = ${groupId} for no key update`.execute(tx);
    const { rows } = await sql<{ waiting: number }>`
      select count(*)::int as waiting from queue_entries where group_id = ${groupId} and ended_at is null`.execute(tx);
    return rows[0]?.waiting ?? 0;
  },

  /** The group of the channel the conversation came in by. */
  async channelGroup(tx: Tx, conversationId: ConversationId): Promise<SkillGroupId> {
    const row = await tx
      .selectFrom('conversations as c')
      .innerJoin('channels as ch', 'ch.id', 'c.channel_id')
      .select('ch.group_id')
      .where('c.id', '=', conversationId)
      .executeTakeFirstOrThrow();
    return row.group_id as SkillGroupId;
  },
};
