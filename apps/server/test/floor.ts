/** A service floor for tests of routing: real PostgreSQL, outbox and modules; the media engine and the sockets are fakes. */
import {
  type AgentId,
  type ConversationId,
  type Medium,
  type OfferId,
  type SkillGroupId,
  textPlaces,
  type VisitorId,
} from '@visavis/protocol';
import { createFakeMediaGateway } from '@visavis/testkit';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { composeCallbacks, createCallbackHooks, placesForCalls } from '../src/compose-callbacks.ts';
import { byType } from '../src/compose-consumers.ts';
import { composeTransfers, createTransferLink } from '../src/compose-transfer.ts';
import { createLeaderLock } from '../src/infra/db/leader-lock.ts';
import { createOutbox } from '../src/infra/outbox/outbox.ts';
import { WakeUp } from '../src/infra/wake-up.ts';
import { DomainError } from '../src/lib/domain-error.ts';
import { createCallModule } from '../src/modules/call/index.ts';
import type { OpeningHours } from '../src/modules/callback/index.ts';
import { createContacts } from '../src/modules/contact/index.ts';
import { createConversations } from '../src/modules/conversation/index.ts';
import { createPresenceService, createPresenceSocket } from '../src/modules/presence/index.ts';
import { createQueue, type HandingOver, type PlansForQueue, routingWakers } from '../src/modules/queue/index.ts';
import { createLineService } from '../src/modules/queue/line-service.ts';
import { createRoutingRound, type RoundResult } from '../src/modules/queue/routing-round-service.ts';
import { readReasons } from '../src/modules/queue/stored-reason-repo.ts';
import { createCaptureRegister } from '../src/modules/recording/index.ts';
import { createSkillGroup } from '../src/modules/skill-group/index.ts';
import { createVisitor } from '../src/modules/visitor/index.ts';
import { createWrapUp } from '../src/modules/wrap-up/index.ts';
import type {
  AgentPrincipal,
  CoreDeps,
  Log,
  MediaGateway,
  StoredDomainEvent,
  VisitorPrincipal,
} from '../src/ports/index.ts';
import type { Db, Tx } from '../src/schema/index.ts';
import { faultsIn } from './floor-faults.ts';
import { movableClock, recorder, type Told } from './floor-surroundings.ts';
import { quietLog } from './postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export interface Arrival {
  readonly visitor: VisitorPrincipal;
  readonly conversationId: ConversationId;
}
export type Floor = Awaited<ReturnType<typeof createFloor>>;

const nothing = (): never => {
  throw new Error('not part of this floor');
};

/** What a plan of a floor may be made with. */
export interface FloorBase extends CoreDeps {
  readonly db: Db;
  readonly afterCommit: TestDatabase['afterCommit'];
  readonly presence: ReturnType<typeof createPresenceService>;
  readonly conversations: ReturnType<typeof createConversations>['conversations'];
  readonly handingOver: HandingOver;
}
/** Who comes in; a visitor nobody knows unless said. */
export interface Coming {
  readonly visitorId?: VisitorId;
  readonly vipLevel?: number;
  readonly attributes?: Record<string, string | number | boolean>;
  readonly tags?: string[];
  readonly externalId?: string;
}

