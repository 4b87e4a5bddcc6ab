import type { ComfortMessage, ConversationId, SkillGroupId } from '@visavis/protocol';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { CallbackService } from './callback-service.ts';
import type { ConversationsForCallbacks } from './callback-wants.ts';
import type { LeftMessageService } from './left-message-service.ts';

export interface CallbackSocketDeps {
  readonly callbacks: CallbackService;
  readonly messages: LeftMessageService;
  readonly conversations: Pick<ConversationsForCallbacks, 'getReadable'>;
  readonly realtime: Pick<Realtime, 'toVisitor' | 'toGroup' | 'toFollowers'>;
  readonly visitorOf: (conversationId: string) => Promise<string | undefined>;
  readonly groupOf: (conversationId: ConversationId) => Promise<SkillGroupId | undefined>;
  readonly comfortOf: (groupId: SkillGroupId) => Promise<readonly ComfortMessage[]>;
}

/** What visitors who wait can do, and who is told. */
export const createCallbackSocket = (deps: CallbackSocketDeps): SocketModule => {
  const { callbacks, messages, realtime } = deps;
  return {
    visitor: {
      'queue:comfort': async ({ conversationId }, { principal }) => {
        await deps.conversations.getReadable(principal, conversationId);
        const groupId = await deps.groupOf(conversationId);
        const comfort = groupId ? await deps.comfortOf(groupId) : [];
        return { comfort: comfort.toSorted((a, b) => a.afterSeconds - b.afterSeconds) };
      },
      'queue:hours': async ({ conversationId }, { principal }) => ({
        opensAt: await callbacks.opensAt(principal, conversationId),
      }),
      'callback:windows': async ({ conversationId }, { principal }) => callbacks.windows(principal, conversationId),
      'callback:request': async (payload, { principal }) => ({
        callback: await callbacks.request(principal, payload),
      }),
      'callback:cancel': async ({ conversationId }, { principal }) => ({
        queue: await callbacks.cancel(principal, conversationId),
      }),
      'message:leave': async (payload, { principal }) => ({ conversation: await messages.leave(principal, payload) }),
    },
    events: {
      callback_changed: async (event) => {
        const conversationId = event.subjectId as ConversationId;
        realtime.toFollowers(conversationId, 'callback:changed', { conversationId });
        const [visitorId, callback] = await Promise.all([
          deps.visitorOf(event.subjectId),
          callbacks.findForVisitor(event.subjectId),
        ]);
        if (visitorId && callback) realtime.toVisitor(visitorId as never, 'callback:changed', callback);
      },
      visitor_changed: async ({ subjectId }) => {
        for (const groupId of await messages.groupsOfPerson(subjectId))
          realtime.toGroup(groupId, 'message:left', { groupId });
      },
      left_messages_changed: async (event) => {
        const groupId = event.subjectId as SkillGroupId;
        realtime.toGroup(groupId, 'message:left', { groupId });
      },
    },
  };
};
