import type { ConversationId, OwnRouting } from '@visavis/protocol';
import type { AgentPrincipal } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { ownRoutingRepo } from './own-routing-repo.ts';
import type { ConversationsForQueue, HandingOver } from './queue-wants.ts';

export interface OwnRoutingDeps {
  readonly db: Db;
  readonly conversations: Pick<ConversationsForQueue, 'getSeen'>;
  readonly handingOver?: Pick<HandingOver, 'handOversOf'>;
}

export type OwnRoutingService = ReturnType<typeof createOwnRoutingService>;

/** Why a conversation is at the agent who asks, for whoever may read it. Never who else was asked or considered. */
export const createOwnRoutingService = ({ db, conversations, handingOver }: OwnRoutingDeps) => ({
  async of(principal: AgentPrincipal, conversationId: ConversationId): Promise<OwnRouting> {
    const { upTo } = await conversations.getSeen(principal, conversationId);
    const [reasons, handOvers] = await Promise.all([
      ownRoutingRepo.reasons(db, conversationId, principal.agentId),
      handingOver?.handOversOf(conversationId) ?? [],
    ]);
    const own = handOvers.filter(({ from, to }) => [from.agentId, to.agentId].includes(principal.agentId));
    return { conversationId, reasons, handOvers: upTo === null ? handOvers : own };
  },
});
