/** The modules in level order, each given what it wants of the others. Effects of the outside come as ports from compose.ts. */
import {
  apiKeyRoutes,
  type ChannelId,
  type ConversationId,
  callbackRoutes,
  channelRoutes,
  identityRoutes,
  liveLoad,
  operationsRoutes,
  type Readiness,
  type RouteContract,
  recordingRoutes,
  type SkillGroupId,
  skillGroupRoutes,
  transferRoutes,
  visitorRoutes,
} from '@visavis/protocol';
import { presentOfChannels } from './compose-attendance.ts';
import { hoursOfCallbacks } from './compose-callback-hours.ts';
import { composeCallbacks, createCallbackHooks, placesForCalls, ringingContacts } from './compose-callbacks.ts';
import { byType } from './compose-consumers.ts';
import { composeContacts } from './compose-contacts.ts';
import { composeFloor } from './compose-floor.ts';
import { frameOriginsOf } from './compose-frame-origins.ts';
import { composeRules } from './compose-rules.ts';
import { createSweeps } from './compose-sweeps.ts';
import { composeTransfers, createTransferLink } from './compose-transfer.ts';
import { composeWrapUp } from './compose-wrap-up.ts';
import type { Config } from './config.ts';
import { type DemoAccounts, ensureDemoOrganisation } from './demo/index.ts';
import { DomainError } from './lib/domain-error.ts';
import { createCallModule, createMediaLinkStore, type RingingContacts } from './modules/call/index.ts';
import { type ChannelSurroundings, createChannel } from './modules/channel/index.ts';
import { createConversations } from './modules/conversation/index.ts';
import { createFile } from './modules/file/index.ts';
import { createIdentity } from './modules/identity/index.ts';
import { createPresenceService, createPresenceSocket } from './modules/presence/index.ts';
import { type Alarm, createQueue, type LeaderLockWanted, routingWakers } from './modules/queue/index.ts';
import { createCaptureRegister, createRecording } from './modules/recording/index.ts';
import { visitorContacts } from './modules/rule/index.ts';
import { createMemberships, createSkillGroup } from './modules/skill-group/index.ts';
import { createVisitor } from './modules/visitor/index.ts';
import type {
  Authentication,
  CoreDeps,
  FileStorage,
  JobHandler,
  Jobs,
  MediaGateway,
  MediaLinkStore,
  OutgoingHttp,
  Realtime,
  SocketModule,
  StoredDomainEvent,
  Transactions,
} from './ports/index.ts';
import type { Db, Tx } from './schema/index.ts';

export interface ModuleSurroundings extends CoreDeps {
  readonly config: Config;
  readonly dataDir: string;
  readonly db: Db;
  readonly leaderLock: LeaderLockWanted;
  readonly transactionsOn: (db: Db) => Transactions;
  readonly alarm: Alarm;
  readonly jobs: Jobs & {
    handle(kind: string, handler: JobHandler, options?: { readonly concurrency?: number }): void;
  };
  readonly storage: FileStorage;
  readonly outgoing: OutgoingHttp;
  readonly realtime: Realtime;
  readonly makeMedia: (links: MediaLinkStore) => { readonly gateway: MediaGateway; readonly recordingsFolder: string };
  readonly hostIsPublic: boolean;
  /** Where people reach this deployment. */
  readonly publicUrl: () => string;
}

export type RouteMount = readonly [contract: Record<string, RouteContract>, handlers: unknown];