export async function createFloor(
  options: {
    readonly log?: Log;
    readonly plans?: (base: FloorBase) => PlansForQueue;
    readonly slowPollMs?: number;
    /** Somebody else's: another process of the same deployment. */
    readonly database?: TestDatabase;
    /** false: what is stored is told by another process. */
    readonly telling?: boolean;
  } = {},
) {
  const log = options.log ?? quietLog;
  const database = options.database ?? (await createTestDatabase({ log, poolSize: 20 }));
  const { db, transactions, transactionsOn, afterCommit, target } = database;
  const clock = movableClock();
  const told: Told[] = [];
  const visitorsHere = new Set<string>();
  const realtime = recorder(told, visitorsHere);
  const outbox = createOutbox({ db, afterCommit, log, owner: uuidv7(), pollMs: 50 });
  const core = { clock, makeId: uuidv7, random: Math.random, log, events: outbox, transactions, db, realtime };

  const transferLink = createTransferLink();
  const { conversations } = createConversations({
    ...core,
    getFileInfo: nothing,
    isConsulted: transferLink.isConsulted,
  });
  const presence = createPresenceService(core);
  const gateway = createFakeMediaGateway({ makeError: (code) => new DomainError(code) });
  const calls = createCallModule({
    ...core,
    elapsed: () => core.clock.now().getTime(),
    gateway: gateway as MediaGateway,
    iceServers: [],
    conversations,
    places: placesForCalls(presence, (tx, id) => node.entries.giveHeldPlace(tx, id)),
    channels: { getChannel: async () => ({ recording: 'off', media: ['text', 'voice', 'video'] }) },
    people: { agentName: async () => 'Agent', visitorName: async () => null },
    captures: createCaptureRegister(core),
    ringing: { find: async () => null },
    colleagues: transferLink.handingOver,
  });
  const endForLostAgent = async (tx: Tx, conversationId: ConversationId) => {
    const open = await calls.service.findOpenByConversation(tx, conversationId);
    if (open) await calls.service.endForConversation(tx, conversationId, 'agent_lost');
    return open?.kind ?? null;
  };
  const hooks = createCallbackHooks();
  const queueDeps = {
    ...core,
    callbacks: hooks.forQueue,
    presence,
    conversations,
    calls: { startForAcceptedOffer: calls.service.startForAcceptedOffer, begun: calls.begun, endForLostAgent },
    transactionsOn,
    ...(options.plans
      ? {
          plans: options.plans({
            ...core,
            ...{ afterCommit, presence, conversations, handingOver: transferLink.handingOver },
          }),
        }
      : {}),
    handingOver: transferLink.handingOver,
  };
  /** Another process of the same deployment: its own lock connection and loop over the same rows. */
  const makeNode = () =>
    createQueue({
      ...{ ...queueDeps, slowPollMs: options.slowPollMs ?? 1_000 },
      leaderLock: createLeaderLock({ target, log, holder: uuidv7(), pollMs: 20 }),
      alarm: new WakeUp(),
    });
  const node = makeNode();
  const { queue, offers } = node;
  const agents = { agentNames: async () => new Map(), touchAgents: async () => undefined };
  const handingOver = composeTransfers({
    ...core,
    conversations,
    presence,
    queue,
    calls: calls.service,
    channels: { getChannel: async () => ({ groupId: home }) },
    groups: createSkillGroup({ ...core, agents }).service,
    wakeRouter: () => node.leader.wake(),
  });
  const { transfers } = transferLink.connect(handingOver);
  /** A router of its own, with its own memory of the rows. */
  const makeRound = () =>
    createRoutingRound({ ...queueDeps, offers, queue, lines: createLineService({ ...core, conversations }) });
  const round = makeRound();
  const wrapUp = createWrapUp({ ...core, conversations, presence });
  const hours: { known: OpeningHours | null } = { known: null };
  const ways = composeCallbacks({
    ...core,
    publicUrl: () => 'https://visavis.example',
    conversations,
    queue: node,
    calls: calls.service,
    channels: { getChannel: async (_on: unknown, id: string) => channelRow(id) } as never,
    groups: { findGroup: async () => undefined },
    visitors: createVisitor({
      ...core,
      ...{ channels: { findByKey: nothing, getChannel: nothing }, contacts: nothing as never },
    }).service,
    ...{ hours: { of: async () => hours.known, ofChannel: async () => hours.known }, wrapUps: wrapUp.wrapUps },
  });
  hooks.fill(ways.callbacks.hooks);
  const { contacts } = createContacts({
    ...core,
    callbacks: ways.callbacks,
    wrapUps: wrapUp.wrapUps,
    conversations,
    queue: queue as never,
    calls: {
      endForConversation: (tx, id) => calls.service.endForConversation(tx, id as ConversationId),
      findOpen: nothing,
    },
    presence: { snapshotFor: (principal) => presence.get(principal.agentId) },
    transfers,
    channels: { get: nothing, publicView: nothing },
    visitors: { get: nothing },
  });

  const channelRow = async (id: string) => {
    const row = await db.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return { id: row.id, key: row.key, enabled: row.enabled, media: row.media, groupId: row.group_id };
  };

  const sockets = [
    node.socket,
    handingOver.socket,
    ways.socket,
    wrapUp.socket,
    createPresenceSocket({ presence, realtime, keepAlive: async () => true }),
  ];
  outbox.consume('floor', async (event: StoredDomainEvent) => {
    for (const socket of sockets) await socket.events?.[event.type]?.(event);
    for (const { consumers } of [calls, ways]) await byType(consumers)(event);
  });
  outbox.onCommitted(routingWakers, node.leader.wake);
  if (options.telling !== false) outbox.start();

  const addGroup = async (name: string, ringSeconds = 20): Promise<SkillGroupId> => {
    const id = uuidv7() as SkillGroupId;
    const row = { id, name: `${name} ${id}`, strategy: 'least_loaded' as const, ring_seconds: ringSeconds };
    await db
      .insertInto('skill_groups')
      .values({ ...row, created_at: clock.now() })
      .execute();
    return id;
  };
  const addChannel = async (groupId: SkillGroupId): Promise<VisitorPrincipal['channelId']> => {
    const id = uuidv7() as VisitorPrincipal['channelId'];
    const words = JSON.stringify({ en: 'Bank', zh: '银行' });
    await db
      .insertInto('channels')
      .values({
        id,
        key: id.slice(-12),
        name: 'Bank',
        brand: words,
        greeting: words,
        theme_color: '#0b6b57',
        allowed_origins: [],
        media: ['text', 'voice', 'video'],
        group_id: groupId,
        recording: 'off',
        created_at: clock.now(),
      })
      .execute();
    return id;
  };
  const addAgent = async (
    name: string,
    wanted: {
      capacity?: number;
      groups?: readonly SkillGroupId[];
      online?: boolean;
      level?: number;
      position?: number;
    } = {},
  ): Promise<AgentPrincipal> => {
    const agentId = uuidv7() as AgentId;
    await db
      .insertInto('agents')
      .values({
        id: agentId,
        email: `${agentId}@example.com`,
        display_name: name,
        role: 'agent',
        language: 'en',
        capacity: JSON.stringify(textPlaces(wanted.capacity ?? 3)),
        password_hash: 'x',
        created_at: clock.now(),
      })
      .execute();
    for (const groupId of wanted.groups ?? [home])
      await db
        .insertInto('skill_group_members')
        .values({ group_id: groupId, agent_id: agentId, level: wanted.level ?? 3, position: wanted.position ?? 0 })
        .execute();
    if (wanted.online !== false) await presence.choose(agentId, 'online');
    return { kind: 'agent', agentId, role: 'agent', displayName: name, sessionKey: agentId };
  };

  const home = await addGroup('home');
  const homeChannel = await addChannel(home);

  return {
    core,
    database,
    clock,
    events: outbox,
    told,
    visitorsHere,
    presence,
    conversations,
    calls,
    gateway,
    contacts,
    transfers,
    wrapUp,
    node,
    makeNode,
    queue,
    offers,
    ways,
    hours,
    home,
    homeChannel,
    addGroup,
    addChannel,
    addAgent,

    /** A visitor starts a conversation and waits. */
    async arrive(medium: Medium = 'text', groupId: SkillGroupId = home, coming: Coming = {}): Promise<Arrival> {
      const visitorId = coming.visitorId ?? (uuidv7() as VisitorId);
      const conversationId = uuidv7() as ConversationId;
      const channelId = groupId === home ? homeChannel : await addChannel(groupId);
      await db
        .insertInto('visitors')
        .values({
          id: visitorId,
          channel_id: channelId,
          display_name: 'Li Na',
          language: 'zh',
          created_at: clock.now(),
          vip_level: coming.vipLevel ?? 0,
          attributes: JSON.stringify(coming.attributes ?? {}),
          tags: coming.tags ?? [],
          external_id: coming.externalId ?? null,
        })
        .onConflict((at) => at.doNothing())
        .execute();
      visitorsHere.add(visitorId);
      await transactions.run(async (tx) => {
        await conversations.start(tx, { id: conversationId, channelId, visitorId, medium, recordingConsent: null });
        await queue.enqueue(tx, { conversationId, channelId, groupId, medium });
      });
      return { conversationId, visitor: { kind: 'visitor', visitorId, channelId } };
    },

    makeRound,
    /** One turn of the router, without a leader, as if it had begun at `now`. */
    round: (now: Date = clock.now()): Promise<RoundResult> => round(transactions, now),

    /** Everyone considered for an offer, by name. */
    async verdicts(offerId: OfferId): Promise<Record<string, string>> {
      const stored = await db
        .selectFrom('offers')
        .select(['reason', 'considered_id', 'considered_line'])
        .where('id', '=', offerId)
        .executeTakeFirstOrThrow();
      const [whole] = await readReasons(db, [stored]);
      return Object.fromEntries((whole?.considered ?? []).map(({ displayName, verdict }) => [displayName, verdict]));
    },

    ringing: (agent: AgentPrincipal) => offers.listRinging(agent.agentId),
    async onlyOffer(agent: AgentPrincipal) {
      const [first, ...more] = await offers.listRinging(agent.agentId);
      if (!first || more.length > 0)
        throw new Error(`${agent.displayName} has ${more.length + (first ? 1 : 0)} offers`);
      return first;
    },

    /** Waits until what was stored has been delivered and told. */
    async settle(): Promise<void> {
      const lastId = async (): Promise<bigint> => {
        const { rows } = await sql<{
          last: string;
        }>`select coalesce(max(id), 0)::text as last from domain_events`.execute(db);
        return BigInt(rows[0]?.last ?? '0');
      };
      for (let last = await lastId(); ; ) {
        const cursor = await db.selectFrom('event_cursors').select('last_event_id').executeTakeFirst();
        if (BigInt(cursor?.last_event_id ?? '0') < last) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          continue;
        }
        // What was delivered may have been the cause of more.
        const next = await lastId();
        if (next === last) return;
        last = next;
      }
    },

    async timeline(conversationId: ConversationId): Promise<Record<string, unknown>[]> {
      const rows = await db
        .selectFrom('messages')
        .select('body')
        .where('conversation_id', '=', conversationId)
        .orderBy('seq')
        .execute();
      return rows.map((row) => (row.body as unknown as { event: Record<string, unknown> }).event);
    },

    /** Everything that must always hold, as a list of what does not. */
    faults: () => faultsIn(db),

    async close(): Promise<void> {
      await outbox.stop();
      await database.drop();
    },
  };
}
