import type { BreakReason, BreakReasonId, LocalName } from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

const toReason = (row: Selectable<Database['break_reasons']>): BreakReason => ({
  id: row.id as BreakReasonId,
  name: row.name,
  retiredAt: row.retired_at?.toISOString() ?? null,
  version: row.version,
});

/** Rows of `break_reasons`. */
export const breakReasonRepo = {
  async list(db: Kysely<Database>): Promise<BreakReason[]> {
    const rows = await db.selectFrom('break_reasons').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map(toReason);
  },

  async find(db: Kysely<Database>, id: BreakReasonId): Promise<BreakReason | undefined> {
    const row = await db.selectFrom('break_reasons').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toReason(row);
  },

  async lock(tx: Tx, id: BreakReasonId): Promise<BreakReason | undefined> {
    const row = await tx.selectFrom('break_reasons').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toReason(row);
  },

  async insert(tx: Tx, id: BreakReasonId, name: LocalName, now: Date): Promise<void> {
    await tx
      .insertInto('break_reasons')
      .values({ id, name: JSON.stringify(name), created_at: now })
      .execute();
  },

  async update(
    tx: Tx,
    id: BreakReasonId,
    patch: { readonly name?: LocalName | undefined; readonly retiredAt?: Date | null | undefined },
  ): Promise<void> {
    await tx
      .updateTable('break_reasons')
      .set({
        ...(patch.name !== undefined && { name: JSON.stringify(patch.name) }),
        ...(patch.retiredAt !== undefined && { retired_at: patch.retiredAt }),
        version: sql<number>`version + 1`,
      })
      .where('id', '=', id)
      .execute();
  },
};
