import type { AgentId, ChannelId, VisitorAttributes, VisitorId, VisitorProfile } from '@visavis/protocol';
import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';
import type { VisitorsTable } from '../../schema/tables.ts';
import { visitsOfPerson } from './person-repo.ts';

export type ProfileRow = Omit<VisitorProfile, 'servedBy'>;
/** What rules look at. */
export interface Known {
  readonly vipLevel: number;
  readonly attributes: VisitorAttributes;
  readonly tags: readonly string[];
}

const toRow = (row: Selectable<VisitorsTable>): ProfileRow => ({
  id: row.id as VisitorId,
  channelId: row.channel_id as ChannelId,
  displayName: row.display_name,
  namedBy: row.named_by as AgentId | null,
  language: row.language,
  device: row.device,
  externalId: row.external_id,
  vipLevel: row.vip_level,
  attributes: row.attributes,
  tags: row.tags,
  createdAt: row.created_at.toISOString(),
});

/** What is known of visitors, in `visitors`. */
export const createProfileRepo = () => ({
  find: async (db: Db, visitorId: string): Promise<ProfileRow | undefined> => {
    const row = await db.selectFrom('visitors').selectAll().where('id', '=', visitorId).executeTakeFirst();
    return row && toRow(row);
  },

  lock: async (tx: Tx, visitorId: string): Promise<ProfileRow | undefined> => {
    const row = await tx
      .selectFrom('visitors')
      .selectAll()
      .where('id', '=', visitorId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return row && toRow(row);
  },

  /** The newest visit of the same person. */
  findByExternalId: async (db: Db, externalId: string): Promise<ProfileRow | undefined> => {
    const row = await db
      .selectFrom('visitors')
      .selectAll()
      .where('external_id', '=', externalId)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toRow(row);
  },

  /** What agents call this person, on every device. */
  setName: async (
    tx: Tx,
    visitor: Pick<ProfileRow, 'id'>,
    name: { readonly displayName: string | null; readonly namedBy: string | null },
  ): Promise<void> => {
    await tx
      .updateTable('visitors')
      .set({ display_name: name.displayName, named_by: name.namedBy })
      .where(sql<boolean>`id in ${visitsOfPerson(visitor.id)}`)
      .execute();
  },

  /** Of the visitor and, when it is known who that is, of every other visit of the same person. */
  setKnown: async (tx: Tx, visitor: Pick<ProfileRow, 'id' | 'externalId'>, known: Known): Promise<void> => {
    await tx
      .updateTable('visitors')
      .set({ vip_level: known.vipLevel, attributes: JSON.stringify(known.attributes), tags: [...known.tags] })
      .where((eb) =>
        visitor.externalId === null
          ? eb('id', '=', visitor.id)
          : eb.or([eb('id', '=', visitor.id), eb('external_id', '=', visitor.externalId)]),
      )
      .execute();
  },
});
export type ProfileRepo = ReturnType<typeof createProfileRepo>;
