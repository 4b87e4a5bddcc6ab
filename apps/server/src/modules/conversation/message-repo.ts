import type { Author, Message, MessageBody } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { escapeLike } from './conversation-repo.ts';

/** A message ready to be stored. `owner` is checked in the storing statement itself: nobody writes into a conversation that is not theirs. */
export interface MessageToStore {
  readonly id: string;
  readonly conversationId: string;
  readonly clientMsgId: string;
  readonly owner: { readonly kind: 'visitor' | 'agent'; readonly id: string };
  readonly authorName: string | null;
  readonly body: MessageBody;
  readonly preview: string;
  readonly searchText: string | null;
  readonly createdAt: Date;
}

interface Row {
  id: string;
  conversation_id: string;
  seq: number;
  client_msg_id: string | null;
  author_kind: 'visitor' | 'agent' | 'system';
  author_agent_id: string | null;
  author_name: string | null;
  body: unknown;
  created_at: Date;
}

interface StoredRow extends Row {
  waiting: boolean;
}

/** A message after its commit, and whether its conversation still waits for an agent. */
export interface StoredMessage {
  readonly message: Message;
  readonly waiting: boolean;
}

const authorOf = (row: Row): Author => {
  if (row.author_kind === 'agent')
    return { kind: 'agent', agentId: row.author_agent_id, displayName: row.author_name ?? '' } as Author;
  return { kind: row.author_kind } as Author;
};

export const toMessage = (row: Row): Message =>
  ({
    id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    clientMsgId: row.client_msg_id,
    author: authorOf(row),
    body: row.body,
    createdAt: row.created_at.toISOString(),
  }) as Message;

/**
 * The gapless seq is given in the statement that stores the message: the update locks the conversation's row, so two senders
 * get neighbouring numbers, and a refused row (closed, not the owner, id already used) uses none up.
 */
const storeOne = (m: MessageToStore) => sql<StoredRow>`
  with u as (
    update conversations set last_seq = last_seq + 1, last_message_at = ${m.createdAt}, preview = ${m.preview},
      ${m.owner.kind === 'visitor' ? sql`visitor_delivered_seq = last_seq + 1, visitor_read_seq = last_seq + 1` : sql`agent_delivered_seq = last_seq + 1, agent_read_seq = last_seq + 1`}
    where id = ${m.conversationId} and state <> 'closed'
      and ${m.owner.kind === 'visitor' ? sql`visitor_id = ${m.owner.id}` : sql`agent_id = ${m.owner.id}`}
      and not exists (select 1 from messages x where x.conversation_id = ${m.conversationId} and x.client_msg_id = ${m.clientMsgId})
    returning id, last_seq, state
  ), i as (
  insert into messages (id, conversation_id, seq, client_msg_id, author_kind, author_agent_id, author_name, body, search_text, created_at)
  select ${m.id}::uuid, u.id, u.last_seq, ${m.clientMsgId}::uuid, ${m.owner.kind}, ${m.owner.kind === 'agent' ? m.owner.id : null}::uuid, ${m.authorName},
    ${JSON.stringify(m.body)}::jsonb, ${m.searchText}, ${m.createdAt}::timestamptz
  from u
  returning id, conversation_id, seq, client_msg_id, author_kind, author_agent_id, author_name, body, created_at
  )
  select i.*, u.state = 'waiting' as waiting from i join u on u.id = i.conversation_id`;

const storeMany = (batch: readonly MessageToStore[]) => sql<StoredRow>`
  with m as (
    select * from unnest(
      ${batch.map((m) => m.id)}::uuid[], ${batch.map((m) => m.conversationId)}::uuid[], ${batch.map((m) => m.clientMsgId)}::uuid[],
      ${batch.map((m) => m.owner.kind)}::text[], ${batch.map((m) => m.owner.id)}::uuid[], ${batch.map((m) => m.authorName)}::text[],
      ${batch.map((m) => JSON.stringify(m.body))}::text[], ${batch.map((m) => m.preview)}::text[], ${batch.map((m) => m.searchText)}::text[],
      ${batch.map((m) => m.createdAt.toISOString())}::timestamptz[]
    ) with ordinality x(id, conversation_id, client_msg_id, author_kind, owner_id, author_name, body, preview, search_text, created_at, ord)
  ), l as (
    select id, visitor_id, agent_id, state from conversations where id in (select conversation_id from m) order by id for update
  ), ok as (
    select m.*, row_number() over (partition by m.conversation_id order by m.ord) rn
    from m join l on l.id = m.conversation_id
    where l.state <> 'closed' and m.owner_id = case m.author_kind when 'visitor' then l.visitor_id else l.agent_id end
      and not exists (select 1 from messages x where x.conversation_id = m.conversation_id and x.client_msg_id = m.client_msg_id)
  ), g as (
    select conversation_id, count(*)::int n, max(created_at) at, (array_agg(preview order by ord desc))[1] preview,
      max(rn) filter (where author_kind = 'visitor') vrn, max(rn) filter (where author_kind = 'agent') arn
    from ok group by conversation_id
  ), u as (
    update conversations c set last_seq = c.last_seq + g.n, last_message_at = g.at, preview = g.preview,
      visitor_delivered_seq = coalesce(c.last_seq + g.vrn, c.visitor_delivered_seq), visitor_read_seq = coalesce(c.last_seq + g.vrn, c.visitor_read_seq),
      agent_delivered_seq = coalesce(c.last_seq + g.arn, c.agent_delivered_seq), agent_read_seq = coalesce(c.last_seq + g.arn, c.agent_read_seq)
    from g where c.id = g.conversation_id
    returning c.id, c.last_seq - g.n as base, c.state
  ), i as (
  insert into messages (id, conversation_id, seq, client_msg_id, author_kind, author_agent_id, author_name, body, search_text, created_at)
  select ok.id, ok.conversation_id, u.base + ok.rn, ok.client_msg_id, ok.author_kind, case ok.author_kind when 'agent' then ok.owner_id end, ok.author_name,
    ok.body::jsonb, ok.search_text, ok.created_at
  from ok join u on u.id = ok.conversation_id
  returning id, conversation_id, seq, client_msg_id, author_kind, author_agent_id, author_name, body, created_at
  )
  select i.*, u.state = 'waiting' as waiting from i join u on u.id = i.conversation_id`;

