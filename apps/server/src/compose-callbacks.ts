/** Callbacks and left messages, given what they want of the modules below; and the narrow way the queue tells them. */
import type { ChannelId, ConversationId, VisitorId } from '@visavis/protocol';
import type { CallService, RingingContacts } from './modules/call/index.ts';
import { type CallbackModuleDeps, createCallbacks, type HoursForCallbacks } from './modules/callback/index.ts';
import type { ChannelService } from './modules/channel/index.ts';
import type { ConversationService } from './modules/conversation/index.ts';
import type { PresenceService } from './modules/presence/index.ts';
import type { CallbacksForQueue, OfferService, Queue } from './modules/queue/index.ts';
import type { SkillGroupService } from './modules/skill-group/index.ts';
import type { VisitorService } from './modules/visitor/index.ts';
import type { WrapUpService } from './modules/wrap-up/index.ts';
import type { CoreDeps, Realtime } from './ports/index.ts';
import type { Db } from './schema/index.ts';

interface Below extends CoreDeps {
  readonly db: Db;
  readonly realtime: Realtime;
  readonly publicUrl: () => string;
  readonly conversations: ConversationService;
  readonly queue: Pick<Queue, 'queue' | 'entries'>;
  readonly calls: Pick<CallService, 'findOpenByConversation' | 'findWithPeople'>;
  readonly channels: Pick<ChannelService, 'getChannel'>;
  readonly groups: Pick<SkillGroupService, 'findGroup'>;
  readonly visitors: Pick<VisitorService, 'createVisitor' | 'welcomeBack'>;
  readonly hours: HoursForCallbacks;
  readonly wrapUps: WrapUpService;
}

/** The queue comes before callbacks: it is given this, and the hooks are filled in afterwards. */
export const createCallbackHooks = (): {
  readonly forQueue: CallbacksForQueue;
  fill(hooks: CallbacksForQueue): void;
} => {
  let filled: CallbacksForQueue | undefined;
  return {
    forQueue: {
      taken: async (...told) => filled?.taken(...told),
      over: async (...told) => filled?.over(...told),
    },
    fill: (hooks) => {
      filled = hooks;
    },
  };
};

/** Whose call may be connected while it rings. A callback begins its call later, when the visitor is there. */
export const ringingContacts =
  (
    offers: Pick<OfferService, 'findRingingOf'>,
    conversations: Pick<ConversationService, 'findForVisitorAddress'>,
  ): RingingContacts['find'] =>
  async (id) => {
    const offer = await offers.findRingingOf(id);
    const visitorId = await conversations.findForVisitorAddress(id);
    if (!offer || !visitorId || offer.medium === 'text' || offer.callback) return null;
    const { agentId, medium, expiresAt } = offer;
    return { offerId: offer.id, agentId, visitorId, kind: medium, expiresAt: new Date(expiresAt) };
  };

/** A call inside a callback takes over the place that was kept for it. */
export const placesForCalls = (
  presence: Pick<PresenceService, 'reserve' | 'release'>,
  giveHeldPlace: Queue['entries']['giveHeldPlace'],
): Pick<PresenceService, 'release'> & {
  reserve(...wanted: [...Parameters<PresenceService['reserve']>, conversationId?: ConversationId]): Promise<void>;
} => ({
  reserve: async (tx, agentId, kind, conversationId) => {
    if (conversationId) await giveHeldPlace(tx, conversationId);
    await presence.reserve(tx, agentId, kind);
  },
  release: presence.release,
});

export const composeCallbacks = (below: Below) => {
  const { db, realtime, conversations, queue, channels, groups, visitors } = below;
  const deps: CallbackModuleDeps = {
    ...below,
    conversations,
    queue: {
      enqueue: queue.queue.enqueue,
      leave: (tx, id) => queue.queue.leave(tx, id as ConversationId),
      placeOf: queue.queue.placeOf,
      groupOf: queue.queue.groupOf,
      groupsOfAgent: queue.queue.groupsOfAgent,
    },
    entries: queue.entries,
    channels: { getChannel: (on, id) => channels.getChannel(on, id as ChannelId) },
    visitors: { create: visitors.createVisitor, welcomeBack: (tx, id) => visitors.welcomeBack(tx, id) },
    calls: {
      findOpen: below.calls.findOpenByConversation,
      wasLive: async (tx, id) => ((await below.calls.findWithPeople(tx, id))?.call.liveAt ?? null) !== null,
    },
    visitorIsOnline: (id) => realtime.visitorConnections(id as VisitorId) > 0,
    visitorOf: conversations.findForVisitorAddress,
    comfortOf: async (groupId) => (await groups.findGroup(db, groupId))?.comfort ?? [],
  };
  return createCallbacks(deps);
};
