import { z } from 'zod';
import { ApiKey, CreateApiKey } from '../api-key.ts';
import { defineRoutes } from '../contract.ts';
import { ApiKeyId } from '../ids.ts';

/** By people only: a key makes no keys and revokes none. */
export const apiKeyRoutes = defineRoutes({
  listApiKeys: {
    method: 'GET',
    path: '/api/v1/api-keys',
    audience: 'administrator',
    peopleOnly: true,
    tag: 'api keys',
    summary: 'All keys for machines, newest first, revoked ones too',
    response: z.object({ apiKeys: z.array(ApiKey) }),
    errors: [],
  },
  createApiKey: {
    method: 'POST',
    path: '/api/v1/api-keys',
    audience: 'administrator',
    peopleOnly: true,
    tag: 'api keys',
    summary: 'Make a key for a machine; it is shown in this answer and never again',
    body: CreateApiKey,
    response: z.object({ apiKey: ApiKey, key: z.string() }).meta({ id: 'NewApiKey' }),
    errors: [],
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api/v1/api-keys/:apiKeyId',
    audience: 'administrator',
    peopleOnly: true,
    tag: 'api keys',
    summary: 'Refuse this key from now on; again changes nothing',
    params: z.strictObject({ apiKeyId: ApiKeyId }),
    response: z.object({ apiKey: ApiKey }),
    errors: ['api_key_not_found'],
  },
});
