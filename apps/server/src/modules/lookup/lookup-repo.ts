import type { Lookup, LookupId } from '@visavis/protocol';
import type { Selectable } from 'kysely';
import { violates } from '../../lib/constraint-violation.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { LookupsTable } from '../../schema/tables.ts';

/** With what signs the question; never leaves the server. */
export interface StoredLookup extends Lookup {
  readonly secret: string;
}

const toLookup = (row: Selectable<LookupsTable>): StoredLookup => ({
  id: row.id as LookupId,
  name: row.name,
  url: row.url,
  timeoutMs: row.timeout_ms,
  createdAt: row.created_at.toISOString(),
  version: row.version,
  secret: row.secret,
});

export type LookupFields = Pick<StoredLookup, 'name' | 'url' | 'secret' | 'timeoutMs'>;
const toColumns = ({ name, url, secret, timeoutMs }: LookupFields) => ({ name, url, secret, timeout_ms: timeoutMs });

const translated = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (violates(error, 'lookups_name'))
      throw new DomainError('lookup_name_taken', { fields: { name: 'another look-up has this name' } });
    throw error;
  }
};

/** Rows of `lookups`. */
export const createLookupRepo = () => ({
  list: async (db: Db): Promise<StoredLookup[]> =>
    (await db.selectFrom('lookups').selectAll().orderBy('name').orderBy('id').execute()).map(toLookup),
  find: async (db: Db, id: string): Promise<StoredLookup | undefined> => {
    const row = await db.selectFrom('lookups').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toLookup(row);
  },
  lock: async (tx: Tx, id: string): Promise<StoredLookup | undefined> => {
    const row = await tx.selectFrom('lookups').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toLookup(row);
  },
  insert: async (tx: Tx, id: string, createdAt: Date, fields: LookupFields): Promise<StoredLookup> =>
    toLookup(
      await translated(
        tx
          .insertInto('lookups')
          .values({ id, created_at: createdAt, ...toColumns(fields) })
          .returningAll()
          .executeTakeFirstOrThrow(),
      ),
    ),
  update: async (tx: Tx, before: StoredLookup, fields: LookupFields): Promise<StoredLookup> =>
    toLookup(
      await translated(
        tx
          .updateTable('lookups')
          .set({ ...toColumns(fields), version: before.version + 1 })
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow(),
      ),
    ),
  remove: async (tx: Tx, id: string): Promise<void> => {
    await tx.deleteFrom('lookups').where('id', '=', id).execute();
  },
});
export type LookupRepo = ReturnType<typeof createLookupRepo>;
