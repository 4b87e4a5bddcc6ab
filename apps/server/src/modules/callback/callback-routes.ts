import type { callbackRoutes } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { RouteHandlers } from '../../ports/index.ts';
import type { CallbackLinks } from './callback-link-service.ts';
import type { CallbackService } from './callback-service.ts';
import type { LeftMessageService } from './left-message-service.ts';

export const createCallbackRoutes = (
  callbacks: CallbackService,
  links: CallbackLinks,
  messages: LeftMessageService,
): RouteHandlers<typeof callbackRoutes> => ({
  createCallback: async ({ body }) => {
    const callback = await callbacks.create(body);
    return { callback, link: await links.make(callback.id) };
  },
  listCallbacks: async ({ query }) => ({ callbacks: await callbacks.list(query.state, query.limit) }),
  cancelCallback: async ({ params }) => ({ callback: await callbacks.callOff(params.callbackId) }),
  makeCallbackLink: async ({ params }) => links.make(params.callbackId),
  openCallbackLink: async ({ body, address }) => links.open(body.token, address),
  getConversationCallback: async ({ params, principal }) => ({
    callback: await callbacks.ofConversation(principal, params.conversationId),
  }),
  makeConversationLink: async ({ params, principal }) => {
    const callback = await callbacks.ofConversation(principal, params.conversationId);
    if (!callback) throw new DomainError('callback_not_found');
    return links.make(callback.id);
  },
  callbackReached: async ({ params, principal }) => ({
    callback: await callbacks.reached(principal, params.conversationId),
  }),
  callbackNotReached: async ({ params, principal }) => ({
    callback: await callbacks.notReached(principal, params.conversationId),
  }),
  listLeftMessages: async ({ query, principal }) => ({
    messages: await messages.list(principal, query.state, query.limit),
  }),
  takeLeftMessage: async ({ params, principal }) => messages.take(principal, params.leftMessageId),
  finishLeftMessage: async ({ params, principal }) => ({
    message: await messages.finish(principal, params.leftMessageId),
  }),
});
