import { z } from 'zod';
import { AgentRole } from './agent.ts';
import { AgentId, ApiKeyId, Instant } from './ids.ts';

export const CreateApiKey = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** The most the key may do; never more than the person who made it may at the time. */
  role: AgentRole,
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

/** A key for machines: REST without a browser. It acts as the person who made it. */
export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    role: AgentRole,
    /** The last four characters, to tell keys apart. The key itself is kept nowhere. */
    hint: z.string(),
    createdBy: z.object({ agentId: AgentId, displayName: z.string() }),
    createdAt: Instant,
    /** To about a minute. */
    lastUsedAt: Instant.nullable(),
    revokedBy: z.object({ agentId: AgentId, displayName: z.string() }).nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** What every key begins with, so that it is recognised wherever it turns up. */
export const apiKeyPrefix = 'vvk_';
