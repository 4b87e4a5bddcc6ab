import type { wrapUpRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { ContactService } from './contact-service.ts';

export const createContactRoutes = (
  contacts: ContactService,
): Pick<RouteHandlers<typeof wrapUpRoutes>, 'closeConversation'> => ({
  closeConversation: async ({ params, body, principal }) => ({
    conversation: await contacts.wrapUp(principal, params.conversationId, body),
  }),
});
