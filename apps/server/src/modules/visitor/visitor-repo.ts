import type { ChannelId, Language, Visitor, VisitorId } from '@visavis/protocol';
import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';
import type { VisitorsTable } from '../../schema/tables.ts';
import type { Known } from './profile-repo.ts';

/** As the visitor's own page is told: not what agents call them. */
const toVisitor = (row: Selectable<VisitorsTable>): Visitor => ({
  id: row.id as VisitorId,
  channelId: row.channel_id as ChannelId,
  displayName: row.named_by === null ? row.display_name : null,
  language: row.language,
  device: row.device,
  createdAt: row.created_at.toISOString(),
});

export interface NewVisitor {
  readonly id: string;
  readonly channelId: string;
  readonly displayName: string | null;
  /** The agent who once gave the name. */
  readonly namedBy: string | null;
  readonly language: Language;
  readonly device: string | null;
  readonly createdAt: Date;
  readonly externalId: string | null;
  readonly known: Known;
}

/** Rows of `visitors` and `visitor_tokens`. */
export const createVisitorRepo = () => ({
  insert: async (tx: Tx, visitor: NewVisitor): Promise<Visitor> =>
    toVisitor(
      await tx
        .insertInto('visitors')
        .values({
          id: visitor.id,
          channel_id: visitor.channelId,
          display_name: visitor.displayName,
          named_by: visitor.namedBy,
          language: visitor.language,
          device: visitor.device,
          created_at: visitor.createdAt,
          external_id: visitor.externalId,
          vip_level: visitor.known.vipLevel,
          attributes: JSON.stringify(visitor.known.attributes),
          tags: [...visitor.known.tags],
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    ),

  insertToken: async (tx: Tx, tokenHash: Buffer, visitorId: string, now: Date, expiresAt: Date): Promise<void> => {
    await tx
      .insertInto('visitor_tokens')
      .values({ token_hash: tokenHash, visitor_id: visitorId, created_at: now, expires_at: expiresAt })
      .execute();
  },

  find: async (db: Db, visitorId: string): Promise<Visitor | undefined> => {
    const row = await db.selectFrom('visitors').selectAll().where('id', '=', visitorId).executeTakeFirst();
    return row && toVisitor(row);
  },

  findMany: async (db: Db, visitorIds: readonly string[]): Promise<Visitor[]> =>
    visitorIds.length === 0
      ? []
      : (
          await db
            .selectFrom('visitors')
            .selectAll()
            .where(sql<boolean>`id = any(${[...visitorIds]}::uuid[])`)
            .execute()
        ).map(toVisitor),

  findByToken: async (db: Db, tokenHash: Buffer, now: Date) =>
    db
      .selectFrom('visitor_tokens as t')
      .innerJoin('visitors as v', 'v.id', 't.visitor_id')
      .select(['v.id', 'v.channel_id as channelId'])
      .where('t.token_hash', '=', tokenHash)
      .where('t.expires_at', '>', now)
      .executeTakeFirst(),

  update: async (
    tx: Tx,
    visitorId: string,
    patch: { displayName?: string | undefined; language?: Language | undefined },
  ): Promise<Visitor | undefined> => {
    const row = await tx
      .updateTable('visitors')
      .set({
        id: visitorId,
        ...(patch.displayName !== undefined && { display_name: patch.displayName, named_by: null }),
        ...(patch.language !== undefined && { language: patch.language }),
      })
      .where('id', '=', visitorId)
      .returningAll()
      .executeTakeFirst();
    return row && toVisitor(row);
  },

  removeExpiredTokens: async (tx: Tx, now: Date): Promise<void> => {
    await tx.deleteFrom('visitor_tokens').where('expires_at', '<=', now).execute();
  },
});
export type VisitorRepo = ReturnType<typeof createVisitorRepo>;
