import type { conversationRoutes as contract } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { maySupervise, type RouteHandlers } from '../../ports/index.ts';
import type { ConversationService } from './conversation-service.ts';
import type { MessageService } from './message-service.ts';

type Handlers = Omit<RouteHandlers<typeof contract>, 'uploadFile' | 'downloadFile'>;

export const conversationRouteHandlers = (conversations: ConversationService, messages: MessageService): Handlers => ({
  async listConversations({ query, principal }) {
    if (query.scope === 'all' && !maySupervise(principal)) throw new DomainError('forbidden', { needs: 'supervisor' });
    const found = await conversations.list({
      ...(query.scope === 'mine' ? { agentId: principal.agentId } : {}),
      ...(query.state ? { state: query.state } : {}),
      ...(query.q ? { words: query.q } : {}),
      ...(query.before ? { before: new Date(query.before) } : {}),
      limit: query.limit + 1,
    });
    return { conversations: found.slice(0, query.limit), more: found.length > query.limit };
  },

  async searchMessages({ query, principal }) {
    return { hits: await conversations.search(principal, query.q, query.limit) };
  },

  async getConversation({ params, principal }) {
    return { conversation: await conversations.getSeenView(principal, params.conversationId) };
  },

  async listMessages({ params, query, principal }) {
    return messages.listAfter(principal, params.conversationId, query.afterSeq, query.limit);
  },
});
