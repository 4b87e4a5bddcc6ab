import type {
  CallbackId,
  Conversation,
  ConversationId,
  LeaveMessage,
  LeftMessage,
  LeftMessageId,
  LeftMessageState,
  SkillGroupId,
  VisitorConversation,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { type AgentPrincipal, maySupervise, type VisitorPrincipal } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import { callbackRepo } from './callback-repo.ts';
import { type CallbackService, type CallbackServiceDeps, reachable } from './callback-service.ts';
import { type LeftMessageRecord, leftMessageRepo } from './left-message-repo.ts';

export interface LeftMessageDeps
  extends Pick<
    CallbackServiceDeps,
    'db' | 'clock' | 'makeId' | 'events' | 'transactions' | 'conversations' | 'queue' | 'entries'
  > {
  readonly callbacks: Pick<CallbackService, 'step'>;
}

/** Messages left instead of waiting, and the agents who work through them. */
export const createLeftMessageService = (deps: LeftMessageDeps) => {
  const { db, clock, makeId, events, transactions, conversations, queue, entries, callbacks } = deps;

  const changed = (tx: Tx, groupId: SkillGroupId): Promise<void> =>
    events.append(tx, { type: 'left_messages_changed', subjectId: groupId, payload: { groupId } });

  const groupsFor = async (principal: AgentPrincipal): Promise<readonly SkillGroupId[] | null> =>
    maySupervise(principal) ? null : queue.groupsOfAgent(principal.agentId);

  const lockSeen = async (tx: Tx, principal: AgentPrincipal, id: LeftMessageId): Promise<LeftMessageRecord> => {
    const groupIds = await groupsFor(principal);
    const message = await leftMessageRepo.lock(tx, id);
    if (!message || (groupIds !== null && !groupIds.includes(message.groupId)))
      throw new DomainError('left_message_not_found');
    return message;
  };

  const wireOf = async (id: LeftMessageId): Promise<LeftMessage> => {
    const found = await leftMessageRepo.findWire(db, id);
    if (!found) throw new DomainError('left_message_not_found');
    return found;
  };

  return {
    /** Throws option_not_offered, queue_entry_gone, callback_address_invalid, conversation_closed. */
    async leave(principal: VisitorPrincipal, words: LeaveMessage): Promise<VisitorConversation> {
      const { conversationId, text } = words;
      const { state } = await conversations.getReadable(principal, conversationId);
      if (state === 'closed') throw new DomainError('conversation_closed');
      const place = await queue.placeOf(conversationId);
      if (!place) throw new DomainError('queue_entry_gone');
      if (!place.options.some((option) => option.kind === 'message')) throw new DomainError('option_not_offered');
      const address = words.address && reachable(words.address);
      await transactions.run(async (tx) => {
        await conversations.assertVisitorOwns(tx, principal, conversationId);
        const callback = await callbackRepo.lockOpen(tx, conversationId);
        if (callback) await callbacks.step(tx, callback, 'called_off');
        const groupId = await entries.leaveAsMessage(tx, conversationId);
        await conversations.appendVisitorText(tx, { conversationId, visitorId: principal.visitorId, text });
        await conversations.close(tx, conversationId, 'left_message');
        const id = makeId() as LeftMessageId;
        await leftMessageRepo.insert(tx, { id, conversationId, groupId, text, address, createdAt: clock.now() });
        await changed(tx, groupId);
      });
      const conversation = await conversations.findForVisitor(conversationId);
      if (!conversation) throw new DomainError('conversation_not_found');
      return conversation;
    },

    groupsOfPerson: (visitorId: string): Promise<SkillGroupId[]> => leftMessageRepo.groupsOfPerson(db, visitorId),
    list: async (principal: AgentPrincipal, state: LeftMessageState | undefined, limit: number) =>
      leftMessageRepo.listWire(db, await groupsFor(principal), state, limit),

    /** Opens a conversation with whoever left it, as a callback this agent is on already. */
    async take(
      principal: AgentPrincipal,
      id: LeftMessageId,
    ): Promise<{ message: LeftMessage; conversation: Conversation }> {
      const conversation = await transactions.run(async (tx) => {
        const message = await lockSeen(tx, principal, id);
        if (message.state !== 'open') throw new DomainError('left_message_state', { state: message.state });
        if (!message.address) throw new DomainError('left_message_no_address');
        const before = await conversations.getConversation(tx, message.conversationId);
        const conversationId = makeId() as ConversationId;
        const callbackId = makeId() as CallbackId;
        const now = clock.now();
        const { channelId, visitorId } = before;
        await conversations.start(tx, {
          ...{ id: conversationId, channelId, visitorId, medium: 'text' as const, recordingConsent: null },
        });
        await conversations.appendVisitorText(tx, { conversationId, visitorId, text: message.text });
        await callbackRepo.insert(tx, {
          ...{ id: callbackId, conversationId, state: 'calling', address: message.address },
          ...{ window: null, notBefore: null, attempts: 0, mayWait: false, agentId: principal.agentId },
          ...{ createdBy: 'message', createdAt: now, endedAt: null },
        });
        await entries.serveDirectly(tx, {
          ...{ conversationId, callbackId, groupId: message.groupId, rule: 'left message' },
          ...{ agentId: principal.agentId, displayName: principal.displayName },
        });
        await leftMessageRepo.markTaken(tx, id, principal.agentId, conversationId);
        await changed(tx, message.groupId);
        return conversations.findInside(tx, conversationId);
      });
      return { message: await wireOf(id), conversation };
    },

    async finish(principal: AgentPrincipal, id: LeftMessageId): Promise<LeftMessage> {
      await transactions.run(async (tx) => {
        const message = await lockSeen(tx, principal, id);
        const theirs = message.state === 'open' || message.agentId === principal.agentId || maySupervise(principal);
        if (message.state === 'done' || !theirs) throw new DomainError('left_message_state', { state: message.state });
        await leftMessageRepo.markDone(tx, id, principal.agentId, clock.now());
        await changed(tx, message.groupId);
      });
      return wireOf(id);
    },
  };
};
export type LeftMessageService = ReturnType<typeof createLeftMessageService>;
