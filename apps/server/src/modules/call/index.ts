import type { Call, CallId, ConversationId, VisitorId } from '@visavis/protocol';
import type {
  CoreDeps,
  MediaGateway,
  MediaLinkStore,
  Realtime,
  SocketModule,
  StoredDomainEvent,
} from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { jumpBetween, type Moment } from './call-clock.ts';
import { createCallLifecycle } from './call-lifecycle-service.ts';
import { callRepo } from './call-repo.ts';
import { type CallService, createCallService } from './call-service.ts';
import { createCallSocket } from './call-socket.ts';
import type {
  AgentPlaces,
  CaptureRegister,
  ChannelsForCalls,
  ConsultedColleagues,
  ConversationsForCalls,
  PeopleInCalls,
  RingingContacts,
} from './call-wants.ts';
import { createMediaBudgets } from './command-budget.ts';
import { createMediaEvents } from './media-events-service.ts';
import { createMediaHolds } from './media-holds.ts';
import { createMediaLinkRemoval, createMediaLinkRepo } from './media-link-repo.ts';
import { createMediaService, type IceServer } from './media-service.ts';
import { createParticipantTurns } from './participant-turns.ts';
import { createSubscriptionOffers } from './subscription-offers-service.ts';
import { createWarmCalls } from './warm-calls.ts';
import { createWarmUp } from './warm-up-service.ts';

export type { CallService } from './call-service.ts';
export type * from './call-wants.ts';

export interface CallModuleDeps extends CoreDeps {
  readonly db: Db;
  readonly gateway: MediaGateway;
  readonly realtime: Realtime;
  readonly iceServers: readonly IceServer[];
  readonly conversations: ConversationsForCalls;
  readonly places: AgentPlaces;
  readonly channels: ChannelsForCalls;
  readonly people: PeopleInCalls;
  readonly captures: CaptureRegister;
  readonly ringing: RingingContacts;
  readonly colleagues?: ConsultedColleagues;
  /** Milliseconds of a clock that nobody sets; performance.now() unless a test has its own. */
  readonly elapsed?: () => number;
}

export interface CallModule {
  readonly service: CallService;
  readonly socket: SocketModule;
  /**
   * After the commit that began the call of an accepted offer. The visitor is told at once; the agent has the answer to the
   * own command, and other windows of the agent may hear of it from the outbox.
   */
  begun(call: Call, visitorId: VisitorId): void;
  /** Durable consumers of domain events, by event type. */
  readonly consumers: Readonly<
    Record<
      'call_changed' | 'call_ended' | 'conversation_closed' | 'offer_ended',
      (event: StoredDomainEvent) => Promise<void>
    >
  >;
  /** Listens to the media engine; call before connections are accepted. Returns the way to stop. */
  listen(): () => void;
  /** After a restart of our process: takes live calls over. Before connections are accepted, after the gateway is up. */
  resumeCalls(): Promise<void>;
  /** Ends calls whose time ran out. Run about once a second. Returns how many. */
  sweep(): Promise<number>;
}

/** The gateway needs the link store before the module exists. */
export const createMediaLinkStore = (db: Db): MediaLinkStore => createMediaLinkRepo(db);

export const createCallModule = (deps: CallModuleDeps): CallModule => {
  const { gateway, realtime, log, clock, transactions, captures } = deps;
  const { elapsed = () => performance.now() } = deps;
  let lastSweep: Moment | null = null;
  const repo = callRepo;
  const warmCalls = createWarmCalls();
  const service = createCallService({ ...deps, repo, warmCalls });
  const lifecycle = createCallLifecycle({
    ...{ repo, calls: service, captures, clock, transactions, log },
    lockConversation: deps.conversations.getConversation,
    colleagues: deps.colleagues,
  });
  const holds = createMediaHolds();
  const offers = createSubscriptionOffers(holds, realtime);
  const shared = { ...deps, lifecycle, holds, offers, budgets: createMediaBudgets(), turns: createParticipantTurns() };
  const removeLinks = createMediaLinkRemoval(deps.db);
  const warmUp = createWarmUp({ ...shared, warmCalls, removeLinks });
  const media = createMediaService({ ...shared, leftWhileWarm: warmUp.left });
  const events = createMediaEvents({
    ...{ gateway, lifecycle, holds, offers, realtime, removeLinks, log },
    engineLostWhileWarm: warmUp.engineLost,
  });
  return {
    service,
    socket: createCallSocket({ calls: service, media, warmUp, transactions, realtime }),
    begun(call, visitorId) {
      realtime.toVisitor(visitorId, 'call:changed', call);
      warmUp
        .begin(call)
        .catch((error: unknown) => log.warn({ callId: call.id, err: error }, 'call begins without its prepared media'));
    },
    consumers: {
      // An accepted one is a call by now, or about to be: `begun` knows.
      offer_ended: async (event) => {
        if (event.payload.state !== 'accepted') await warmUp.offerEnded(event.subjectId);
      },
      call_changed: (event) => events.apply(event.payload.callId as CallId),
      call_ended: (event) => events.close(event.payload.callId as CallId),
      conversation_closed: (event) =>
        transactions.run((tx) => service.endForConversation(tx, event.subjectId as ConversationId)),
    },
    listen: events.listen,
    resumeCalls: events.resumeCalls,
    async sweep() {
      const now = clock.now();
      const moment = { at: now.getTime(), elapsed: elapsed() };
      const jumpedMs = jumpBetween(lastSweep, moment);
      if (jumpedMs !== 0) {
        log.warn({ jumpedMs }, 'the clock was set; calls go on for the time they had left');
        warmUp.clockSet(jumpedMs);
        await lifecycle.clockSet(now, jumpedMs);
      }
      lastSweep = moment;
      await warmUp.sweep(now);
      return lifecycle.sweep(now);
    },
  };
};
