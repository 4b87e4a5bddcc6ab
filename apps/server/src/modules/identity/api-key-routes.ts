import type { apiKeyRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { ApiKeyService } from './api-key-service.ts';

export const apiKeyRouteHandlers = (apiKeys: ApiKeyService): RouteHandlers<typeof apiKeyRoutes> => ({
  listApiKeys: async () => ({ apiKeys: await apiKeys.list() }),
  createApiKey: ({ principal, body }) => apiKeys.create(principal, body),
  revokeApiKey: async ({ principal, params }) => ({ apiKey: await apiKeys.revoke(principal, params.apiKeyId) }),
});
