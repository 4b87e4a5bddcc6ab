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
import { type CallLifecycle, createCallLifecycle } from './call-lifecycle-service.ts';
import { callRepo } from './call-repo.ts';
import { type CallService, createCallService } from './call-service.ts';
import { createCallSocket } from './call-socket.ts';
import type {
  AgentPlaces,
  CaptureRegister,
  ChannelsForCalls,
  ConversationsForCalls,
  PeopleInCalls,
} from './call-wants.ts';
import { createMediaEvents } from './media-events-service.ts';
import { createMediaHolds } from './media-holds.ts';
import { createMediaLinkRemoval, createMediaLinkRepo } from './media-link-repo.ts';
import { createMediaService, type IceServer } from './media-service.ts';

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
    Record<'call_ended' | 'conversation_closed', (event: StoredDomainEvent) => Promise<void>>
  >;
  /** Listens to the media engine; call before connections are accepted. Returns the way to stop. */
  listen(): () => void;
  /** After a restart of our process: takes live calls over. Before connections are accepted, after the gateway is up. */
  resumeCalls(): Promise<void>;
  /** Ends calls whose time ran out. Run about once a second. Returns how many. */
  sweep: CallLifecycle['sweep'];
}

/** The gateway needs the link store before the module exists. */
export const createMediaLinkStore = (db: Db): MediaLinkStore => createMediaLinkRepo(db);

export const createCallModule = (deps: CallModuleDeps): CallModule => {
  const { gateway, realtime, log, clock, transactions, captures } = deps;
  const repo = callRepo;
  const service = createCallService({ ...deps, repo });
  const lifecycle = createCallLifecycle({ repo, calls: service, captures, clock, transactions, log });
  const holds = createMediaHolds();
  const media = createMediaService({ ...deps, lifecycle, holds });
  const removeLinks = createMediaLinkRemoval(deps.db);
  const events = createMediaEvents({ gateway, lifecycle, holds, realtime, removeLinks, log });
  return {
    service,
    socket: createCallSocket({ calls: service, media, transactions, realtime }),
    begun: (call, visitorId) => realtime.toVisitor(visitorId, 'call:changed', call),
    consumers: {
      call_ended: (event) => events.close(event.payload.callId as CallId),
      conversation_closed: (event) =>
        transactions.run((tx) => service.endForConversation(tx, event.subjectId as ConversationId)),
    },
    listen: events.listen,
    resumeCalls: events.resumeCalls,
    sweep: lifecycle.sweep,
  };
};
