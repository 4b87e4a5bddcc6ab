/** A service floor whose plans come from rules put in force over the real HTTP shell; business systems are real local servers. */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AgentId,
  calendarRoutes,
  lookupRoutes,
  type RoutingRule,
  ruleRoutes,
  type VisitorId,
} from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { composeRules } from '../src/compose-rules.ts';
import { createHttpServer } from '../src/http/http-server.ts';
import { mountRoutes } from '../src/http/routes.ts';
import { createJobRunner, type JobRunner } from '../src/infra/jobs/jobs.ts';
import { createOutgoingHttp } from '../src/infra/outgoing/outgoing-http.ts';
import { createChannel } from '../src/modules/channel/index.ts';
import type { AgentPrincipal } from '../src/ports/index.ts';
import { type Arrival, type Coming, createFloor, type FloorBase } from './floor.ts';
import { quietLog } from './postgres-for-tests.ts';

export const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

const start = (base: FloorBase, allowedNetworks: readonly string[]) => {
  const { db, afterCommit } = base;
  const jobs = createJobRunner({ db, afterCommit, log: quietLog, owner: uuidv7(), makeId: uuidv7, pollMs: 50 });
  const surroundings = {
    present: async () => ({ attendance: 'here', waiting: 0, opensAt: null }) as const,
    mediaReady: () => true,
  };
  const channels = createChannel({ ...base, surroundings }).service;
  const outgoing = createOutgoingHttp({ allowedNetworks });
  return { jobs, ...composeRules({ ...base, jobs, channels, outgoing }) };
};

/** A rule that always fits, and decides, unless said. */
export const rule = (
  name: string,
  { adds = false, ...rest }: Partial<RoutingRule> & Pick<RoutingRule, 'stages'> & { readonly adds?: boolean },
): RoutingRule => ({
  id: uuidv7() as RoutingRule['id'],
  name,
  enabled: true,
  when: [],
  priority: 0,
  // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
  then: adds ? 'fall_through' : 'decide',
  ...rest,
});

/** A business system: what it was asked, and the answer a test gives it. */
export const createBusinessSystem = async (
  answer: (question: Record<string, unknown>) => { status?: number; body?: unknown } | 'silence',
) => {
  const asked: { question: Record<string, unknown>; signed: boolean }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
      const key = Buffer.from(secret.slice(6), 'base64');
      const right = `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
      const question = JSON.parse(body) as Record<string, unknown>;
      asked.push({ question, signed: signature === right });
      const given = answer(question);
      if (given === 'silence') return;
      response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
      response.end(given.body === undefined ? '' : JSON.stringify(given.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/designate`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(done);
      }),
  };
};

