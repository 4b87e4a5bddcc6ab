import type { ChannelId } from '@visavis/protocol';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { ContactService } from './contact-service.ts';

export const contactSocket = (contacts: ContactService, realtime: Pick<Realtime, 'toChannel'>): SocketModule => ({
  events: {
    channel_changed: async (event) => {
      const channelId = event.subjectId as ChannelId;
      realtime.toChannel(channelId, 'channel:changed', await contacts.publicChannel(channelId));
    },
  },
  agent: {
    'agent:hello': async (_payload, { principal, follow, followGroup }) => {
      const { groupIds, ...snapshot } = await contacts.agentSnapshot(principal);
      for (const conversation of snapshot.conversations) follow(conversation.id);
      for (const groupId of groupIds) followGroup(groupId as never);
      return snapshot;
    },
    'conversation:close': async ({ conversationId, ...ending }, { principal }) => ({
      conversation: await contacts.wrapUp(principal, conversationId, ending),
    }),
    'conversation:watch': async ({ conversationId }, { principal, follow }) => {
      const watched = await contacts.watch(principal, conversationId);
      follow(conversationId);
      return watched;
    },
    'conversation:unwatch': async ({ conversationId }, { unfollow }) => {
      unfollow(conversationId);
      return {};
    },
  },
  visitor: {
    'visitor:hello': async (_payload, { principal }) => contacts.visitorSnapshot(principal),
    'conversation:start': async (payload, { principal }) => contacts.start(principal, payload),
    'conversation:leave': async ({ conversationId }, { principal }) => ({
      conversation: await contacts.leave(principal, conversationId),
    }),
  },
});
