// The whole product, composed as it ships but for the media engine, behind real HTTP and real sockets on a free port.
import fs from 'node:fs';
import {
  type Ack,
  type AgentSnapshot,
  type Call,
  type Conversation,
  type ErrorBody,
  errorCatalogue,
  type Offer,
  type Visit,
} from '@visavis/protocol';
import { createFakeMediaGateway, type FakeMediaGateway } from '@visavis/testkit';
import { io, type Socket } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import { compose, type RunningProduct } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { filterSdp } from '../../src/infra/janus/sdp-filter.ts';
import { DomainError } from '../../src/lib/domain-error.ts';
import type { MediaGateway } from '../../src/ports/index.ts';
import type { Db } from '../../src/schema/index.ts';
import { fingerprint } from '../fingerprint.ts';
import { makeTestDir, quietLog } from '../postgres-for-tests.ts';
import { createTestDatabase } from '../test-database.ts';

export const wirePassword = 'correct horse wire';
const patienceMs = 20_000;

/** Leases, cursors and heartbeats move without anybody's doing, and a sign-in slides on with any request, refused or not. */
const movingTables = ['event_cursors', 'leaders', 'jobs'];
const movingColumns = ['lease_until', 'last_seen_at', 'agent_sessions.expires_at'];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked at by the tests, field by field.
  readonly json: any;
}

export interface RestOptions {
  readonly method?: string;
  readonly cookie?: string;
  readonly token?: string;
  readonly origin?: string;
  readonly body?: unknown;
  readonly form?: FormData;
}

export interface WireClient {
  readonly socket: Socket;
  /** The raw answer of a command. */
  ask<T = unknown>(name: string, payload: unknown): Promise<Ack<T>>;
  /** The acknowledged data; a refusal fails the test. */
  command<T = unknown>(name: string, payload: unknown): Promise<T>;
  /** The next fact of that name that matches, also when it came before the call. */
  fact<T>(name: string, matches?: (payload: T) => boolean): Promise<T>;
  close(): void;
}

export interface WireWorld {
  readonly product: RunningProduct;
  readonly db: Db;
  readonly url: string;
  readonly dataDir: string;
  readonly gateway: FakeMediaGateway;
  rest(path: string, options?: RestOptions): Promise<Answer>;
  /** The cookie header of a fresh sign-in. */
  signIn(email: string, password?: string): Promise<string>;
  agent(cookie: string): Promise<WireClient>;
  visit(channelKey?: string): Promise<Visit>;
  visitor(token: string): Promise<WireClient>;
  print(): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

/** A fake engine that is as picky about SDP as the real one: the filter in front of Janus is the same. */
const pickyGateway = (): FakeMediaGateway => {
  const gateway = createFakeMediaGateway({ makeError: (code) => new DomainError(code) });
  const check = (sdp: string): void => {
    const verdict = filterSdp(sdp);
    if (!verdict.ok) throw new DomainError('media_sdp_invalid');
  };
  return {
    ...gateway,
    publish: async (ref, offer) => {
      check(offer.sdp);
      return gateway.publish(ref, offer);
    },
    answer: async (ref, sdp) => {
      check(sdp);
      return gateway.answer(ref, sdp);
    },
  };
};

const secretNames = /password|hash|secret|sessionKey|session_key|storageKey|storage_key|storagePrefix|storage_prefix/i;

/** Paths of fields no answer may carry. */
export const secretFields = (value: unknown, path = ''): string[] => {
  if (typeof value === 'string') return /argon2|\$2[aby]\$/.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(secretNames.test(key) ? [`${path}.${key}`] : []),
    ...secretFields(inner, `${path}.${key}`),
  ]);
};

