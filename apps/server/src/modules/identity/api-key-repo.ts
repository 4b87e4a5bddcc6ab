import type { AgentId, AgentRole, ApiKey, ApiKeyId } from '@visavis/protocol';
import type { Db, Tx } from '../../schema/index.ts';

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: AgentRole;
  readonly agentId: AgentId;
  readonly hash: Buffer;
  readonly hint: string;
  readonly now: Date;
}

/** Rows of `api_keys`. */
export const createApiKeyRepo = () => ({
  async list(db: Db | Tx, id?: ApiKeyId): Promise<ApiKey[]> {
    const rows = await db
      .selectFrom('api_keys as k')
      .innerJoin('agents as a', 'a.id', 'k.agent_id')
      .leftJoin('agents as r', 'r.id', 'k.revoked_by')
      .select(['k.id', 'k.name', 'k.role', 'k.hint', 'k.created_at', 'k.last_used_at', 'k.revoked_at'])
      .select(['k.agent_id', 'k.revoked_by', 'a.display_name as maker', 'r.display_name as revoker'])
      .$if(id !== undefined, (query) => query.where('k.id', '=', id as string))
      .orderBy('k.created_at', 'desc')
      .orderBy('k.id', 'desc')
      .execute();
    return rows.map((row) => ({
      id: row.id as ApiKeyId,
      name: row.name,
      role: row.role,
      hint: row.hint,
      createdBy: { agentId: row.agent_id as AgentId, displayName: row.maker },
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
      revokedBy:
        row.revoked_by === null ? null : { agentId: row.revoked_by as AgentId, displayName: row.revoker ?? '' },
      revokedAt: row.revoked_at?.toISOString() ?? null,
    }));
  },

  async insert(tx: Tx, key: NewApiKey): Promise<void> {
    await tx
      .insertInto('api_keys')
      .values({
        ...{ id: key.id, name: key.name, role: key.role, agent_id: key.agentId },
        ...{ key_hash: key.hash, hint: key.hint, created_at: key.now },
      })
      .execute();
  },

  /** The first revocation counts. */
  async revoke(tx: Tx, id: ApiKeyId, by: AgentId, now: Date): Promise<void> {
    await tx
      .updateTable('api_keys')
      .set({ revoked_at: now, revoked_by: by })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute();
  },

  find: (db: Db, hash: Buffer) =>
    db
      .selectFrom('api_keys as k')
      .innerJoin('agents as a', 'a.id', 'k.agent_id')
      .select(['k.id', 'k.role', 'k.revoked_at as revokedAt', 'k.last_used_at as lastUsedAt'])
      .select(['a.id as agentId', 'a.role as makerRole', 'a.display_name as displayName'])
      .select(['a.disabled_at as disabledAt', 'a.demo'])
      .where('k.key_hash', '=', hash)
      .executeTakeFirst(),

  async touch(db: Db, id: string, now: Date): Promise<void> {
    await db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', id).execute();
  },
});
export type ApiKeyRepo = ReturnType<typeof createApiKeyRepo>;
