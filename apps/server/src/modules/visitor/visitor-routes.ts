import type { channelRoutes, visitorRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { IdentityService } from './identity-service.ts';
import type { ProfileService } from './profile-service.ts';
import type { VisitorService } from './visitor-service.ts';

/** `startVisit` of the channel table. */
export const createVisitRoutes = (
  service: VisitorService,
): RouteHandlers<Pick<typeof channelRoutes, 'startVisit'>> => ({
  startVisit: ({ params, body, address, userAgent }) =>
    service.startVisit({ ...body, channelKey: params.channelKey, address, userAgent }),
});

export const createVisitorRoutes = (
  profiles: ProfileService,
  identities: IdentityService,
): RouteHandlers<typeof visitorRoutes> => ({
  getVisitorProfile: async ({ principal, params }) => ({ profile: await profiles.get(principal, params.visitorId) }),
  updateVisitorProfile: async ({ principal, params, body }) => ({
    profile: await profiles.update(principal, params.visitorId, body),
  }),
  listEarlierContacts: ({ principal, params, query }) =>
    profiles.earlierContacts(principal, params.visitorId, query.conversationId),
  getChannelIdentity: async ({ params }) => ({ identity: await identities.get(params.channelId) }),
  putChannelIdentity: async ({ params, body }) => ({ identity: await identities.put(params.channelId, body) }),
});
