import type { InternalNote } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

interface Row {
  id: string;
  conversation_id: string;
  seq: number;
  after_seq: number;
  client_msg_id: string;
  agent_id: string;
  author_name: string;
  note: string;
  created_at: Date;
}

const toNote = (row: Row): InternalNote =>
  ({
    id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    afterSeq: row.after_seq,
    clientMsgId: row.client_msg_id,
    author: { agentId: row.agent_id, displayName: row.author_name },
    text: row.note,
    createdAt: row.created_at.toISOString(),
  }) as InternalNote;

/** Rows of `internal_notes`. */
export const internalNoteRepo = {
  async findByClientMsgId(
    db: Kysely<Database>,
    conversationId: string,
    clientMsgId: string,
  ): Promise<InternalNote | undefined> {
    const row = await db
      .selectFrom('internal_notes')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('client_msg_id', '=', clientMsgId)
      .executeTakeFirst();
    return row && toNote(row);
  },

  /** The conversation's lock is held: it gives the numbers their order. */
  async insert(
    tx: Tx,
    note: {
      readonly id: string;
      readonly conversationId: string;
      readonly afterSeq: number;
      readonly clientMsgId: string;
      readonly agentId: string;
      readonly authorName: string;
      readonly text: string;
      readonly now: Date;
    },
  ): Promise<InternalNote> {
    const row = await tx
      .insertInto('internal_notes')
      .values({
        id: note.id,
        conversation_id: note.conversationId,
        seq: sql<number>`(select coalesce(max(seq), 0) + 1 from internal_notes where conversation_id = ${note.conversationId})`,
        after_seq: note.afterSeq,
        client_msg_id: note.clientMsgId,
        agent_id: note.agentId,
        author_name: note.authorName,
        note: note.text,
        created_at: note.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toNote(row);
  },

  async listAfter(
    db: Kysely<Database>,
    conversationId: string,
    afterSeq: number,
    limit: number,
  ): Promise<InternalNote[]> {
    const rows = await db
      .selectFrom('internal_notes')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(toNote);
  },

  /** Those written before the message of that seq. */
  async listBefore(db: Kysely<Database>, conversationId: string, messageSeq: number): Promise<InternalNote[]> {
    const rows = await db
      .selectFrom('internal_notes')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('after_seq', '<', messageSeq)
      .orderBy('seq')
      .execute();
    return rows.map(toNote);
  },

  async readSeq(db: Kysely<Database>, conversationId: string, agentId: string): Promise<number> {
    const row = await db
      .selectFrom('internal_note_marks')
      .select('read_seq')
      .where('conversation_id', '=', conversationId)
      .where('agent_id', '=', agentId)
      .executeTakeFirst();
    return row?.read_seq ?? 0;
  },

  /** Never further than there are notes, and never back. Undefined when nothing grew. */
  async raiseRead(
    db: Kysely<Database>,
    conversationId: string,
    agentId: string,
    seq: number,
  ): Promise<number | undefined> {
    const { rows } = await sql<{ read_seq: number }>`
      insert into internal_note_marks as known (conversation_id, agent_id, read_seq)
      select ${conversationId}, ${agentId}, least(${seq}::int, max(seq)) from internal_notes
       where conversation_id = ${conversationId} having max(seq) is not null
      on conflict (conversation_id, agent_id) do update set read_seq = excluded.read_seq
       where known.read_seq < excluded.read_seq
      returning read_seq`.execute(db);
    return rows[0]?.read_seq;
  },

  async lastSeq(db: Kysely<Database>, conversationId: string): Promise<number> {
    const row = await db
      .selectFrom('internal_notes')
      .select(sql<number>`coalesce(max(seq), 0)::int`.as('last'))
      .where('conversation_id', '=', conversationId)
      .executeTakeFirstOrThrow();
    return row.last;
  },
};
