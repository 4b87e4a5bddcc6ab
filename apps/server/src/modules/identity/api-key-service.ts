import {
  type AgentId,
  type AgentRole,
  type ApiKey,
  type ApiKeyId,
  apiKeyPrefix,
  type CreateApiKey,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { hashToken, makeToken } from '../../lib/opaque-token.ts';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { ApiKeyRepo } from './api-key-repo.ts';
import { createWrongKeys } from './wrong-key-limit.ts';

interface Deps extends Pick<CoreDeps, 'clock' | 'transactions' | 'makeId' | 'events'> {
  readonly db: Db;
  readonly repo: ApiKeyRepo;
  /** True: keys made by demo accounts are refused here. */
  readonly refuseDemo: boolean;
}

/** How exact `lastUsedAt` is: a busy machine must not write a row per request. */
const touchEveryMs = 60_000;
const rank: Readonly<Record<AgentRole, number>> = { agent: 1, supervisor: 2, administrator: 3 };
/** The lower of what the key allows and what its maker is by now. Pure. */
const lower = (one: AgentRole, other: AgentRole): AgentRole => (rank[one] <= rank[other] ? one : other);

export const createApiKeyService = ({ db, repo, clock, transactions, makeId, events, refuseDemo }: Deps) => {
  const wrongKeys = createWrongKeys();

  const get = async (id: ApiKeyId): Promise<ApiKey> => {
    const [found] = await repo.list(db, id);
    if (!found) throw new DomainError('api_key_not_found');
    return found;
  };

  return {
    list: (): Promise<ApiKey[]> => repo.list(db),

    /** The key is in this answer and nowhere else. */
    async create(by: AgentPrincipal, { name, role }: CreateApiKey): Promise<{ apiKey: ApiKey; key: string }> {
      const token = makeToken();
      const id = makeId() as ApiKeyId;
      await transactions.run(async (tx) => {
        await repo.insert(tx, {
          ...{ id, name, role, agentId: by.agentId, hint: token.slice(-4), now: clock.now() },
          hash: hashToken(token) as Buffer,
        });
        await events.append(tx, {
          type: 'api_key_created',
          subjectId: id,
          payload: { apiKeyId: id, agentId: by.agentId, role },
        });
      });
      return { apiKey: await get(id), key: `${apiKeyPrefix}${token}` };
    },

    /** Throws api_key_not_found. */
    async revoke(by: AgentPrincipal, id: ApiKeyId): Promise<ApiKey> {
      const before = await get(id);
      if (before.revokedAt !== null) return before;
      await transactions.run(async (tx) => {
        await repo.revoke(tx, id, by.agentId, clock.now());
        await events.append(tx, {
          type: 'api_key_revoked',
          subjectId: id,
          payload: { apiKeyId: id, agentId: by.agentId },
        });
      });
      return get(id);
    },

    /** Asked anew every time, so that a revocation is felt at once. Throws api_key_invalid, api_key_revoked, rate_limited. */
    async principalOf(key: string, address: string): Promise<AgentPrincipal> {
      const now = clock.now();
      const retryAfterSeconds = wrongKeys.waitOf(address, now.getTime());
      if (retryAfterSeconds > 0) throw new DomainError('rate_limited', { retryAfterSeconds });
      const hash = key.startsWith(apiKeyPrefix) ? hashToken(key.slice(apiKeyPrefix.length)) : null;
      const found = hash && (await repo.find(db, hash));
      if (!found) {
        wrongKeys.note(address, now.getTime());
        throw new DomainError('api_key_invalid');
      }
      if (found.revokedAt !== null) throw new DomainError('api_key_revoked');
      if (found.disabledAt !== null || (found.demo && refuseDemo))
        throw new DomainError('api_key_revoked', { reason: 'account' });
      if (found.lastUsedAt === null || now.getTime() - found.lastUsedAt.getTime() >= touchEveryMs)
        await repo.touch(db, found.id, now);
      return {
        kind: 'agent',
        agentId: found.agentId as AgentId,
        role: lower(found.role, found.makerRole),
        displayName: found.displayName,
        sessionKey: '',
        apiKeyId: found.id,
      };
    },
  };
};
export type ApiKeyService = ReturnType<typeof createApiKeyService>;
