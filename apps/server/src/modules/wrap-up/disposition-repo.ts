import type { Disposition, DispositionId, LocalName, SkillGroupId } from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import { violates } from '../../lib/constraint-violation.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { Database, Tx } from '../../schema/index.ts';

const toDisposition = (row: Selectable<Database['dispositions']>): Disposition => ({
  id: row.id as DispositionId,
  name: row.name,
  parentId: row.parent_id as DispositionId | null,
  groupId: row.group_id as SkillGroupId | null,
  retiredAt: row.retired_at?.toISOString() ?? null,
  version: row.version,
});

/** Rows of `dispositions`. */
export const dispositionRepo = {
  async list(db: Kysely<Database>): Promise<Disposition[]> {
    const rows = await db.selectFrom('dispositions').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map(toDisposition);
  },

  async lock(tx: Tx, id: DispositionId): Promise<Disposition | undefined> {
    const row = await tx.selectFrom('dispositions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toDisposition(row);
  },

  /** Throws skill_group_not_found. */
  async insert(
    tx: Tx,
    one: {
      readonly id: DispositionId;
      readonly name: LocalName;
      readonly parentId: DispositionId | null;
      readonly groupId: SkillGroupId | null;
      readonly now: Date;
    },
  ): Promise<void> {
    try {
      await tx
        .insertInto('dispositions')
        .values({
          id: one.id,
          name: JSON.stringify(one.name),
          parent_id: one.parentId,
          group_id: one.groupId,
          created_at: one.now,
        })
        .execute();
    } catch (error) {
      throw violates(error, 'dispositions_group_id_fkey') ? new DomainError('skill_group_not_found') : error;
    }
  },

  async update(
    tx: Tx,
    id: DispositionId,
    patch: { readonly name?: LocalName | undefined; readonly retiredAt?: Date | null | undefined },
  ): Promise<void> {
    await tx
      .updateTable('dispositions')
      .set({
        ...(patch.name !== undefined && { name: JSON.stringify(patch.name) }),
        ...(patch.retiredAt !== undefined && { retired_at: patch.retiredAt }),
        version: sql<number>`version + 1`,
      })
      .where('id', '=', id)
      .execute();
  },
};
