import type { Channel, ChannelId, SkillGroupId } from '@visavis/protocol';
import { type Selectable, sql } from 'kysely';
import { violates } from '../../lib/constraint-violation.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { ChannelsTable } from '../../schema/tables.ts';

const toChannel = (row: Selectable<ChannelsTable>): Channel => ({
  id: row.id as ChannelId,
  key: row.key,
  name: row.name,
  brand: row.brand,
  greeting: row.greeting,
  themeColor: row.theme_color,
  allowedOrigins: row.allowed_origins,
  media: row.media,
  groupId: row.group_id as SkillGroupId,
  recording: row.recording,
  enabled: row.enabled,
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

/** The columns people may edit. */
export type ChannelFields = Omit<Channel, 'id' | 'createdAt' | 'version'>;

const toColumns = (fields: ChannelFields) => ({
  key: fields.key,
  name: fields.name,
  brand: JSON.stringify(fields.brand),
  greeting: JSON.stringify(fields.greeting),
  theme_color: fields.themeColor.toLowerCase(),
  allowed_origins: fields.allowedOrigins,
  media: fields.media,
  group_id: fields.groupId,
  recording: fields.recording,
  enabled: fields.enabled,
});

const translate = (error: unknown): unknown => {
  if (violates(error, 'channels_key_key'))
    return new DomainError('channel_key_taken', { fields: { key: 'another channel has this key' } });
  if (violates(error, 'channels_group_id_fkey'))
    return new DomainError('skill_group_not_found', { fields: { groupId: 'there is no such skill group' } });
  return error;
};

/** Rows of `channels`. */
export const createChannelRepo = () => ({
  list: async (db: Db): Promise<Channel[]> =>
    (await db.selectFrom('channels').selectAll().orderBy('name').orderBy('id').execute()).map(toChannel),

  find: async (db: Db, by: { id: string } | { key: string }): Promise<Channel | undefined> => {
    const query = db.selectFrom('channels').selectAll();
    const row = await ('id' in by ? query.where('id', '=', by.id) : query.where('key', '=', by.key)).executeTakeFirst();
    return row && toChannel(row);
  },

  lock: async (tx: Tx, channelId: string): Promise<Channel | undefined> => {
    const row = await tx.selectFrom('channels').selectAll().where('id', '=', channelId).forUpdate().executeTakeFirst();
    return row && toChannel(row);
  },

  insert: async (tx: Tx, id: string, createdAt: Date, fields: ChannelFields): Promise<Channel> => {
    try {
      return toChannel(
        await tx
          .insertInto('channels')
          .values({ id, created_at: createdAt, ...toColumns(fields) })
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
    } catch (error) {
      throw translate(error);
    }
  },

  update: async (tx: Tx, channelId: string, fields: ChannelFields): Promise<Channel> => {
    try {
      return toChannel(
        await tx
          .updateTable('channels')
          .set({ ...toColumns(fields), version: sql<number>`version + 1` })
          .where('id', '=', channelId)
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
    } catch (error) {
      throw translate(error);
    }
  },
});
export type ChannelRepo = ReturnType<typeof createChannelRepo>;
