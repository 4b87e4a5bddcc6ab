import type { ConversationId, Message, VisitorId } from '@visavis/protocol';
import type { Log, Principal, Realtime, SocketContext, SocketModule } from '../../ports/index.ts';
import type { ConversationService } from './conversation-service.ts';
import type { MessageService } from './message-service.ts';

/** Tells both sides about a stored message. */
export const createMessageAnnouncer =
  (realtime: Realtime, conversations: ConversationService, log: Log) =>
  (message: Message): void => {
    realtime.toFollowers(message.conversationId, 'message:new', message);
    conversations.findForVisitorAddress(message.conversationId).then(
      (visitorId) => visitorId && realtime.toVisitor(visitorId, 'message:new', message),
      // The message is stored; the visitor's page finds it at its next sync.
      (error: unknown) => log.warn({ err: error, conversationId: message.conversationId }, 'visitor not told'),
    );
  };

export const conversationSocket = (
  realtime: Realtime,
  conversations: ConversationService,
  messages: MessageService,
  announce: (message: Message) => void,
): SocketModule => {
  const raise = async (
    principal: Principal,
    conversationId: ConversationId,
    what: 'delivered' | 'read',
    seq: number,
  ) => {
    const marks = await conversations.raiseMark(principal, conversationId, what, seq);
    if (marks) {
      const payload = { conversationId, marks };
      realtime.toFollowers(conversationId, 'message:marks', payload);
      const visitorId = await conversations.findForVisitorAddress(conversationId);
      if (visitorId) realtime.toVisitor(visitorId, 'message:marks', payload);
    }
    return {};
  };

  const type = async (principal: Principal, conversationId: ConversationId, typing: boolean) => {
    const row = await conversations.getForWriting(principal, conversationId);
    const payload = { conversationId, side: principal.kind, typing };
    if (principal.kind === 'visitor') realtime.toFollowers(conversationId, 'typing:changed', payload);
    else realtime.toVisitor(row.visitorId as VisitorId, 'typing:changed', payload);
    return {};
  };

  const shared = {
    'message:send': async (
      payload: Parameters<MessageService['send']>[1],
      { principal }: SocketContext<Principal>,
    ) => ({ message: await messages.send(principal, payload) }),
    'message:sync': async (
      payload: { conversationId: ConversationId; afterSeq: number; limit: number },
      { principal }: SocketContext<Principal>,
    ) => messages.listAfter(principal, payload.conversationId, payload.afterSeq, payload.limit),
    'message:delivered': async (
      payload: { conversationId: ConversationId; seq: number },
      { principal }: SocketContext<Principal>,
    ) => raise(principal, payload.conversationId, 'delivered', payload.seq),
    'message:read': async (
      payload: { conversationId: ConversationId; seq: number },
      { principal }: SocketContext<Principal>,
    ) => raise(principal, payload.conversationId, 'read', payload.seq),
    'typing:set': async (
      payload: { conversationId: ConversationId; typing: boolean },
      { principal }: SocketContext<Principal>,
    ) => type(principal, payload.conversationId, payload.typing),
  };

  return {
    agent: shared,
    visitor: shared,
    connections: {
      visitorConnected: async ({ visitorId }) => tellOnline(visitorId),
      visitorDisconnected: async ({ visitorId }, _socketId, remaining) =>
        remaining === 0 ? tellOnline(visitorId) : undefined,
    },
    events: {
      timeline_appended: async (event) => {
        const message = await messages.findBySeq(event.subjectId, Number(event.payload.seq));
        if (message) announce(message);
      },
      visitor_changed: async (event) => {
        for (const id of await conversations.openOfPerson(event.subjectId)) await tell(id);
      },
      conversation_changed: async (event) => {
        const both = await conversations.findForBoth(event.subjectId);
        if (!both) return;
        const { forAgents: conversation, forVisitor } = both;
        const { assignedTo, unassignedFrom } = event.payload as { assignedTo?: string; unassignedFrom?: string };
        if (assignedTo && conversation.agent?.id === assignedTo)
          realtime.follow(conversation.agent.id, conversation.id);
        realtime.toFollowers(conversation.id, 'conversation:changed', conversation);
        if (unassignedFrom && conversation.agent?.id !== unassignedFrom)
          realtime.unfollow(unassignedFrom as never, conversation.id);
        realtime.toVisitor(conversation.visitor.id, 'conversation:changed', forVisitor);
      },
    },
  };

  /** The visitor's page was opened or left. */
  async function tellOnline(visitorId: VisitorId): Promise<void> {
    const latest = await conversations.latestOfVisitor(visitorId);
    if (latest?.state !== 'active') return;
    await tell(latest.id);
  }

  async function tell(conversationId: string): Promise<void> {
    const conversation = await conversations.find(conversationId);
    if (conversation) realtime.toFollowers(conversation.id, 'conversation:changed', conversation);
  }
};
