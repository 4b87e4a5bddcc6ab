import type { queueRoutes } from '@visavis/protocol';
import type { Realtime, RouteHandlers } from '../../ports/index.ts';
import type { ManualService } from './manual-service.ts';
import type { OfferService } from './offer-service.ts';
import type { OwnRoutingService } from './own-routing-service.ts';
import type { RoutingHistoryService } from './routing-history-service.ts';

interface Deps {
  readonly manual: ManualService;
  readonly offers: OfferService;
  readonly history: RoutingHistoryService;
  readonly own: OwnRoutingService;
  readonly realtime: Pick<Realtime, 'follow'>;
}

export const queueRouteHandlers = ({
  manual,
  offers,
  history,
  own,
  realtime,
}: Deps): RouteHandlers<typeof queueRoutes> => ({
  listMyOffers: async ({ principal }) => ({ offers: await offers.listRinging(principal.agentId) }),
  acceptOffer: async ({ params, principal }) => {
    const taken = await offers.accept(principal.agentId, params.offerId);
    realtime.follow(principal.agentId, taken.conversation.id);
    return taken;
  },
  declineOffer: async ({ params, body, principal }) => {
    await offers.decline(principal.agentId, params.offerId, body);
    return undefined;
  },
  assignEntry: ({ params, body, principal }) => manual.assign(principal, params.entryId, body.agentId),
  pickEntry: async ({ params, principal }) => {
    const taken = await manual.pick(principal, params.entryId);
    realtime.follow(principal.agentId, taken.conversation.id);
    return taken;
  },
  moveEntry: ({ params, body, principal }) => manual.move(principal, params.entryId, body),
  cancelRinging: async ({ params, principal }) => {
    await manual.cancelRinging(principal, params.entryId);
    return undefined;
  },
  pullBack: async ({ params, body, principal }) => {
    await manual.pullBack(principal, params.conversationId, body);
    return undefined;
  },
  getRouting: ({ params }) => history.of(params.conversationId),
  getOwnRouting: ({ params, principal }) => own.of(principal, params.conversationId),
});