const openClient = async (url: string, options: Parameters<typeof io>[1]): Promise<WireClient> => {
  const socket = io(url, {
    path: '/socket',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
  });
  const facts: { readonly name: string; readonly payload: unknown }[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((name: string, payload: unknown) => {
    facts.push({ name, payload });
    for (const look of [...waiting]) look();
  });
  await new Promise<void>((done, failed) => {
    socket.once('connect', () => done());
    socket.once('connect_error', failed);
  });
  const ask = async <T>(name: string, payload: unknown): Promise<Ack<T>> => {
    const answer = (await socket.timeout(patienceMs).emitWithAck(name, payload)) as Ack<T>;
    expect(secretFields(answer), name).toEqual([]);
    return answer;
  };
  return {
    socket,
    ask,
    command: async <T>(name: string, payload: unknown): Promise<T> => {
      const answer = await ask<T>(name, payload);
      if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.error)}`);
      return answer.data;
    },
    fact: <T>(name: string, matches: (payload: T) => boolean = () => true) =>
      new Promise<T>((done, failed) => {
        const look = (): void => {
          const found = facts.findIndex((fact) => fact.name === name && matches(fact.payload as T));
          if (found < 0) return;
          clearTimeout(late);
          waiting.delete(look);
          done(facts.splice(found, 1)[0]?.payload as T);
        };
        const late = setTimeout(() => {
          waiting.delete(look);
          failed(new Error(`no ${name} came; there were ${facts.map((fact) => fact.name).join(', ')}`));
        }, patienceMs);
        waiting.add(look);
        look();
      }),
    close: () => void socket.disconnect(),
  };
};

export const createWireWorld = async (): Promise<WireWorld> => {
  const database = await createTestDatabase();
  const dataDir = makeTestDir();
  const gateway = pickyGateway();
  const { host, port, user, database: name } = database.target;
  const config = loadConfig({
    VISAVIS_PORT: '0',
    VISAVIS_DATA_DIR: dataDir,
    VISAVIS_DATABASE_URL: `postgresql:///${name}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`,
    VISAVIS_DEMO_PASSWORD: wirePassword,
    VISAVIS_LOG_LEVEL: 'silent',
  });
  const product = await compose({ config, log: quietLog, media: gateway as MediaGateway });
  const url = `http://127.0.0.1:${product.port}`;
  const clients = new Set<WireClient>();

  const rest: WireWorld['rest'] = async (path, options = {}) => {
    const hasBody = options.body !== undefined;
    const answer = await fetch(`${url}${path}`, {
      method: options.method ?? (hasBody || options.form ? 'POST' : 'GET'),
      headers: {
        ...(options.cookie ? { cookie: options.cookie } : {}),
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(options.origin ? { origin: options.origin } : {}),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
      },
      ...(hasBody ? { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) } : {}),
      ...(options.form ? { body: options.form } : {}),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    const json = isJson && text !== '' ? JSON.parse(text) : null;
    if (!path.endsWith('openapi.json')) expect(secretFields(json), path).toEqual([]);
    return { status: answer.status, headers: answer.headers, text, json };
  };
  const kept = async (opening: Promise<WireClient>): Promise<WireClient> => {
    const client = await opening;
    clients.add(client);
    return client;
  };

  return {
    ...{ product, db: database.db, url, dataDir, gateway, rest },
    signIn: async (email, password = wirePassword) => {
      const answer = await rest('/api/v1/auth/sign-in', { body: { email, password } });
      if (answer.status !== 200) throw new Error(`${email} could not sign in: ${answer.text}`);
      return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    agent: async (cookie) => {
      const client = await kept(openClient(`${url}/agent`, { extraHeaders: { cookie } }));
      const beat = setInterval(() => void client.socket.emit('presence:heartbeat', {}), 5_000);
      client.socket.once('disconnect', () => clearInterval(beat));
      return client;
    },
    visit: async (channelKey = 'demo') =>
      (await rest(`/api/v1/public/channels/${channelKey}/visits`, { body: { language: 'en' } })).json as Visit,
    visitor: (token) => kept(openClient(`${url}/visitor`, { auth: { token } })),
    print: () => fingerprint(database.db, movingTables, movingColumns),
    stop: async () => {
      for (const client of clients) client.close();
      await product.stop();
      await database.drop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** Same as `print` until it stops changing: what ran in the background has come to rest. */
export const settledPrint = async (world: WireWorld): Promise<Record<string, string>> => {
  let before = await world.print();
  for (let tries = 0; tries < 100; tries += 1) {
    await new Promise((done) => setTimeout(done, 60));
    const after = await world.print();
    if (JSON.stringify(after) === JSON.stringify(before)) return after;
    before = after;
  }
  throw new Error('the database does not come to rest');
};

const refusedWith = async (
  client: WireClient,
  name: string,
  payload: unknown,
  code: keyof typeof errorCatalogue,
): Promise<ErrorBody> => {
  const answer = await client.ask(name, payload);
  expect(answer.ok ? answer : answer.error.code, name).toBe(code);
  const error = (answer as { error: ErrorBody }).error;
  expect(error).toMatchObject({ message: errorCatalogue[code].message, retryable: errorCatalogue[code].retryable });
  expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  return error;
};

/** The command is refused with that code, in the catalogue's words, and nothing in the database has changed. */
export const refusedOnSocket = async (
  world: WireWorld,
  client: WireClient,
  name: string,
  payload: unknown,
  code: keyof typeof errorCatalogue,
): Promise<ErrorBody> => {
  const before = await settledPrint(world);
  const error = await refusedWith(client, name, payload, code);
  expect(await settledPrint(world), name).toEqual(before);
  return error;
};

/** Each command is refused with the same code, and nothing has changed after all of them. */
export const allRefusedOnSocket = async (
  world: WireWorld,
  client: WireClient,
  commands: readonly (readonly [name: string, payload: unknown])[],
  code: keyof typeof errorCatalogue,
): Promise<void> => {
  const before = await settledPrint(world);
  for (const [name, payload] of commands) await refusedWith(client, name, payload, code);
  expect(await settledPrint(world)).toEqual(before);
};

/** The same for a request, in a world where nothing runs in the background: not a second is lost by waiting for rest. */
export const refusedAtRest = async (
  world: WireWorld,
  path: string,
  options: RestOptions,
  code: keyof typeof errorCatalogue,
): Promise<Answer> => {
  const before = await world.print();
  const answer = await world.rest(path, options);
  expect([answer.status, answer.json?.code], `${options.method ?? ''} ${path}`).toEqual([
    errorCatalogue[code].status,
    code,
  ]);
  expect(answer.json).toMatchObject({ retryable: errorCatalogue[code].retryable, requestId: expect.any(String) });
  expect(await world.print(), path).toEqual(before);
  return answer;
};

/** The same for a request in a world in which contacts come and ring: it waits until they have come to rest. */
export const refusedOverHttp: typeof refusedAtRest = async (world, ...request) => {
  await settledPrint(world);
  return refusedAtRest(world, ...request);
};

export interface OnlineAgent {
  readonly cookie: string;
  readonly tab: WireClient;
  readonly snapshot: AgentSnapshot;
}

export const goOnline = async (world: WireWorld, email: string): Promise<OnlineAgent> => {
  const cookie = await world.signIn(email);
  const tab = await world.agent(cookie);
  const snapshot = await tab.command<AgentSnapshot>('agent:hello', {});
  await tab.command('presence:set', { state: 'online' });
  return { cookie, tab, snapshot };
};

export interface Contact {
  readonly token: string;
  readonly page: WireClient;
  readonly conversationId: string;
}

/** A visitor who has asked for help in writing. */
export const startContact = async (world: WireWorld): Promise<Contact> => {
  const { token } = await world.visit();
  const page = await world.visitor(token);
  await page.command('visitor:hello', {});
  const conversationId = uuidv7();
  await page.command('conversation:start', { conversationId, medium: 'text', recordingConsent: null });
  return { token, page, conversationId };
};

/** The agent is asked about this conversation and takes it. */
export const acceptContact = async (agent: WireClient, conversationId: string): Promise<Conversation> => {
  const offer = await agent.fact<Offer>('offer:ringing', (payload) => payload.conversationId === conversationId);
  return (await agent.command<{ conversation: Conversation }>('offer:accept', { offerId: offer.id })).conversation;
};

/** A video call inside the conversation, asked for by the visitor and taken by the agent. */
export const startCall = async (contact: Contact, agent: WireClient): Promise<Call> => {
  const { conversationId, page } = contact;
  const { call } = await page.command<{ call: Call }>('call:start', {
    ...{ conversationId, kind: 'video', recordingConsent: 'given' },
  });
  await agent.fact<Call>('call:changed', (payload) => payload.id === call.id);
  return (await agent.command<{ call: Call }>('call:accept', { callId: call.id })).call;
};