export interface Modules {
  readonly authentication: Authentication;
  readonly media: MediaGateway;
  readonly demoAccounts: DemoAccounts | null;
  readonly sockets: readonly SocketModule[];
  /** Durable consumers of the outbox, by name. */
  readonly consumers: Readonly<Record<string, (event: StoredDomainEvent) => Promise<void>>>;
  readonly router: { readonly wakesOn: readonly string[]; wake(): void };
  /** Domain event to facts on the wire. */
  readonly onEvent: (event: StoredDomainEvent) => Promise<void>;
  routes(readiness: () => Promise<Readiness>): readonly RouteMount[];
  /** Numbers of the moment for `/metrics`. */
  figures(): Promise<Record<string, number>>;
  /** After the media engine is up, before anybody connects: takes live calls over. */
  resume(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  frameOrigins(channelKey: string, demoUrl: string | null): Promise<readonly string[] | null>;
}

const sweepEveryMs = 1_000;
const alarmsEveryMs = 3_000;
const slowSweepEveryMs = 60_000;

export const composeModules = async (s: ModuleSurroundings): Promise<Modules> => {
  const { db, realtime, log, transactions } = s;
  const core = s;

  // Level 0. Groups need accounts and accounts need memberships, so the memberships come first.
  const memberships = createMemberships(s.events);
  const identity = createIdentity({
    ...core,
    db,
    memberships,
    realtime,
    hostIsPublic: s.hostIsPublic,
    demo: s.config.demo,
  });
  const later: {
    present?: ChannelSurroundings['present'];
    mediaReady?: () => boolean;
    written?: (id: ConversationId) => void;
    rulesNamingGroup?: (tx: Tx, id: SkillGroupId) => Promise<readonly string[]>;
    circleOfOverflows?: (tx: Tx) => Promise<{ rule: string; path: string } | null>;
    ringing?: RingingContacts['find'];
  } = {};
  const groups = createSkillGroup({
    ...{ ...core, db, agents: identity.agents },
    otherUses: async (tx, id) =>
      ((await later.rulesNamingGroup?.(tx, id)) ?? []).map((name) => ({ kind: 'rule' as const, name })),
    circleThroughRules: async (tx) => (await later.circleOfOverflows?.(tx)) ?? null,
  });
  const channels = createChannel({
    ...core,
    db,
    surroundings: {
      present: async (one) => (await later.present?.(one)) ?? { attendance: 'away', waiting: 0, opensAt: null },
      mediaReady: () => later.mediaReady?.() ?? false,
    },
  });
  const visitors = createVisitor({ ...core, db, channels: channels.service, contacts: visitorContacts });
  const access = {
    mayReadFile: (...asked: Parameters<typeof conversations.conversations.mayReadFile>) =>
      conversations.conversations.mayReadFile(...asked),
    assertMayWriteConversation: async (
      principal: Parameters<typeof conversations.conversations.mayRead>[0],
      id: ConversationId,
    ) => {
      await conversations.conversations.getForWriting(principal, id);
    },
  };
  const files = createFile({ ...core, db, storage: s.storage, access });

  // Level 1.
  const transferLink = createTransferLink();
  const presence = createPresenceService({ ...core, db });
  const conversations = createConversations({
    ...core,
    db,
    realtime,
    onWaitingWritten: (id) => later.written?.(id),
    isConsulted: transferLink.isConsulted,
    getFileInfo: (executor, conversationId, fileId) => files.service.getFileInfo(executor, conversationId, fileId),
  });

  // Level 2. Recordings begin inside a call's transaction; the register is the narrow way up.
  const { gateway, recordingsFolder } = s.makeMedia(createMediaLinkStore(db));
  later.mediaReady = () => gateway.status().state === 'ready';
  const call = createCallModule({
    ...core,
    db,
    gateway,
    realtime,
    iceServers: s.config.media.iceServers,
    conversations: conversations.conversations,
    places: placesForCalls(presence, (tx, id) => queue.entries.giveHeldPlace(tx, id)),
    channels: { getChannel: (tx, id) => channels.service.getChannel(tx, id as ChannelId) },
    people: {
      agentName: async (tx, id) => (await identity.agents.getAgent(tx, id)).displayName,
      visitorName: async (tx, id) => (await visitors.service.findVisitor(tx, id))?.displayName ?? null,
    },
    captures: createCaptureRegister(core),
    ringing: { find: async (id) => (await later.ringing?.(id)) ?? null },
    colleagues: transferLink.handingOver,
  });

  // Level 3.
  const endForLostAgent = async (tx: Tx, conversationId: ConversationId) => {
    const open = await call.service.findOpenByConversation(tx, conversationId);
    if (open) await call.service.endForConversation(tx, conversationId, 'agent_lost');
    return open?.kind ?? null;
  };
  const rules = composeRules({
    ...{ ...s, presence, handingOver: transferLink.handingOver },
    conversations: conversations.conversations,
    channels: channels.service,
  });
  later.rulesNamingGroup = rules.rules.rulesNamingGroup;
  later.circleOfOverflows = rules.rules.circleOfOverflows;
  const hooks = createCallbackHooks();
  const queue = createQueue({
    ...core,
    callbacks: hooks.forQueue,
    db,
    realtime,
    presence,
    conversations: conversations.conversations,
    calls: { startForAcceptedOffer: call.service.startForAcceptedOffer, begun: call.begun, endForLostAgent },
    plans: rules.plans,
    ...{ leaderLock: s.leaderLock, transactionsOn: s.transactionsOn, alarm: s.alarm },
    handingOver: transferLink.handingOver,
  });
  later.written = queue.written;
  later.ringing = ringingContacts(queue.offers, conversations.conversations);
  const recordings = createRecording({
    ...core,
    db,
    realtime,
    jobs: s.jobs,
    storage: s.storage,
    rawFolder: recordingsFolder,
    ffmpegBin: s.config.media.ffmpegBin,
  });
  for (const [kind, handler] of Object.entries(recordings.jobs)) s.jobs.handle(kind, handler, { concurrency: 1 });

  // Level 4.
  const handingOver = transferLink.connect(
    composeTransfers({
      ...core,
      presence,
      conversations: conversations.conversations,
      queue: queue.queue,
      calls: call.service,
      channels: channels.service,
      groups: groups.service,
      wakeRouter: queue.leader.wake,
    }),
  );
  const wrapUp = composeWrapUp({ ...core, db, realtime, conversations: conversations.conversations, presence });
  const hours = hoursOfCallbacks({ ...rules, db, entries: queue.entries });
  later.present = presentOfChannels({ ...{ ...core, ...rules, db }, hours, queue: queue.queue });
  const callbacks = composeCallbacks({
    ...{ ...core, queue, calls: call.service, conversations: conversations.conversations },
    ...{ channels: channels.service, groups: groups.service, visitors: visitors.service },
    ...{ hours, wrapUps: wrapUp.wrapUps },
  });
  hooks.fill(callbacks.callbacks.hooks);
  const contacts = composeContacts({
    ...{ ...core, db, realtime, presence, conversations: conversations.conversations, queue: queue.queue },
    ...{ calls: call.service, channels: channels.service, visitors: visitors.service },
    ...{ callbacks: callbacks.callbacks, wrapUps: wrapUp.wrapUps, transfers: handingOver.transfers },
  });

  const floor = composeFloor({ ...core, agents: identity.agents, presence, queue });

  const demoAccounts = await ensureDemoOrganisation({
    transactions,
    memberships,
    agents: identity.agents,
    groups: groups.service,
    channels: channels.service,
    dataDir: s.dataDir,
    password: s.config.demo.password,
  });

  const sockets: SocketModule[] = [
    identity.socket,
    visitors.socket,
    createPresenceSocket({ presence, realtime, keepAlive: identity.authentication.keepAlive }),
    conversations.socket,
    call.socket,
    queue.socket,
    recordings.socket,
    handingOver.socket,
    callbacks.socket,
    contacts.socket,
    wrapUp.socket,
    ...floor.sockets,
  ];
  const handlers = new Map<string, ((event: StoredDomainEvent) => Promise<void>)[]>();
  for (const socket of sockets) {
    for (const [type, handler] of Object.entries(socket.events ?? {}))
      handlers.set(type, [...(handlers.get(type) ?? []), handler]);
  }

  const { quietly, every, stop: stopSweeps } = createSweeps(log);
  let stopListening: () => void = () => undefined;
  return {
    authentication: {
      agentFromToken: identity.authentication.agentFromToken,
      agentFromKey: identity.apiKeys.principalOf,
      visitorFromToken: visitors.service.visitorFromToken,
      allowedOrigins: channels.service.allowedOrigins,
    },
    media: gateway,
    demoAccounts,
    sockets,
    consumers: {
      call: byType(call.consumers),
      ...{ recording: byType(recordings.consumers), callback: byType(callbacks.consumers) },
      webhook: byType(floor.consumers),
    },
    router: { wakesOn: routingWakers, wake: queue.leader.wake },
    onEvent: async (event) => {
      // Facts are hints: one that cannot be sent must not hold up those after it.
      for (const handler of handlers.get(event.type) ?? []) await quietly(event.type, () => handler(event));
    },
    routes: (readiness) => [
      [identityRoutes, identity.routes],
      [apiKeyRoutes, identity.apiKeyRoutes],
      [skillGroupRoutes, groups.routes],
      [channelRoutes, { ...channels.routes, ...visitors.routes }],
      ...conversations.routes(files.routes),
      [recordingRoutes, recordings.routes],
      ...floor.routes,
      ...rules.routes,
      ...wrapUp.routes(contacts.routes),
      [visitorRoutes, visitors.profileRoutes],
      [transferRoutes, handingOver.routes],
      [callbackRoutes, callbacks.routes],
      [
        operationsRoutes,
        {
          health: async () => ({ status: 'ok' }),
          readiness: async () => {
            const found = await readiness();
            if (found.status === 'down') throw new DomainError('not_ready', { dependencies: found.dependencies });
            return found;
          },
        },
      ],
    ],
    figures: async () => {
      const all = await presence.listAll();
      return {
        agents_online: all.filter((one) => one.state === 'online').length,
        calls_running: all.reduce((sum, one) => sum + liveLoad(one.loads), 0),
      };
    },
    resume: async () => {
      stopListening = call.listen();
      await call.resumeCalls();
      await recordings.recover();
    },
    start: async () => {
      await queue.start();
      every(sweepEveryMs, 'calls', () => call.sweep());
      every(alarmsEveryMs, 'alarms', () => floor.watchAlarms());
      every(slowSweepEveryMs, 'recordings', () => recordings.recover());
      every(slowSweepEveryMs, 'sign-ins', () => identity.sweep());
      every(slowSweepEveryMs, 'visitor tokens', () => visitors.sweep());
      every(slowSweepEveryMs, 'unsent files', () => files.sweep());
    },
    stop: async () => {
      stopSweeps();
      stopListening();
      await floor.stop();
      await queue.stop();
    },
    frameOrigins: frameOriginsOf(channels.service),
  };
};
