import type { lookupRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { LookupService } from './lookup-service.ts';

export const createLookupRoutes = (service: LookupService): RouteHandlers<typeof lookupRoutes> => ({
  listLookups: async () => ({ lookups: await service.listLookups() }),
  createLookup: async ({ body }) => ({ lookup: await service.createLookup(body) }),
  updateLookup: async ({ params, body }) => ({ lookup: await service.updateLookup(params.lookupId, body) }),
  deleteLookup: async ({ params }) => {
    await service.deleteLookup(params.lookupId);
    return undefined;
  },
  tryLookup: ({ params, body }) => service.tryLookup(params.lookupId, body),
});
