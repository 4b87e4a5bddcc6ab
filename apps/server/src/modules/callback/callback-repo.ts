import {
  type AgentId,
  addressHint,
  type Callback,
  type CallbackId,
  type CallbackState,
  type ChannelId,
  type ContactAddress,
  type ConversationId,
  type Language,
  type Medium,
  type VisitorCallback,
  type VisitorId,
} from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

export interface CallbackRecord {
  readonly id: CallbackId;
  readonly conversationId: ConversationId;
  readonly state: CallbackState;
  readonly address: ContactAddress;
  readonly window: { readonly from: Date; readonly to: Date } | null;
  readonly notBefore: Date | null;
  readonly attempts: number;
  readonly mayWait: boolean;
  readonly agentId: AgentId | null;
  readonly createdBy: 'visitor' | 'administrator' | 'message';
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const toRecord = (row: Selectable<Database['callbacks']>): CallbackRecord => ({
  id: row.id as CallbackId,
  conversationId: row.conversation_id as ConversationId,
  state: row.state,
  address: { kind: row.address_kind, value: row.address },
  window: row.window_from && row.window_to && { from: row.window_from, to: row.window_to },
  notBefore: row.not_before,
  attempts: row.attempts,
  mayWait: row.may_wait,
  agentId: row.agent_id as AgentId | null,
  createdBy: row.created_by,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

const windowOf = (record: Pick<CallbackRecord, 'window'>) =>
  record.window && { from: record.window.from.toISOString(), to: record.window.to.toISOString() };

export const toVisitorCallback = (record: CallbackRecord): VisitorCallback => ({
  conversationId: record.conversationId,
  state: record.state,
  kind: record.address.kind,
  hint: addressHint(record.address),
  window: windowOf(record),
  notBefore: record.notBefore?.toISOString() ?? null,
  attempts: record.attempts,
  mayWait: record.mayWait,
});

interface WireRow extends Selectable<Database['callbacks']> {
  channel_id: string;
  visitor_id: string;
  visitor_name: string | null;
  language: Language;
  medium: Medium;
}

const toWire = (row: WireRow): Callback => {
  const record = toRecord(row);
  return {
    id: record.id,
    conversationId: record.conversationId,
    channelId: row.channel_id as ChannelId,
    visitorId: row.visitor_id as VisitorId,
    visitorName: row.visitor_name,
    language: row.language,
    medium: row.medium,
    address: record.address,
    window: windowOf(record),
    notBefore: record.notBefore?.toISOString() ?? null,
    state: record.state,
    attempts: record.attempts,
    agentId: record.agentId,
    createdAt: record.createdAt.toISOString(),
    endedAt: record.endedAt?.toISOString() ?? null,
  };
};

const wire = (db: Kysely<Database>, where: ReturnType<typeof sql>, limit: number) =>
  sql<WireRow>`
  select cb.*, c.channel_id, c.medium, c.visitor_id, v.display_name as visitor_name, v.language
    from callbacks cb join conversations c on c.id = cb.conversation_id join visitors v on v.id = c.visitor_id
   where ${where} order by coalesce(cb.not_before, cb.created_at), cb.id limit ${limit}`.execute(db);

const columnsOf = (record: CallbackRecord) => ({
  state: record.state,
  address_kind: record.address.kind,
  address: record.address.value,
  window_from: record.window?.from ?? null,
  window_to: record.window?.to ?? null,
  not_before: record.notBefore,
  attempts: record.attempts,
  may_wait: record.mayWait,
  agent_id: record.agentId,
  ended_at: record.endedAt,
});

/** Rows of `callbacks` and `callback_links`. */
export const callbackRepo = {
  async insert(tx: Tx, record: CallbackRecord): Promise<void> {
    await tx
      .insertInto('callbacks')
      .values({
        id: record.id,
        conversation_id: record.conversationId,
        ...columnsOf(record),
        created_by: record.createdBy,
        created_at: record.createdAt,
      })
      .execute();
  },

  async save(tx: Tx, record: CallbackRecord): Promise<void> {
    await tx
      .updateTable('callbacks')
      .set({ ...columnsOf(record), version: sql<number>`version + 1` })
      .where('id', '=', record.id)
      .execute();
  },

  async lock(tx: Tx, id: CallbackId): Promise<CallbackRecord | undefined> {
    const row = await tx.selectFrom('callbacks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toRecord(row);
  },

  /** The one that has not ended. */
  async lockOpen(tx: Tx, conversationId: string): Promise<CallbackRecord | undefined> {
    const row = await tx
      .selectFrom('callbacks')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('ended_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    return row && toRecord(row);
  },

  async find(db: Kysely<Database>, id: CallbackId): Promise<CallbackRecord | undefined> {
    const row = await db.selectFrom('callbacks').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toRecord(row);
  },

  /** The one that is on, else the last one. */
  async findOf(db: Kysely<Database>, conversationId: string): Promise<CallbackRecord | undefined> {
    const row = await db
      .selectFrom('callbacks')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .orderBy(sql`ended_at is not null`)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toRecord(row);
  },

  async findWire(db: Kysely<Database>, id: CallbackId): Promise<Callback | undefined> {
    const row = (await wire(db, sql`cb.id = ${id}`, 1)).rows[0];
    return row && toWire(row);
  },
  async listWire(db: Kysely<Database>, state: CallbackState | undefined, limit: number): Promise<Callback[]> {
    return (await wire(db, state ? sql`cb.state = ${state}` : sql`true`, limit)).rows.map(toWire);
  },

  async insertLink(
    tx: Tx,
    link: { hash: Buffer; callbackId: CallbackId; createdAt: Date; expiresAt: Date },
  ): Promise<void> {
    await tx
      .insertInto('callback_links')
      .values({
        token_hash: link.hash,
        callback_id: link.callbackId,
        created_at: link.createdAt,
        expires_at: link.expiresAt,
      })
      .execute();
  },

  /** Uses a link up by one; undefined when it does not lead to an open conversation any more. */
  async useLink(tx: Tx, hash: Buffer, now: Date, mostUses: number): Promise<VisitorId | undefined> {
    const { rows } = await sql<{ visitor_id: string }>`
      update callback_links l set uses = l.uses + 1
        from callbacks cb join conversations c on c.id = cb.conversation_id
       where l.token_hash = ${hash} and cb.id = l.callback_id and l.expires_at > ${now} and l.uses < ${mostUses}
         and c.state <> 'closed'
      returning c.visitor_id`.execute(tx);
    return rows[0]?.visitor_id as VisitorId | undefined;
  },
};