export const createRuleFloor = async (options: { readonly allowedNetworks?: readonly string[] } = {}) => {
  let parts: ReturnType<typeof start> | undefined;
  const floor = await createFloor({
    plans: (base) => {
      parts = start(base, options.allowedNetworks ?? ['127.0.0.1']);
      return parts.plans;
    },
  });
  if (!parts) throw new Error('the floor made no plans');
  const { jobs, routes } = parts as { jobs: JobRunner } & ReturnType<typeof start>;
  jobs.start();
  const { db } = floor.database;
  const chief = await floor.addAgent('Chief', { groups: [], online: false });
  const principal: AgentPrincipal = { ...chief, role: 'administrator' };
  const app = createHttpServer({ log: quietLog, makeId: uuidv7, trustProxy: [], tls: null });
  const authentication = {
    agentFromToken: async () => principal,
    agentFromKey: async () => principal,
    visitorFromToken: async () => Promise.reject(new Error('no visitors here')),
    allowedOrigins: async () => [],
  };
  app.after(() => {
    for (const [contract, handlers] of routes)
      mountRoutes({ app, authentication, own: { publicOrigin: null } }, contract, handlers as never);
  });
  await app.ready();

  const rest = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, json: answer.body === '' ? null : answer.json() };
  };
  const inForce = async () => (await rest('GET', ruleRoutes.getRuleSet.path)).json.ruleSet;

  const agents: AgentPrincipal[] = [];
  const ringingFor = async ({ conversationId }: Arrival) => {
    await floor.round();
    const { agent_id: agentId, id } =
      (await db
        .selectFrom('offers')
        .select(['agent_id', 'id'])
        .where('conversation_id', '=', conversationId)
        .where('state', '=', 'ringing')
        .executeTakeFirst()) ?? {};
    return agentId === undefined ? null : { agentId: agentId as AgentId, offerId: id };
  };

  return {
    ...floor,
    ...{ db, rest, inForce, calendarRoutes, lookupRoutes },

    async agent(name: string, wanted: Parameters<typeof floor.addAgent>[1] = {}): Promise<AgentPrincipal> {
      const made = await floor.addAgent(name, wanted);
      if (wanted.online !== false) agents.push(made);
      return made;
    },
    come: (coming: Coming = {}, medium: 'text' | 'voice' | 'video' = 'text', groupId = floor.home) =>
      floor.arrive(medium, groupId, coming),

    /** Puts these rules in force over REST. */
    async put(rules: readonly RoutingRule[]) {
      const { version } = await inForce();
      const answer = await rest('PUT', ruleRoutes.putRuleSet.path, { version, rules });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.json));
      return answer.json.ruleSet;
    },

    /** After one turn of the router: the name of whoever rings, or null. */
    async rings(arrival: Arrival): Promise<string | null> {
      const found = await ringingFor(arrival);
      return agents.find((agent) => agent.agentId === found?.agentId)?.displayName ?? null;
    },

    /** Time goes by; the agents are still there. */
    async pass(seconds: number): Promise<void> {
      floor.clock.advance(seconds * 1_000);
      for (const agent of agents) await floor.presence.heartbeat(agent.agentId);
    },

    /** The agent takes the contact. */
    async take(arrival: Arrival): Promise<void> {
      const ringing = await ringingFor(arrival);
      const agent = agents.find((one) => one.agentId === ringing?.agentId);
      if (!ringing?.offerId || !agent) throw new Error('nobody rings');
      await floor.offers.accept(agent.agentId, ringing.offerId as never);
    },

    /** A contact from before: this visitor was served by this agent so many days ago. */
    async servedBefore(visitorId: VisitorId, agent: AgentPrincipal, daysAgo: number, externalId: string | null = null) {
      const at = new Date(floor.clock.now().getTime() - daysAgo * 86_400_000);
      const conversationId = uuidv7();
      await db
        .insertInto('visitors')
        .values({
          ...{ id: visitorId, channel_id: floor.homeChannel, display_name: 'Li Na', language: 'zh' },
          ...{ created_at: at, attributes: '{}', external_id: externalId },
        })
        .onConflict((one) => one.doNothing())
        .execute();
      await db
        .insertInto('conversations')
        .values({
          ...{ id: conversationId, channel_id: floor.homeChannel, visitor_id: visitorId, agent_id: agent.agentId },
          ...{ state: 'closed', medium: 'text', created_at: at, closed_at: at, close_reason: 'wrapped_up' },
        })
        .execute();
      await db
        .insertInto('queue_entries')
        .values({
          ...{ id: uuidv7(), conversation_id: conversationId, group_id: floor.home, medium: 'text', rule: 'before' },
          ...{ plan: '{}', state: 'served', enqueued_at: at, entered_at: at, ended_at: at },
          ...{ served_by: agent.agentId, released_at: at },
        })
        .execute();
    },

    async entryOf({ conversationId }: Arrival) {
      return db
        .selectFrom('queue_entries')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .orderBy('entered_at', 'desc')
        .executeTakeFirstOrThrow();
    },

    async close(): Promise<void> {
      await jobs.stop();
      await app.close();
      await floor.close();
    },
  };
};
export type RuleFloor = Awaited<ReturnType<typeof createRuleFloor>>;