export const messageRepo = {
  /** Stored rows, in no particular order; what is missing was refused and needs a look of its own. */
  async store(db: Kysely<Database>, batch: readonly MessageToStore[]): Promise<StoredMessage[]> {
    const first = batch[0];
    if (!first) return [];
    const result = await (batch.length === 1 ? storeOne(first) : storeMany(batch)).execute(db);
    return result.rows.map((row) => ({ message: toMessage(row), waiting: row.waiting }));
  },

  async findByClientMsgId(
    db: Kysely<Database>,
    conversationId: string,
    clientMsgId: string,
  ): Promise<Message | undefined> {
    const row = await db
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('client_msg_id', '=', clientMsgId)
      .executeTakeFirst();
    return row && toMessage(row);
  },

  async listBySeq(
    db: Kysely<Database>,
    places: readonly { readonly id: string; readonly seq: number }[],
  ): Promise<Message[]> {
    const rows = await db
      .selectFrom('messages')
      .selectAll()
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('conversation_id', 'seq'),
          'in',
          places.map(({ id, seq }) => tuple(id, seq)),
        ),
      )
      .execute();
    return rows.map(toMessage);
  },

  async listAfter(db: Kysely<Database>, conversationId: string, afterSeq: number, limit: number): Promise<Message[]> {
    const rows = await db
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(toMessage);
  },

  /** The seq at which the conversation last left this agent; null: it never did. */
  async lastLeft(db: Kysely<Database>, conversationId: string, agentId: string): Promise<number | null> {
    const { rows } = await sql<{ seq: number | null }>`
      select max(seq) as seq from messages
       where conversation_id = ${conversationId} and author_kind = 'system'
         and ${agentId} = case body->'event'->>'name' when 'transferred' then body->'event'->'from'->>'agentId'
                            when 'agent_left' then body->'event'->>'agentId' end`.execute(db);
    return rows[0]?.seq ?? null;
  },

  async hasFileUpTo(db: Kysely<Database>, conversationId: string, fileId: string, seq: number): Promise<boolean> {
    const { rows } = await sql`
      select 1 from messages
       where conversation_id = ${conversationId} and seq <= ${seq} and body->'file'->>'id' = ${fileId} limit 1`.execute(
      db,
    );
    return rows.length > 0;
  },

  /** A message of the system inside the caller's transaction. Returns its seq. */
  async appendEvent(
    tx: Tx,
    row: { id: string; conversationId: string; body: MessageBody; now: Date },
  ): Promise<number> {
    const { last_seq: seq } = await tx
      .updateTable('conversations')
      .set({ last_seq: sql`last_seq + 1`, last_message_at: row.now })
      .where('id', '=', row.conversationId)
      .returning('last_seq')
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('messages')
      .values({
        id: row.id,
        conversation_id: row.conversationId,
        seq,
        author_kind: 'system',
        body: JSON.stringify(row.body),
        created_at: row.now,
      })
      .execute();
    return seq;
  },

  /** Messages that contain the words, newest first; `agentId` limits to that agent's conversations. */
  async search(db: Kysely<Database>, words: string, agentId: string | null, limit: number) {
    let select = db
      .selectFrom('messages as m')
      .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
      .select(['m.conversation_id', 'm.seq', 'm.search_text', 'm.created_at'])
      .where('m.search_text', 'ilike', `%${escapeLike(words)}%`);
    if (agentId !== null) select = select.where('c.agent_id', '=', agentId);
    return select.orderBy('m.created_at', 'desc').limit(limit).execute();
  },
};
