import type { AgentId, ConversationId, DispositionId, Medium, SkillGroupId, VisitorId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { visitsOfPerson } from '../visitor/index.ts';

export interface WrapUpRecord {
  readonly conversationId: ConversationId;
  readonly agentId: AgentId;
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
  readonly startedAt: Date;
  readonly endsAt: Date;
  readonly doneAt: Date | null;
  readonly dispositionId: DispositionId | null;
  readonly dispositionRequired: boolean;
  readonly visitorId: VisitorId;
  readonly visitorName: string | null;
  readonly note: string | null;
  readonly tags: readonly string[];
  readonly version: number;
}

interface Row {
  conversation_id: ConversationId;
  agent_id: AgentId;
  group_id: SkillGroupId;
  medium: Medium;
  started_at: Date;
  ends_at: Date;
  done_at: Date | null;
  disposition_id: DispositionId | null;
  disposition_required: boolean;
  visitor_id: VisitorId;
  visitor_name: string | null;
  note: string | null;
  tags: string[];
  version: number;
}

const toRecord = (row: Row): WrapUpRecord => ({
  conversationId: row.conversation_id,
  agentId: row.agent_id,
  groupId: row.group_id,
  medium: row.medium,
  startedAt: row.started_at,
  endsAt: row.ends_at,
  doneAt: row.done_at,
  dispositionId: row.disposition_id,
  dispositionRequired: row.disposition_required,
  visitorId: row.visitor_id,
  visitorName: row.visitor_name,
  note: row.note,
  tags: row.tags,
  version: row.version,
});

const select = async (db: Kysely<Database>, where: ReturnType<typeof sql>): Promise<WrapUpRecord[]> => {
  const { rows } = await sql<Row>`
    select w.*, g.disposition_required, c.visitor_id, v.display_name as visitor_name, c.note
      from wrap_ups w
      join skill_groups g on g.id = w.group_id
      join conversations c on c.id = w.conversation_id
      join visitors v on v.id = c.visitor_id
     where ${where} order by w.started_at, w.conversation_id`.execute(db);
  return rows.map(toRecord);
};

/** Rows of `wrap_ups`. */
export const wrapUpRepo = {
  async find(db: Kysely<Database>, conversationId: string): Promise<WrapUpRecord | undefined> {
    return (await select(db, sql`w.conversation_id = ${conversationId}`))[0];
  },

  async lock(tx: Tx, conversationId: string): Promise<WrapUpRecord | undefined> {
    await sql`select 1 from wrap_ups where conversation_id = ${conversationId} for no key update`.execute(tx);
    return wrapUpRepo.find(tx, conversationId);
  },

  async listOpen(db: Kysely<Database>, agentId: AgentId, now: Date): Promise<WrapUpRecord[]> {
    return select(db, sql`w.agent_id = ${agentId} and w.done_at is null and w.ends_at > ${now}`);
  },

  async listOpenOfPerson(db: Kysely<Database>, visitorId: string, now: Date): Promise<WrapUpRecord[]> {
    return select(db, sql`w.done_at is null and w.ends_at > ${now} and v.id in ${visitsOfPerson(visitorId)}`);
  },

  async groupSettings(
    db: Kysely<Database>,
    groupId: SkillGroupId,
  ): Promise<{ readonly seconds: Readonly<Record<Medium, number>>; readonly dispositionRequired: boolean }> {
    const row = await db
      .selectFrom('skill_groups')
      .select(['text_wrap_seconds', 'voice_wrap_seconds', 'video_wrap_seconds', 'disposition_required'])
      .where('id', '=', groupId)
      .executeTakeFirstOrThrow();
    return {
      seconds: { text: row.text_wrap_seconds, voice: row.voice_wrap_seconds, video: row.video_wrap_seconds },
      dispositionRequired: row.disposition_required,
    };
  },

  /** The heaviest medium of the contact: a text conversation that became a call is wrapped up as that call. */
  async heaviest(db: Kysely<Database>, conversationId: string, medium: Medium): Promise<Medium> {
    const { rows } = await sql<{ kind: 'voice' | 'video' }>`
      select kind from calls where conversation_id = ${conversationId} and live_at is not null
       order by (kind = 'video') desc limit 1`.execute(db);
    const kind = rows[0]?.kind;
    return kind === undefined || medium === 'video' ? medium : kind;
  },

  /** The group whose work the contact is or was last; undefined when nobody served it. */
  async groupOf(
    db: Kysely<Database>,
    conversationId: string,
  ): Promise<{ readonly groupId: SkillGroupId; readonly medium: Medium } | undefined> {
    const row = await db
      .selectFrom('queue_entries')
      .select(['group_id', 'medium'])
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'served')
      .orderBy('ended_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && { groupId: row.group_id as SkillGroupId, medium: row.medium };
  },

  async insert(
    tx: Tx,
    one: Pick<WrapUpRecord, 'agentId' | 'groupId' | 'medium' | 'startedAt' | 'endsAt' | 'doneAt' | 'dispositionId'> & {
      readonly conversationId: string;
      readonly tags: readonly string[];
    },
  ): Promise<void> {
    await tx
      .insertInto('wrap_ups')
      .values({
        conversation_id: one.conversationId,
        agent_id: one.agentId,
        group_id: one.groupId,
        medium: one.medium,
        started_at: one.startedAt,
        ends_at: one.endsAt,
        done_at: one.doneAt,
        disposition_id: one.dispositionId,
        tags: [...one.tags],
      })
      .execute();
  },

  async update(
    tx: Tx,
    conversationId: string,
    patch: {
      readonly dispositionId?: DispositionId | null | undefined;
      readonly tags?: readonly string[] | undefined;
      readonly doneAt?: Date;
    },
  ): Promise<void> {
    await tx
      .updateTable('wrap_ups')
      .set({
        ...(patch.dispositionId !== undefined && { disposition_id: patch.dispositionId }),
        ...(patch.tags !== undefined && { tags: [...patch.tags] }),
        ...(patch.doneAt !== undefined && { done_at: patch.doneAt }),
        version: sql<number>`version + 1`,
      })
      .where('conversation_id', '=', conversationId)
      .execute();
  },

  async commonTags(db: Kysely<Database>, since: Date, limit: number): Promise<string[]> {
    const { rows } = await sql<{ tag: string }>`
      select tag from wrap_ups, unnest(tags) as tag where started_at > ${since}
       group by tag order by count(*) desc, tag limit ${limit}`.execute(db);
    return rows.map((row) => row.tag);
  },
};
