/** What spans a whole contact, given what it wants of the modules below. */
import type { ChannelId, ConversationId, VisitorId } from '@visavis/protocol';
import { DomainError } from './lib/domain-error.ts';
import type { CallService } from './modules/call/index.ts';
import type { CallbackService } from './modules/callback/index.ts';
import type { ChannelService } from './modules/channel/index.ts';
import { createContacts } from './modules/contact/index.ts';
import type { ConversationService } from './modules/conversation/index.ts';
import type { PresenceService } from './modules/presence/index.ts';
import type { QueueService } from './modules/queue/index.ts';
import type { TransferService } from './modules/transfer/index.ts';
import type { VisitorService } from './modules/visitor/index.ts';
import type { WrapUpService } from './modules/wrap-up/index.ts';
import type { CoreDeps, Realtime } from './ports/index.ts';
import type { Db } from './schema/index.ts';

export interface ContactSurroundings extends CoreDeps {
  readonly db: Db;
  readonly realtime: Realtime;
  readonly conversations: ConversationService;
  readonly queue: QueueService;
  readonly calls: CallService;
  readonly presence: PresenceService;
  readonly channels: ChannelService;
  readonly visitors: VisitorService;
  readonly callbacks: CallbackService;
  readonly wrapUps: WrapUpService;
  readonly transfers: TransferService;
}

export const composeContacts = (s: ContactSurroundings) =>
  createContacts({
    ...s,
    queue: {
      enqueue: (tx, entry) => s.queue.enqueue(tx, entry as Parameters<QueueService['enqueue']>[1]),
      leave: (tx, id) => s.queue.leave(tx, id as ConversationId),
      placeOf: s.queue.placeOf,
      snapshotFor: s.queue.snapshotFor,
    },
    calls: {
      endForConversation: (tx, id) => s.calls.endForConversation(tx, id as ConversationId),
      findOpen: (id) => s.transactions.run((tx) => s.calls.findOpenByConversation(tx, id as ConversationId)),
    },
    presence: { snapshotFor: (principal) => s.presence.get(principal.agentId) },
    channels: {
      get: (id) => s.channels.getChannel(s.db, id as ChannelId),
      publicView: (id) => s.channels.getPublic(id as ChannelId),
    },
    visitors: {
      get: async (id) => {
        const visitor = await s.visitors.findVisitor(s.db, id as VisitorId);
        if (!visitor) throw new DomainError('visitor_token_invalid');
        return visitor;
      },
    },
  });
