import type { IdentityAlgorithm } from '@visavis/protocol';
import type { Db, Tx } from '../../schema/index.ts';

export interface StoredIdentity {
  readonly key: { readonly algorithm: IdentityAlgorithm; readonly text: string } | null;
  readonly pageAttributes: readonly string[];
  readonly changedAt: Date | null;
}

const nothing: StoredIdentity = { key: null, pageAttributes: [], changedAt: null };

/** Rows of `channel_identities`. */
export const createIdentityRepo = () => ({
  find: async (db: Db, channelId: string): Promise<StoredIdentity> => {
    const row = await db
      .selectFrom('channel_identities')
      .selectAll()
      .where('channel_id', '=', channelId)
      .executeTakeFirst();
    if (!row) return nothing;
    const { algorithm, verification_key: text } = row;
    return {
      key: algorithm === null || text === null ? null : { algorithm, text },
      pageAttributes: row.page_attributes,
      changedAt: row.changed_at,
    };
  },

  put: async (tx: Tx, channelId: string, identity: StoredIdentity & { readonly changedAt: Date }): Promise<void> => {
    const row = {
      algorithm: identity.key?.algorithm ?? null,
      verification_key: identity.key?.text ?? null,
      page_attributes: [...identity.pageAttributes],
      changed_at: identity.changedAt,
    };
    await tx
      .insertInto('channel_identities')
      .values({ channel_id: channelId, ...row })
      .onConflict((at) => at.column('channel_id').doUpdateSet(row))
      .execute();
  },
});
export type IdentityRepo = ReturnType<typeof createIdentityRepo>;
