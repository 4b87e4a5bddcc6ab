/** Queue: who waits, who is asked, and the leader that decides. */
import type { ConversationId } from '@visavis/protocol';
import type { CoreDeps, Realtime, SocketModule, Transactions } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import { channelGroupRule, groupPlan } from '../routing/index.ts';
import { type CallbackEntries, createCallbackEntries } from './callback-entry-service.ts';
import { createLineService } from './line-service.ts';
import { createManualService, type ManualService } from './manual-service.ts';
import { createOfferService, type OfferService } from './offer-service.ts';
import { createOwnRoutingService } from './own-routing-service.ts';
import { afterSilenceMs } from './queue.ts';
import { createQueueAnnouncer } from './queue-announcer-service.ts';
import { queueRepo } from './queue-repo.ts';
import { queueRouteHandlers } from './queue-routes.ts';
import { createQueueService, type QueueService } from './queue-service.ts';
import { createQueueSocket } from './queue-socket.ts';
import type {
  Alarm,
  CallbacksForQueue,
  CallsForQueue,
  ConversationsForQueue,
  HandingOver,
  LeaderLockWanted,
  PlansForQueue,
} from './queue-wants.ts';
import { createRoutingHistoryService } from './routing-history-service.ts';
import { createRoutingLeader, type RoutingLeader } from './routing-leader-service.ts';
import { createRoutingRound } from './routing-round-service.ts';

export { fillDesignation } from './designation-service.ts';
export type { OfferService } from './offer-service.ts';
export { agedPriorityAt, waitingSince } from './order-of-service-repo.ts';
export { entryTransitions, offerTransitions } from './queue.ts';
export type { EnqueueRequest, QueueService } from './queue-service.ts';
export type * from './queue-wants.ts';
export type { RoutingLeader } from './routing-leader-service.ts';
export { createRoutingWorld } from './routing-world-service.ts';

/** Events after which the leader may have something to decide. */
export const routingWakers = [
  'queue_changed',
  'presence_changed',
  'skill_group_changed',
  'agent_changed',
  'offer_ended',
] as const;

export interface QueueDeps extends CoreDeps {
  readonly db: Db;
  readonly realtime: Realtime;
  readonly presence: PresenceService;
  readonly conversations: ConversationsForQueue;
  readonly calls: CallsForQueue;
  readonly leaderLock: LeaderLockWanted;
  readonly transactionsOn: (db: Db) => Transactions;
  readonly alarm: Alarm;
  /** How long the leader sleeps when nobody wakes it, ms; 1,000 unless said. */
  readonly slowPollMs?: number;
  /** Without it everybody goes to the group of the channel. */
  readonly plans?: PlansForQueue;
  readonly handingOver?: HandingOver;
  readonly callbacks?: CallbacksForQueue;
}

export interface Queue {
  readonly queue: QueueService;
  readonly offers: OfferService;
  /** What the line does for people who are rung back or leave a message. */
  readonly entries: CallbackEntries;
  readonly leader: RoutingLeader;
  readonly manual: ManualService;
  readonly routes: ReturnType<typeof queueRouteHandlers>;
  readonly socket: SocketModule;
  /** A waiting visitor wrote: whoever sees them in a list or an offer sees the first words. */
  written(conversationId: ConversationId): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const channelGroupOnly: PlansForQueue = {
  planFor: async (_tx, { channelGroupId }) => ({
    rule: channelGroupRule,
    ruleVersion: null,
    ruleIds: [],
    plan: groupPlan(channelGroupId),
  }),
};

const CONFIRM_VISITORS_MS = 30_000;

export function createQueue(deps: QueueDeps): Queue {
  const { realtime, log } = deps;
  const offers = createOfferService(deps);
  const lines = createLineService(deps);
  const queue = createQueueService({
    ...deps,
    offers,
    lines,
    visitorIsOnline: (id) => realtime.visitorConnections(id) > 0,
    plans: deps.plans ?? channelGroupOnly,
  });
  const leader = createRoutingLeader({
    ...deps,
    round: createRoutingRound({ ...deps, offers, queue, lines }),
    afterSilence: (transactions, jumpedMs) =>
      transactions.run(async (tx) => {
        const now = deps.clock.now();
        await deps.handingOver?.forgiveSilence(tx, { now, jumpedMs, byMs: afterSilenceMs });
        const lines = jumpedMs > 0 ? await queueRepo.setForward(tx, now, jumpedMs) : [];
        await deps.events.appendAll(
          tx,
          lines.map((groupId) => ({ type: 'queue_changed', subjectId: groupId, payload: { groupId } })),
        );
        await offers.forgiveSilence(tx, now, jumpedMs);
        await deps.presence.forgiveSilence(tx, now, jumpedMs);
      }),
  });
  const manual = createManualService({ ...deps, offers, queue });
  const history = createRoutingHistoryService({ db: deps.db, assertExists: deps.conversations.assertExists });
  const announcer = createQueueAnnouncer({ queue, realtime, log });
  const socket = createQueueSocket({ queue, offers, manual, announcer, realtime, wakeRouter: leader.wake });
  let confirming: NodeJS.Timeout | undefined;
  const confirm = (): void => {
    queue.confirmVisitors().catch((error: unknown) => log.warn({ err: error }, 'waiting visitors not confirmed'));
  };
  return {
    queue,
    offers,
    entries: createCallbackEntries({ ...deps, offers }),
    leader,
    manual,
    routes: queueRouteHandlers({ manual, offers, history, own: createOwnRoutingService(deps), realtime }),
    socket,
    written: (conversationId) => {
      const tell = async (): Promise<void> => {
        const groupId = await queue.groupOf(conversationId);
        if (groupId) announcer.changed(groupId);
        const offer = await offers.findRingingOf(conversationId);
        if (offer) realtime.toAgent(offer.agentId, 'offer:ringing', offer);
      };
      tell().catch((error: unknown) => log.warn({ err: error, conversationId }, 'waiting message could not be told'));
    },
    start: async () => {
      await queue.nobodySeenYet();
      confirming = setInterval(confirm, CONFIRM_VISITORS_MS);
      leader.start();
    },
    stop: async () => {
      clearInterval(confirming);
      await leader.stop();
      await announcer.stop();
    },
  };
}
