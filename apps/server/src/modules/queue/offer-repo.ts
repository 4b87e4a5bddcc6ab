import type {
  AgentId,
  ConversationId,
  Decline,
  Language,
  Medium,
  Offer,
  OfferedCallback,
  OfferId,
  OfferState,
  QueueEntryId,
  RoutingReason,
  VisitorId,
} from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { visitsOfPerson } from '../visitor/index.ts';
import { waitingSince } from './order-of-service-repo.ts';
import { reasonForAgent } from './stored-reason-repo.ts';

export interface OfferRecord {
  readonly id: OfferId;
  readonly entryId: QueueEntryId;
  readonly conversationId: ConversationId;
  readonly agentId: AgentId;
  readonly medium: Medium;
  readonly state: OfferState;
  readonly expiresAt: Date;
}

export interface NewOffer extends Omit<OfferRecord, 'state'> {
  readonly reason: RoutingReason;
  readonly offeredAt: Date;
}

const toOffer = (row: Selectable<Database['offers']>): OfferRecord => ({
  id: row.id as OfferId,
  entryId: row.queue_entry_id as QueueEntryId,
  conversationId: row.conversation_id as ConversationId,
  agentId: row.agent_id as AgentId,
  medium: row.medium,
  state: row.state,
  expiresAt: row.expires_at,
});

interface DetailRow extends Selectable<Database['offers']> {
  visitor_id: string;
  visitor_name: string | null;
  vip_level: number;
  channel_name: string;
  group_name: string;
  language: Language;
  preview: string;
  enqueued_at: Date;
  waiting_since: Date;
  callback: OfferedCallback | null;
}

const toWire = (row: DetailRow): Offer => ({
  ...toOffer(row),
  visitorId: row.visitor_id as VisitorId,
  visitorName: row.visitor_name,
  vipLevel: row.vip_level,
  channelName: row.channel_name,
  groupName: row.group_name,
  language: row.language,
  preview: row.preview,
  enqueuedAt: row.enqueued_at.toISOString(),
  waitingSince: row.waiting_since.toISOString(),
  offeredAt: row.offered_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  reason: reasonForAgent(row.reason),
  callback: row.callback,
});

/** As on the wire: ISO 8601 in UTC with milliseconds. */
const instant = (at: ReturnType<typeof sql>) => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const details = (db: Kysely<Database>, where: ReturnType<typeof sql>) =>
  sql<DetailRow>`
  select o.*, v.id as visitor_id, v.display_name as visitor_name, v.vip_level, v.language, ch.name as channel_name, g.name as group_name, c.preview, e.enqueued_at, ${waitingSince} as waiting_since,
         case when cb.id is not null then jsonb_build_object('address', jsonb_build_object('kind', cb.address_kind, 'value', cb.address),
           'attempts', cb.attempts, 'window', case when cb.window_from is not null then jsonb_build_object(
             'from', ${instant(sql`cb.window_from`)}, 'to', ${instant(sql`cb.window_to`)}) end) end as callback
    from offers o
    join queue_entries e on e.id = o.queue_entry_id
    join skill_groups g on g.id = e.group_id
    join conversations c on c.id = o.conversation_id
    join visitors v on v.id = c.visitor_id
    join channels ch on ch.id = c.channel_id
    left join callbacks cb on cb.id = (e.callback ->> 'id')::uuid
   where ${where}
   order by o.offered_at, o.id`.execute(db);

/** A ringing offer whose deadline is another one now. */
export interface MovedOffer {
  readonly id: OfferId;
  readonly agentId: AgentId;
  readonly conversationId: ConversationId;
}
const moved = sql.raw('returning id, agent_id as "agentId", conversation_id as "conversationId"');

