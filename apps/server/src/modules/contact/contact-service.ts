import type {
  AgentSnapshot,
  Call,
  Conversation,
  Ending,
  Medium,
  PublicChannel,
  QueuePlace,
  RecordingConsent,
  Transfer,
  VisitorConversation,
  VisitorSnapshot,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/deps.ts';
import type { AgentPrincipal, VisitorPrincipal } from '../../ports/index.ts';
import type {
  CallbacksWanted,
  CallsWanted,
  ChannelsWanted,
  ConversationsWanted,
  PresenceWanted,
  QueueWanted,
  TransfersWanted,
  VisitorsWanted,
  WrapUpsWanted,
} from './contact-wants.ts';

export interface ContactDeps extends CoreDeps {
  readonly conversations: ConversationsWanted;
  readonly queue: QueueWanted;
  readonly calls: CallsWanted;
  readonly presence: PresenceWanted;
  readonly transfers: TransfersWanted;
  readonly wrapUps: WrapUpsWanted;
  readonly channels: ChannelsWanted;
  readonly visitors: VisitorsWanted;
  readonly callbacks: CallbacksWanted;
}

export interface StartRequest {
  readonly conversationId: string;
  readonly medium: Medium;
  readonly recordingConsent: RecordingConsent | null;
}

/** The use cases that span a whole contact: start, leave, wrap up, and where somebody stands after a (re)connect. */
export const createContactService = (deps: ContactDeps) => {
  const mustBeOffered = async (channelId: string, request: StartRequest) => {
    const channel = await deps.channels.get(channelId);
    const visible = await deps.channels.publicView(channelId);
    if (!channel.enabled) throw new DomainError('channel_closed');
    if (!channel.media.includes(request.medium))
      throw new DomainError('medium_not_offered', { offered: channel.media });
    if (!visible.media.includes(request.medium)) throw new DomainError('media_unavailable');
    if (request.medium !== 'text' && channel.recording === 'ask' && request.recordingConsent === null)
      throw new DomainError('consent_required');
    return channel;
  };

  const visitorView = async (id: string): Promise<VisitorConversation> => {
    const conversation = await deps.conversations.findForVisitor(id);
    if (!conversation) throw new DomainError('conversation_not_found');
    return conversation;
  };

  /** Conversations of others about which this agent is being asked. */
  const consultedIn = async (transfers: readonly Transfer[], agentId: string): Promise<Conversation[]> => {
    const consulted = transfers.filter((one) => one.state === 'consulting' && one.to?.agentId === agentId);
    const found = await Promise.all(consulted.map((one) => deps.conversations.find(one.conversationId)));
    return found.filter((conversation) => conversation !== undefined);
  };

  return {
    /** Starts a contact and puts it into the queue, in one transaction. The same conversationId again changes nothing. */
    async start(
      principal: VisitorPrincipal,
      request: StartRequest,
    ): Promise<{ conversation: VisitorConversation; queue: QueuePlace | null }> {
      const channel = await mustBeOffered(principal.channelId, request);
      await deps.transactions.run(async (tx) => {
        const { created } = await deps.conversations.start(tx, {
          id: request.conversationId,
          channelId: channel.id,
          visitorId: principal.visitorId,
          medium: request.medium,
          recordingConsent: request.recordingConsent,
        });
        if (created)
          await deps.queue.enqueue(tx, {
            conversationId: request.conversationId,
            channelId: channel.id,
            groupId: channel.groupId,
            medium: request.medium,
          });
      });
      return {
        conversation: await visitorView(request.conversationId),
        queue: await deps.queue.placeOf(request.conversationId),
      };
    },

    /** The visitor leaves the queue, or ends the conversation. */
    async leave(principal: VisitorPrincipal, conversationId: string): Promise<VisitorConversation> {
      await deps.transactions.run(async (tx) => {
        const row = await deps.conversations.assertVisitorOwns(tx, principal, conversationId);
        if (row.state === 'closed') return;
        const served = await deps.queue.leave(tx, conversationId);
        await deps.calls.endForConversation(tx, conversationId);
        await deps.conversations.close(tx, conversationId, 'visitor_left');
        if (served) await deps.wrapUps.begin(tx, { ...served, conversationId }, null);
      });
      return visitorView(conversationId);
    },

    /**
     * The agent is done: a running call ends, the place becomes free, the conversation is closed, and the wrap-up begins.
     * Throws disposition_required, disposition_invalid.
     */
    async wrapUp(
      principal: AgentPrincipal,
      conversationId: string,
      ending: Ending | undefined = {},
    ): Promise<Conversation> {
      await deps.transactions.run(async (tx) => {
        const row = await deps.conversations.assertAgentOwns(tx, principal, conversationId);
        if (row.state === 'closed') throw new DomainError('conversation_closed');
        await deps.calls.endForConversation(tx, conversationId);
        const served = await deps.queue.leave(tx, conversationId);
        await deps.conversations.close(tx, conversationId, 'wrapped_up', ending.note);
        if (served) await deps.wrapUps.begin(tx, { ...served, conversationId }, ending);
      });
      const conversation = await deps.conversations.find(conversationId);
      if (!conversation) throw new DomainError('conversation_not_found');
      return conversation;
    },

    async agentSnapshot(principal: AgentPrincipal): Promise<AgentSnapshot & { groupIds: readonly string[] }> {
      const own = await deps.conversations.list({ agentId: principal.agentId, state: 'active', limit: 200 });
      const transfers = await deps.transfers.listOpenFor(principal.agentId);
      const conversations = [...own, ...(await consultedIn(transfers, principal.agentId))];
      const { queue, offers, groupIds } = await deps.queue.snapshotFor(principal);
      const calls: Call[] = [];
      for (const conversation of conversations) {
        const call = await deps.calls.findOpen(conversation.id);
        if (call) calls.push(call);
      }
      return {
        presence: await deps.presence.snapshotFor(principal),
        conversations,
        queue,
        offers,
        calls,
        transfers,
        wrapUps: await deps.wrapUps.listOpen(principal.agentId),
        groupIds,
      };
    },

    async watch(
      principal: AgentPrincipal,
      conversationId: string,
    ): Promise<{ conversation: Conversation; call: Call | null }> {
      await deps.conversations.getReadable(principal, conversationId);
      const conversation = await deps.conversations.find(conversationId);
      if (!conversation) throw new DomainError('conversation_not_found');
      return { conversation, call: await deps.calls.findOpen(conversationId) };
    },

    publicChannel: (channelId: string): Promise<PublicChannel> => deps.channels.publicView(channelId),

    async visitorSnapshot(principal: VisitorPrincipal): Promise<VisitorSnapshot> {
      const conversation = (await deps.conversations.latestOfVisitor(principal.visitorId)) ?? null;
      const open = conversation !== null && conversation.state !== 'closed';
      return {
        visitor: await deps.visitors.get(principal.visitorId),
        channel: await deps.channels.publicView(principal.channelId),
        conversation,
        queue: open && conversation.state === 'waiting' ? await deps.queue.placeOf(conversation.id) : null,
        call: open ? await deps.calls.findOpen(conversation.id) : null,
        callback: open ? await deps.callbacks.ofVisitor(conversation.id) : null,
      };
    },
  };
};
export type ContactService = ReturnType<typeof createContactService>;
