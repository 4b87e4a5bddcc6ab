import type { presenceRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { BreakReasonService } from './break-reason-service.ts';
import type { PresenceService } from './presence-service.ts';

export const createPresenceRoutes = (deps: {
  readonly presence: PresenceService;
  readonly reasons: BreakReasonService;
}): RouteHandlers<typeof presenceRoutes> => {
  const { presence, reasons } = deps;
  return {
    getMyPresence: async ({ principal }) => ({ presence: await presence.get(principal.agentId) }),
    setMyPresence: async ({ principal, body }) => ({ presence: await presence.choose(principal.agentId, body) }),
    keepMyPresence: async ({ principal }) => {
      await presence.keep(principal.agentId);
      return undefined;
    },
    getPresenceTimeline: ({ params, query }) =>
      presence.timeline(params.agentId, query.from && query.to ? { from: query.from, to: query.to } : null),
    listBreakReasons: async () => ({ reasons: await reasons.list() }),
    createBreakReason: async ({ body }) => ({ reason: await reasons.create(body.name) }),
    updateBreakReason: async ({ params, body }) => ({ reason: await reasons.update(params.reasonId, body) }),
  };
};
