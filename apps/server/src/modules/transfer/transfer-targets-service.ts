import { type AgentId, type ConversationId, liveLoad, type TransferTargets } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, Transactions } from '../../ports/index.ts';
import { mediaOf, placesFor } from './transfer.ts';
import type { CallsWanted, ConversationsWanted, GroupsWanted, PlacesWanted, QueueWanted } from './transfer-wants.ts';

export interface TransferTargetsDeps {
  readonly transactions: Transactions;
  readonly conversations: ConversationsWanted;
  readonly queue: Pick<QueueWanted, 'workOf'>;
  readonly calls: CallsWanted;
  readonly places: PlacesWanted;
  readonly groups: GroupsWanted;
}

/** Whom a conversation could be handed to, as the panel shows them: who is free first, then by name. */
export const createTransferTargets =
  (deps: TransferTargetsDeps) =>
  async (principal: AgentPrincipal, conversationId: ConversationId): Promise<TransferTargets> => {
    const conversation = await deps.conversations.getReadable(principal, conversationId);
    if (conversation.state === 'closed') throw new DomainError('conversation_closed');
    const from = conversation.agentId as AgentId | null;
    const needs = await deps.transactions.run(async (tx) => {
      const work = await deps.queue.workOf(tx, conversationId);
      const call = await deps.calls.findOpen(tx, conversationId);
      const media = mediaOf(placesFor(work?.medium ?? 'text', call?.kind ?? null));
      return media.length > 0 ? media : (['text'] as const);
    });
    const others = (await deps.places.listAll()).filter((one) => one.agentId !== from);
    const ids = others.map((one) => one.agentId);
    const free = await Promise.all(needs.map((medium) => deps.places.free(ids, medium)));
    const isFree = (agentId: AgentId): boolean => free.every((those) => those.has(agentId));
    const agents = others
      .map((one) => ({
        agentId: one.agentId,
        displayName: one.displayName,
        state: one.state,
        free: isFree(one.agentId),
        textLoad: one.loads.text,
        textCapacity: one.capacity.text.limit,
        inCall: liveLoad(one.loads) > 0,
      }))
      .toSorted((a, b) => Number(b.free) - Number(a.free) || a.displayName.localeCompare(b.displayName));
    const groups = (await deps.groups.listGroups()).map((group) => {
      const members = group.members.map((member) => member.agentId).filter((agentId) => agentId !== from);
      return {
        groupId: group.id,
        name: group.name,
        members: members.length,
        free: members.filter(isFree).length,
      };
    });
    return { agents, groups: groups.toSorted((a, b) => b.free - a.free || a.name.localeCompare(b.name)) };
  };
