import type { CloseReason, Conversation, RecordingConsent, VisitorConversation } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { visitsOfPerson } from '../visitor/index.ts';

export interface ConversationRow {
  readonly id: string;
  readonly channelId: string;
  readonly visitorId: string;
  readonly agentId: string | null;
  readonly state: 'waiting' | 'active' | 'closed';
  readonly medium: 'text' | 'voice' | 'video';
  readonly recordingConsent: RecordingConsent | null;
  readonly lastSeq: number;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  readonly version: number;
}

/** One conversation as agents see it and as its visitor does. */
export interface ConversationViews {
  readonly forAgents: Omit<Conversation, 'visitorOnline'>;
  readonly forVisitor: VisitorConversation;
}

export interface ConversationQuery {
  readonly agentId?: string;
  readonly visitorId?: string;
  readonly state?: 'waiting' | 'active' | 'closed';
  readonly words?: string;
  readonly before?: Date;
  readonly limit: number;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** LIKE treats %, _ and \ as patterns; people who search for "100%" mean the sign. */
export const escapeLike = (words: string): string => words.replace(/[\\%_]/g, (sign) => `\\${sign}`);

const view = (db: Kysely<Database>) =>
  db
    .selectFrom('conversations as c')
    .innerJoin('visitors as v', 'v.id', 'c.visitor_id')
    .innerJoin('channels as ch', 'ch.id', 'c.channel_id')
    .leftJoin('agents as a', 'a.id', 'c.agent_id')
    .selectAll('c')
    .select([
      'v.display_name as visitor_name',
      'v.vip_level as visitor_vip_level',
      'v.language as visitor_language',
      'v.device as visitor_device',
      'ch.name as channel_name',
      'a.display_name as agent_name',
    ]);
type ViewRow = Awaited<ReturnType<ReturnType<typeof view>['executeTakeFirstOrThrow']>>;

const marksOf = (row: ViewRow) => ({
  visitorDeliveredSeq: row.visitor_delivered_seq,
  visitorReadSeq: row.visitor_read_seq,
  agentDeliveredSeq: row.agent_delivered_seq,
  agentReadSeq: row.agent_read_seq,
});

const toConversation = (row: ViewRow): Omit<Conversation, 'visitorOnline'> =>
  ({
    id: row.id,
    state: row.state,
    medium: row.medium,
    channel: { id: row.channel_id, name: row.channel_name },
    visitor: {
      id: row.visitor_id,
      displayName: row.visitor_name,
      vipLevel: row.visitor_vip_level,
      language: row.visitor_language,
      device: row.visitor_device,
    },
    agent: row.agent_id === null ? null : { id: row.agent_id, displayName: row.agent_name ?? '' },
    lastSeq: row.last_seq,
    lastMessageAt: iso(row.last_message_at),
    preview: row.preview,
    marks: marksOf(row),
    recordingConsent: row.recording_consent,
    createdAt: row.created_at.toISOString(),
    assignedAt: iso(row.assigned_at),
    closedAt: iso(row.closed_at),
    closeReason: row.close_reason,
    note: row.note,
    version: row.version,
  }) as Omit<Conversation, 'visitorOnline'>;

const toVisitorConversation = (row: ViewRow): VisitorConversation =>
  ({
    id: row.id,
    state: row.state,
    medium: row.medium,
    agent: row.agent_id === null ? null : { displayName: row.agent_name ?? '' },
    lastSeq: row.last_seq,
    marks: marksOf(row),
    recordingConsent: row.recording_consent,
    createdAt: row.created_at.toISOString(),
    closedAt: iso(row.closed_at),
    closeReason: row.close_reason,
    version: row.version,
  }) as VisitorConversation;

const toRow = (row: { [K in keyof Database['conversations']]: unknown } | undefined): ConversationRow | undefined => {
  if (!row) return undefined;
  const r = row as unknown as ViewRow;
  return {
    id: r.id,
    channelId: r.channel_id,
    visitorId: r.visitor_id,
    agentId: r.agent_id,
    state: r.state,
    medium: r.medium,
    recordingConsent: r.recording_consent,
    lastSeq: r.last_seq,
    createdAt: r.created_at,
    closedAt: r.closed_at,
    version: r.version,
  };
};

export interface NewConversation {
  readonly id: string;
  readonly channelId: string;
  readonly visitorId: string;
  readonly medium: 'text' | 'voice' | 'video';
  readonly recordingConsent: RecordingConsent | null;
  readonly now: Date;
}

export const conversationRepo = {
  async insert(tx: Tx, row: NewConversation): Promise<void> {
    await tx
      .insertInto('conversations')
      .values({
        id: row.id,
        channel_id: row.channelId,
        visitor_id: row.visitorId,
        state: 'waiting',
        medium: row.medium,
        recording_consent: row.recordingConsent,
        created_at: row.now,
      })
      .execute();
  },

  /** The row, locked until the transaction ends. */
  async lock(tx: Tx, id: string): Promise<ConversationRow | undefined> {
    return toRow(await tx.selectFrom('conversations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst());
  },

  async find(db: Kysely<Database>, id: string): Promise<ConversationRow | undefined> {
    return toRow(await db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst());
  },

  /** The visitor's open conversation, else the one closed last since `closedSince`. */
  async findLatestOfVisitor(
    db: Kysely<Database>,
    visitorId: string,
    closedSince: Date,
  ): Promise<VisitorConversation | undefined> {
    const row = await view(db)
      .where('c.visitor_id', '=', visitorId)
      .where((eb) => eb.or([eb('c.state', '<>', 'closed'), eb('c.closed_at', '>', closedSince)]))
      .orderBy(sql`c.state = 'closed'`)
      .orderBy('c.created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toVisitorConversation(row);
  },

  /** Open conversations of the same person, on whatever device. */
  async openOfPerson(db: Kysely<Database>, visitorId: string): Promise<string[]> {
    const rows = await db
      .selectFrom('conversations')
      .select('id')
      .where('state', '<>', 'closed')
      .where(sql<boolean>`visitor_id in ${visitsOfPerson(visitorId)}`)
      .execute();
    return rows.map(({ id }) => id);
  },

  async findView(db: Kysely<Database>, id: string): Promise<Omit<Conversation, 'visitorOnline'> | undefined> {
    const row = await view(db).where('c.id', '=', id).executeTakeFirst();
    return row && toConversation(row);
  },

  /** What agents and what the visitor see, of one and the same moment. */
  async listViews(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlyMap<string, ConversationViews>> {
    const rows = await view(db).where('c.id', 'in', ids).execute();
    return new Map(
      rows.map((row) => [row.id, { forAgents: toConversation(row), forVisitor: toVisitorConversation(row) }]),
    );
  },

  async findVisitorView(db: Kysely<Database>, id: string): Promise<VisitorConversation | undefined> {
    const row = await view(db).where('c.id', '=', id).executeTakeFirst();
    return row && toVisitorConversation(row);
  },

  async list(db: Kysely<Database>, query: ConversationQuery): Promise<Omit<Conversation, 'visitorOnline'>[]> {
    let select = view(db);
    if (query.agentId) select = select.where('c.agent_id', '=', query.agentId);
    if (query.visitorId) select = select.where('c.visitor_id', '=', query.visitorId);
    if (query.state) select = select.where('c.state', '=', query.state);
    if (query.before) select = select.where('c.created_at', '<', query.before);
    if (query.words) select = select.where(wordsIn(query.words));
    const rows = await select.orderBy('c.created_at', 'desc').orderBy('c.id', 'desc').limit(query.limit).execute();
    return rows.map(toConversation);
  },

  async update(
    tx: Tx,
    id: string,
    change: {
      state?: ConversationRow['state'];
      agentId?: string | null;
      assignedAt?: Date | null;
      closedAt?: Date;
      closeReason?: CloseReason;
      note?: string | null;
      recordingConsent?: RecordingConsent;
    },
  ): Promise<void> {
    await tx
      .updateTable('conversations')
      .set({
        ...(change.state ? { state: change.state } : {}),
        ...(change.agentId !== undefined ? { agent_id: change.agentId } : {}),
        ...(change.assignedAt !== undefined ? { assigned_at: change.assignedAt } : {}),
        ...(change.closedAt ? { closed_at: change.closedAt } : {}),
        ...(change.closeReason ? { close_reason: change.closeReason } : {}),
        ...(change.note !== undefined ? { note: change.note } : {}),
        ...(change.recordingConsent ? { recording_consent: change.recordingConsent } : {}),
        version: sql`version + 1`,
      })
      .where('id', '=', id)
      .execute();
  },

  /** Marks only grow and never pass the last message. Returns the marks, or undefined when nothing changed. */
  async raiseMark(
    db: Kysely<Database>,
    id: string,
    column: 'visitor_delivered_seq' | 'visitor_read_seq' | 'agent_delivered_seq' | 'agent_read_seq',
    seq: number,
  ) {
    const column2 = column.endsWith('read_seq') ? (column.replace('read', 'delivered') as typeof column) : column;
    const row = await db
      .updateTable('conversations')
      .set({
        [column]: sql`least(${seq}::int, last_seq)`,
        [column2]: sql`greatest(${sql.ref(column2)}, least(${seq}::int, last_seq))`,
      })
      .where('id', '=', id)
      .where(sql.ref(column), '<', sql`least(${seq}::int, last_seq)`)
      .returning(['visitor_delivered_seq', 'visitor_read_seq', 'agent_delivered_seq', 'agent_read_seq'])
      .executeTakeFirst();
    return row && marksOf(row as ViewRow);
  },
};

const wordsIn = (words: string) =>
  sql<boolean>`exists (select 1 from messages m where m.conversation_id = c.id and m.search_text ilike ${`%${escapeLike(words)}%`})`;
