/** A small world around the call module for integration tests: real PostgreSQL and modules, a fake media engine. */
import { type AgentId, type ConversationId, liveLoad, type VisitorId } from '@visavis/protocol';
import { createFakeMediaGateway, type FakeMediaGateway, fixedClock } from '@visavis/testkit';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../../src/lib/domain-error.ts';
import { type CallModule, createCallModule, type RingingContact } from '../../src/modules/call/index.ts';
import { createConversations } from '../../src/modules/conversation/index.ts';
import { createPresenceService, type PresenceService } from '../../src/modules/presence/index.ts';
import { createCaptureRegister } from '../../src/modules/recording/index.ts';
import type {
  AgentPrincipal,
  Events,
  MediaGateway,
  Realtime,
  SocketModule,
  StoredDomainEvent,
  VisitorPrincipal,
} from '../../src/ports/index.ts';
import { recorder, type Told } from '../floor-surroundings.ts';
import { quietLog } from '../postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';

export interface CallWorld {
  readonly database: TestDatabase;
  readonly clock: ReturnType<typeof fixedClock>;
  /** Somebody sets the clock forward, or back (negative). */
  readonly setClock: (byMs: number) => void;
  readonly gateway: FakeMediaGateway;
  readonly calls: CallModule;
  readonly presence: PresenceService;
  readonly sent: Told[];
  readonly events: Events;
  readonly realtime: Realtime;
  readonly agent: AgentPrincipal;
  readonly otherAgent: AgentPrincipal;
  readonly visitor: VisitorPrincipal;
  readonly stranger: VisitorPrincipal;
  readonly conversationId: ConversationId;
  /** What rings now, by conversation. */
  readonly ringing: Map<ConversationId, RingingContact>;
  /** Another module over the same rows, as after a restart of our process. */
  restart(): CallModule;
  /** Delivers the domain events stored since the last time to the module, as the outbox would. */
  settle(): Promise<readonly StoredDomainEvent[]>;
  ask(
    side: 'agent' | 'visitor',
    name: string,
    payload: object,
    as?: { principal?: AgentPrincipal | VisitorPrincipal; socketId?: string },
  ): Promise<never>;
  timeline(): Promise<Record<string, unknown>[]>;
  setChannel(recording: 'off' | 'ask', media?: ('text' | 'voice' | 'video')[]): Promise<void>;
  liveLoad(): Promise<number>;
  drop(): Promise<void>;
}

const eventsOf = (): Events => ({
  async appendAll(tx, events) {
    for (const event of events) await this.append(tx, event);
  },
  append: async (tx, event) => {
    await tx
      .insertInto('domain_events')
      .values({ type: event.type, subject_id: event.subjectId, payload: JSON.stringify(event.payload) })
      .execute();
  },
  appending: (_tx, _types, rows) => sql`insert into domain_events (type, subject_id, payload) ${rows}`,
});

const seed = async (database: TestDatabase, now: Date) => {
  const { db } = database;
  const groupId = uuidv7();
  const channelId = uuidv7();
  await db
    .insertInto('skill_groups')
    .values({ id: groupId, name: groupId, strategy: 'least_loaded', ring_seconds: 20, created_at: now })
    .execute();
  const text = JSON.stringify({ en: 'Bank', zh: '银行' });
  await db
    .insertInto('channels')
    .values({
      id: channelId,
      key: channelId.slice(-12),
      name: 'Bank',
      brand: text,
      greeting: text,
      theme_color: '#0b6b57',
      allowed_origins: [],
      media: ['text', 'voice', 'video'],
      group_id: groupId,
      recording: 'ask',
      created_at: now,
    })
    .execute();
  const agents = [uuidv7(), uuidv7()];
  for (const [index, id] of agents.entries()) {
    await db
      .insertInto('agents')
      .values({
        id,
        email: `${id}@example.com`,
        display_name: `Agent ${index + 1}`,
        role: 'agent',
        language: 'en',
        password_hash: 'x',
        created_at: now,
      })
      .execute();
  }
  const visitors = [uuidv7(), uuidv7()];
  for (const id of visitors) {
    await db
      .insertInto('visitors')
      .values({ id, channel_id: channelId, display_name: 'Li Na', language: 'zh', created_at: now })
      .execute();
  }
  const conversationId = uuidv7();
  await db
    .insertInto('conversations')
    .values({
      id: conversationId,
      channel_id: channelId,
      visitor_id: visitors[0] as string,
      agent_id: agents[0] as string,
      state: 'active',
      medium: 'text',
      created_at: now,
      assigned_at: now,
    })
    .execute();
  return { channelId, agents, visitors, conversationId };
};

