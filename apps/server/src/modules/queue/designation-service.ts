import type { AgentId, ConversationId, LookupId } from '@visavis/protocol';
import type { Events } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import { withDesignation } from '../routing/index.ts';
import { queueRepo } from './queue-repo.ts';
import type { ConversationsForQueue, HandingOver } from './queue-wants.ts';

interface Deps {
  readonly events: Events;
  readonly conversations: Pick<ConversationsForQueue, 'getConversation'>;
  readonly handingOver?: Pick<HandingOver, 'designated'>;
}

/**
 * The business system has said whose contact this is (null: nobody's, or it did not say in time). The plan of the entry is
 * filled in while it waits or rings, and so is that of a transfer on its way; the router looks again. Whoever is served or gone
 * meanwhile is left alone.
 */
export const fillDesignation =
  ({ events, conversations, handingOver }: Deps) =>
  async (tx: Tx, conversationId: ConversationId, lookupId: LookupId, agentId: AgentId | null): Promise<void> => {
    await conversations.getConversation(tx, conversationId);
    const entry = await queueRepo.lockCurrent(tx, conversationId);
    if (entry?.state === 'served') return handingOver?.designated(tx, conversationId, lookupId, agentId);
    if (entry?.state !== 'waiting' && entry?.state !== 'ringing') return;
    await queueRepo.setPlan(tx, entry.id, withDesignation(entry.plan, lookupId, agentId));
    await events.append(tx, { type: 'queue_changed', subjectId: entry.groupId, payload: { groupId: entry.groupId } });
  };
