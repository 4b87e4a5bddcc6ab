import type { channelRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { VisitorService } from './visitor-service.ts';

/** `startVisit` of the channel table. */
export const createVisitorRoutes = (
  service: VisitorService,
): RouteHandlers<Pick<typeof channelRoutes, 'startVisit'>> => ({
  startVisit: ({ params, body, address, userAgent }) =>
    service.startVisit({ ...body, channelKey: params.channelKey, address, userAgent }),
});
