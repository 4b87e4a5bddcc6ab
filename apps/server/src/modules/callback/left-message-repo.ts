import type {
  AgentId,
  ContactAddress,
  ConversationId,
  Language,
  LeftMessage,
  LeftMessageId,
  LeftMessageState,
  SkillGroupId,
  VisitorId,
} from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { visitsOfPerson } from '../visitor/index.ts';

export interface LeftMessageRecord {
  readonly id: LeftMessageId;
  readonly conversationId: ConversationId;
  readonly groupId: SkillGroupId;
  readonly text: string;
  readonly address: ContactAddress | null;
  readonly state: LeftMessageState;
  readonly agentId: AgentId | null;
}

const addressOf = (row: Pick<Selectable<Database['left_messages']>, 'address' | 'address_kind'>) =>
  row.address !== null && row.address_kind !== null ? { kind: row.address_kind, value: row.address } : null;

const toRecord = (row: Selectable<Database['left_messages']>): LeftMessageRecord => ({
  id: row.id as LeftMessageId,
  conversationId: row.conversation_id as ConversationId,
  groupId: row.group_id as SkillGroupId,
  text: row.body,
  address: addressOf(row),
  state: row.state,
  agentId: row.agent_id as AgentId | null,
});

interface WireRow extends Selectable<Database['left_messages']> {
  group_name: string;
  channel_name: string;
  visitor_id: string;
  visitor_name: string | null;
  language: Language;
  agent_name: string | null;
}

const toWire = (row: WireRow): LeftMessage => ({
  id: row.id as LeftMessageId,
  conversationId: row.conversation_id as ConversationId,
  groupId: row.group_id as SkillGroupId,
  groupName: row.group_name,
  channelName: row.channel_name,
  visitorId: row.visitor_id as VisitorId,
  visitorName: row.visitor_name,
  language: row.language,
  text: row.body,
  address: addressOf(row),
  state: row.state,
  agent: row.agent_id === null ? null : { id: row.agent_id as AgentId, displayName: row.agent_name ?? '' },
  replyId: row.reply_id as ConversationId | null,
  createdAt: row.created_at.toISOString(),
  doneAt: row.done_at?.toISOString() ?? null,
});

const wire = (db: Kysely<Database>, where: ReturnType<typeof sql>, limit: number) =>
  sql<WireRow>`
  select m.*, g.name as group_name, ch.name as channel_name, v.id as visitor_id, v.display_name as visitor_name, v.language, a.display_name as agent_name
    from left_messages m
    join skill_groups g on g.id = m.group_id
    join conversations c on c.id = m.conversation_id
    join channels ch on ch.id = c.channel_id
    join visitors v on v.id = c.visitor_id
    left join agents a on a.id = m.agent_id
   where ${where} order by m.state = 'done', m.created_at, m.id limit ${limit}`.execute(db);

/** Rows of `left_messages`. */
export const leftMessageRepo = {
  async insert(
    tx: Tx,
    message: Omit<LeftMessageRecord, 'state' | 'agentId'> & { readonly createdAt: Date },
  ): Promise<void> {
    await tx
      .insertInto('left_messages')
      .values({
        id: message.id,
        conversation_id: message.conversationId,
        group_id: message.groupId,
        body: message.text,
        address_kind: message.address?.kind ?? null,
        address: message.address?.value ?? null,
        state: 'open',
        created_at: message.createdAt,
      })
      .execute();
  },

  async lock(tx: Tx, id: LeftMessageId): Promise<LeftMessageRecord | undefined> {
    const row = await tx.selectFrom('left_messages').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toRecord(row);
  },

  /** Groups that still have something of this person to work through. */
  async groupsOfPerson(db: Kysely<Database>, visitorId: string): Promise<SkillGroupId[]> {
    const { rows } = await sql<{ group_id: SkillGroupId }>`
      select distinct m.group_id from left_messages m join conversations c on c.id = m.conversation_id
       where m.state <> 'done' and c.visitor_id in ${visitsOfPerson(visitorId)}`.execute(db);
    return rows.map((row) => row.group_id);
  },

  async markTaken(tx: Tx, id: LeftMessageId, agentId: AgentId, replyId: ConversationId): Promise<void> {
    await sql`
      update left_messages set state = 'taken', agent_id = ${agentId}, reply_id = ${replyId}, version = version + 1
       where id = ${id}`.execute(tx);
  },
  async markDone(tx: Tx, id: LeftMessageId, agentId: AgentId, now: Date): Promise<void> {
    await sql`
      update left_messages set state = 'done', agent_id = ${agentId}, done_at = ${now}, version = version + 1
       where id = ${id}`.execute(tx);
  },
  /** The conversation in which it was answered is over. Answers the groups whose list has changed. */
  async answered(tx: Tx, replyId: string, now: Date): Promise<SkillGroupId[]> {
    const { rows } = await sql<{ group_id: string }>`
      update left_messages set state = 'done', done_at = ${now}, version = version + 1
       where reply_id = ${replyId} and state = 'taken' returning group_id`.execute(tx);
    return rows.map((row) => row.group_id as SkillGroupId);
  },

  /** `groupIds` null: of every group. */
  async listWire(
    db: Kysely<Database>,
    groupIds: readonly SkillGroupId[] | null,
    state: LeftMessageState | undefined,
    limit: number,
  ): Promise<LeftMessage[]> {
    const inGroups = groupIds === null ? sql`true` : sql`m.group_id = any(${[...groupIds]}::uuid[])`;
    const inState = state === undefined ? sql`true` : sql`m.state = ${state}`;
    return (await wire(db, sql`${inGroups} and ${inState}`, limit)).rows.map(toWire);
  },
  async findWire(db: Kysely<Database>, id: LeftMessageId): Promise<LeftMessage | undefined> {
    const row = (await wire(db, sql`m.id = ${id}`, 1)).rows[0];
    return row && toWire(row);
  },
};