export const createCallWorld = async (): Promise<CallWorld> => {
  const database = await createTestDatabase();
  const { db, transactions } = database;
  const clock = fixedClock('2026-03-01T08:00:00.000Z');
  /** So far somebody has set it, beside the time that has passed. */
  let setBy = 0;
  const seeded = await seed(database, clock.now());
  const sent: Told[] = [];
  const realtime = recorder(sent, { has: () => true });
  const ringing = new Map<ConversationId, RingingContact>();
  const gateway = createFakeMediaGateway({ makeError: (code) => new DomainError(code) });
  const core = {
    clock,
    makeId: uuidv7,
    random: Math.random,
    log: quietLog,
    events: eventsOf(),
    transactions,
    db,
    realtime,
  };
  const conversation = createConversations({ ...core, getFileInfo: async () => undefined as never });
  const presence = createPresenceService(core);
  for (const id of seeded.agents) await presence.choose(id as AgentId, 'online');
  const make = (): CallModule =>
    createCallModule({
      ...core,
      gateway: gateway as MediaGateway,
      iceServers: [{ urls: ['stun:stun.example:3478'] }],
      conversations: conversation.conversations,
      places: presence,
      channels: {
        getChannel: (tx, id) =>
          tx.selectFrom('channels').select(['recording', 'media']).where('id', '=', id).executeTakeFirstOrThrow(),
      },
      people: {
        agentName: async (tx, id) =>
          (await tx.selectFrom('agents').select('display_name').where('id', '=', id).executeTakeFirstOrThrow())
            .display_name,
        visitorName: async () => 'Li Na',
      },
      captures: createCaptureRegister(core),
      ringing: { find: async (id) => ringing.get(id) ?? null },
      elapsed: () => clock.now().getTime() - setBy,
    });
  let calls = make();
  let unlisten = calls.listen();
  const agentPrincipal = (index: number): AgentPrincipal => ({
    kind: 'agent',
    agentId: seeded.agents[index] as AgentId,
    role: 'agent',
    displayName: `Agent ${index + 1}`,
    sessionKey: `s${index}`,
  });
  const visitorPrincipal = (index: number): VisitorPrincipal => ({
    kind: 'visitor',
    visitorId: seeded.visitors[index] as VisitorId,
    channelId: seeded.channelId as VisitorPrincipal['channelId'],
  });
  const agent = agentPrincipal(0);
  const visitor = visitorPrincipal(0);
  let lastEvent = '0';

  const world: CallWorld = {
    database,
    clock,
    setClock: (byMs) => {
      setBy += byMs;
      clock.advance(byMs);
    },
    gateway,
    get calls() {
      return calls;
    },
    presence,
    sent,
    events: core.events,
    realtime,
    agent,
    otherAgent: agentPrincipal(1),
    visitor,
    stranger: visitorPrincipal(1),
    conversationId: seeded.conversationId as ConversationId,
    ringing,
    restart() {
      unlisten();
      calls = make();
      unlisten = calls.listen();
      return calls;
    },
    async settle() {
      const all: StoredDomainEvent[] = [];
      for (;;) {
        const rows = await db
          .selectFrom('domain_events')
          .selectAll()
          .where('id', '>', lastEvent)
          .orderBy('id')
          .execute();
        if (rows.length === 0) return all;
        for (const row of rows) {
          const event = {
            id: row.id,
            type: row.type,
            subjectId: row.subject_id,
            payload: row.payload,
            createdAt: row.created_at,
          };
          lastEvent = row.id;
          all.push(event);
          await calls.socket.events?.[event.type]?.(event);
          await (calls.consumers as Record<string, ((e: StoredDomainEvent) => Promise<void>) | undefined>)[
            event.type
          ]?.(event);
        }
      }
    },
    ask(side, name, payload, as = {}) {
      const handlers = calls.socket[side] as NonNullable<SocketModule['agent']>;
      const handler = handlers[name as 'call:start'] as (payload: object, context: object) => Promise<never>;
      return handler(payload, {
        principal: as.principal ?? (side === 'agent' ? agent : visitor),
        socketId: as.socketId ?? `${side}-socket`,
        requestId: 'r',
        follow: () => undefined,
        unfollow: () => undefined,
        followGroup: () => undefined,
      });
    },
    async timeline() {
      const rows = await db
        .selectFrom('messages')
        .select('body')
        .where('conversation_id', '=', seeded.conversationId)
        .orderBy('seq')
        .execute();
      return rows.map(({ body }) => (body as { event: Record<string, unknown> }).event);
    },
    async setChannel(recording, media = ['text', 'voice', 'video']) {
      await db.updateTable('channels').set({ recording, media }).where('id', '=', seeded.channelId).execute();
    },
    async liveLoad() {
      return liveLoad((await presence.get(agent.agentId)).loads);
    },
    async drop() {
      unlisten();
      await database.drop();
    },
  };
  return world;
};
