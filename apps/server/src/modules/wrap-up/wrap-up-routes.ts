import type { wrapUpRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { DispositionService } from './disposition-service.ts';
import type { WrapUpService } from './wrap-up-service.ts';

/** Closing spans more modules than this one; whoever is above brings it. */
export const createWrapUpRoutes = (deps: {
  readonly wrapUps: WrapUpService;
  readonly dispositions: DispositionService;
}): Omit<RouteHandlers<typeof wrapUpRoutes>, 'closeConversation'> => {
  const { wrapUps, dispositions } = deps;
  return {
    listEndings: ({ params, principal }) => wrapUps.endings(principal, params.conversationId),
    listMyWrapUps: async ({ principal }) => ({ wrapUps: await wrapUps.listOpen(principal.agentId) }),
    getWrapUp: async ({ params, principal }) => ({ wrapUp: await wrapUps.get(principal, params.conversationId) }),
    changeWrapUp: async ({ params, body, principal }) => ({
      wrapUp: await wrapUps.change(principal.agentId, params.conversationId, body),
    }),
    finishWrapUp: async ({ params, body, principal }) => ({
      wrapUp: await wrapUps.finish(principal.agentId, params.conversationId, body),
    }),
    listWrapUpTags: async () => ({ tags: await wrapUps.commonTags() }),
    listDispositions: async () => ({ dispositions: await dispositions.list() }),
    createDisposition: async ({ body }) => ({ disposition: await dispositions.create(body) }),
    updateDisposition: async ({ params, body }) => ({
      disposition: await dispositions.update(params.dispositionId, body),
    }),
  };
};
