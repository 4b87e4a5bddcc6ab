/**
 * Ways out of waiting: being rung back, and leaving a message. Events: `callback_changed`, `callback_due` (an agent is there:
 * send the link now), both `{callbackId, conversationId, state}`; `left_messages_changed {groupId}`.
 */
import type { CallId, ConversationId } from '@visavis/protocol';
import type { CoreDeps, StoredDomainEvent } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { type CallbackLinkDeps, createCallbackLinks } from './callback-link-service.ts';
import { createCallbackRoutes } from './callback-routes.ts';
import { type CallbackServiceDeps, createCallbackService } from './callback-service.ts';
import { type CallbackSocketDeps, createCallbackSocket } from './callback-socket.ts';
import { createLeftMessageService } from './left-message-service.ts';

export { callbackTransitions, type OpeningHours, opensAgainAt } from './callback.ts';
export type { CallbackService } from './callback-service.ts';
export type * from './callback-wants.ts';

export interface CallbackModuleDeps
  extends CoreDeps,
    CallbackServiceDeps,
    Pick<CallbackLinkDeps, 'publicUrl'>,
    Pick<CallbackSocketDeps, 'realtime' | 'visitorOf' | 'comfortOf'> {
  readonly db: Db;
}

export const createCallbacks = (deps: CallbackModuleDeps) => {
  const callbacks = createCallbackService(deps);
  const links = createCallbackLinks(deps);
  const messages = createLeftMessageService({ ...deps, callbacks });
  const callChanged = ({ payload }: StoredDomainEvent): Promise<void> =>
    callbacks.callChanged(payload.conversationId as ConversationId, payload.callId as CallId);
  return {
    callbacks,
    links,
    messages,
    routes: createCallbackRoutes(callbacks, links, messages),
    consumers: { call_changed: callChanged, call_ended: callChanged },
    socket: createCallbackSocket({ ...deps, callbacks, messages, groupOf: deps.queue.groupOf }),
  };
};