/** Rows of `offers`. */
export const offerRepo = {
  /** What rings right now for anything of the same person. */
  listRingingOfPerson: async (db: Kysely<Database>, visitorId: string): Promise<Offer[]> =>
    (await details(db, sql`o.state = 'ringing' and v.id in ${visitsOfPerson(visitorId)}`)).rows.map(toWire),

  async insert(tx: Tx, offers: readonly NewOffer[]): Promise<void> {
    await tx
      .insertInto('offers')
      .values(
        offers.map((offer) => ({
          id: offer.id,
          queue_entry_id: offer.entryId,
          conversation_id: offer.conversationId,
          agent_id: offer.agentId,
          medium: offer.medium,
          state: 'ringing' as const,
          reason: JSON.stringify(offer.reason),
          offered_at: offer.offeredAt,
          expires_at: offer.expiresAt,
        })),
      )
      .execute();
  },

  async find(db: Kysely<Database>, id: OfferId): Promise<OfferRecord | undefined> {
    const row = await db.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toOffer(row);
  },

  async lock(tx: Tx, id: OfferId): Promise<OfferRecord | undefined> {
    const row = await tx.selectFrom('offers').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
    return row && toOffer(row);
  },

  async lockRinging(tx: Tx, entryId: QueueEntryId): Promise<OfferRecord | undefined> {
    const row = await tx
      .selectFrom('offers')
      .selectAll()
      .where('queue_entry_id', '=', entryId)
      .where('state', '=', 'ringing')
      .forNoKeyUpdate()
      .executeTakeFirst();
    return row && toOffer(row);
  },

  /** Compare-and-set: false when the offer had already ended. */
  async end(tx: Tx, id: OfferId, state: Exclude<OfferState, 'ringing'>, now: Date): Promise<boolean> {
    const { rows } = await sql`
      update offers set state = ${state}, ended_at = ${now}, version = version + 1 where id = ${id} and state = 'ringing' returning 1`.execute(
      tx,
    );
    return rows.length > 0;
  },

  async saveDecline(tx: Tx, id: OfferId, decline: Decline): Promise<void> {
    await tx
      .updateTable('offers')
      .set({ decline_reason: decline.reason ?? null, decline_note: decline.note ?? null })
      .where('id', '=', id)
      .execute();
  },

  /** Ringing text offers of groups whose agents take text in the moment it is offered. Begins at the groups: mostly there is none. */
  async listToAccept(db: Kysely<Database>): Promise<{ readonly id: OfferId; readonly agentId: AgentId }[]> {
    const { rows: groups } = await sql<{ id: string }>`
      select id from skill_groups where auto_accept_text and archived_at is null`.execute(db);
    if (groups.length === 0) return [];
    const { rows } = await sql<{ id: OfferId; agent_id: AgentId }>`
      select o.id, o.agent_id from queue_entries e join offers o on o.queue_entry_id = e.id and o.state = 'ringing'
       where e.group_id = any(${groups.map(({ id }) => id)}::uuid[]) and e.ended_at is null and o.medium = 'text'
       order by o.offered_at, o.id`.execute(db);
    return rows.map((row) => ({ id: row.id, agentId: row.agent_id }));
  },

  /** The clock was set forward by so much: what rang before that rings as long as it would have. */
  async setForward(tx: Tx, now: Date, jumpedMs: number): Promise<MovedOffer[]> {
    const jump = sql`${jumpedMs}::float8 * interval '1 ms'`;
    const { rows } = await sql<MovedOffer>`
      update offers set offered_at = offered_at + ${jump}, expires_at = expires_at + ${jump}, version = version + 1
       where state = 'ringing' and offered_at <= ${now}::timestamptz - ${jump} ${moved}`.execute(tx);
    return rows;
  },

  async extendPassed(tx: Tx, now: Date, byMs: number): Promise<MovedOffer[]> {
    const passed = await sql<MovedOffer>`
      update offers set expires_at = ${new Date(now.getTime() + byMs)}, version = version + 1
       where state = 'ringing' and expires_at <= ${now} ${moved}`.execute(tx);
    // The clock was set back: nobody rings for hours because of that.
    const setBack = await sql<MovedOffer>`
      update offers set expires_at = ${now}::timestamptz + (expires_at - offered_at), offered_at = ${now}, version = version + 1
       where state = 'ringing' and offered_at > ${now} ${moved}`.execute(tx);
    return [...passed.rows, ...setBack.rows];
  },

  /** Ringing offers that may be over: the deadline has passed, or one of the two is perhaps not there. Never misses one that is. */
  async listDoubtful(db: Kysely<Database>, now: Date, awayUntil: Date): Promise<OfferRecord[]> {
    const { rows } = await sql<Selectable<Database['offers']>>`
      select o.id, o.queue_entry_id, o.conversation_id, o.agent_id, o.medium, o.state, o.expires_at
        from offers o
        join queue_entries e on e.id = o.queue_entry_id
        left join presences p on p.agent_id = o.agent_id
       where o.state = 'ringing'
         and (o.expires_at <= ${now} or e.away_until < ${awayUntil} or p.agent_id is null or p.state <> 'online'
              or p.disconnected_at is not null or p.lease_until < ${now})
       order by o.expires_at`.execute(db);
    return rows.map(toOffer);
  },

  async listWire(db: Kysely<Database>, ids: readonly OfferId[]): Promise<Offer[]> {
    const { rows } = await details(db, sql`o.id = any(${ids}::uuid[])`);
    return rows.map(toWire);
  },

  /** Ringing calls whose visitor's place is kept no longer than until `awayUntil`. Text goes on without a page. */
  async listForAbsent(db: Kysely<Database>, awayUntil: Date): Promise<ReadonlySet<OfferId>> {
    const { rows } = await sql<{ id: OfferId }>`
      select o.id from offers o join queue_entries e on e.id = o.queue_entry_id
       where o.state = 'ringing' and o.medium <> 'text' and e.away_until < ${awayUntil}`.execute(db);
    return new Set(rows.map((row) => row.id));
  },

  async findRingingWireOf(db: Kysely<Database>, conversationId: ConversationId): Promise<Offer | undefined> {
    const { rows } = await details(
      db,
      sql`e.conversation_id = ${conversationId} and e.state = 'ringing' and o.state = 'ringing'`,
    );
    return rows[0] && toWire(rows[0]);
  },

  async listRingingWire(db: Kysely<Database>, agentId: AgentId): Promise<Offer[]> {
    const { rows } = await details(db, sql`o.agent_id = ${agentId} and o.state = 'ringing'`);
    return rows.map(toWire);
  },
};
