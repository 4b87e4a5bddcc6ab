import type { Message, SendMessage } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import type { AgentPrincipal, Realtime, VisitorPrincipal } from '../../ports/index.ts';
import { createConversations } from './index.ts';

let database: TestDatabase;
let module: ReturnType<typeof createConversations>;
let announced: Message[];
let conversationId: string;
let visitor: VisitorPrincipal;
let agent: AgentPrincipal;

const silentRealtime = () =>
  new Proxy({} as Realtime, {
    get: (_target, name) => {
      if (name === 'visitorConnections' || name === 'agentConnections') return () => 0;
      if (name === 'toFollowers')
        return (_id: string, fact: string, payload: Message) => fact === 'message:new' && announced.push(payload);
      return () => undefined;
    },
  });

const text = (words: string, clientMsgId = uuidv7()): SendMessage =>
  ({ conversationId, clientMsgId, body: { kind: 'text', text: words } }) as SendMessage;

beforeAll(async () => {
  database = await createTestDatabase();
  module = createConversations({
    db: database.db,
    transactions: database.transactions,
    events: { append: async () => undefined, appendAll: async () => undefined, appending: (_tx, _types, rows) => rows },
    clock: { now: () => new Date() },
    makeId: uuidv7,
    random: Math.random,
    log: quietLog,
    realtime: silentRealtime(),
    getFileInfo: async () => {
      throw new Error('no files here');
    },
  });
});
afterAll(() => database.drop());

beforeEach(async () => {
  announced = [];
  const now = new Date();
  const ids = { group: uuidv7(), channel: uuidv7(), visitor: uuidv7(), agent: uuidv7() };
  conversationId = uuidv7();
  const { db } = database;
  await db
    .insertInto('skill_groups')
    .values({ id: ids.group, name: ids.group, strategy: 'least_loaded', ring_seconds: 20, created_at: now })
    .execute();
  await db
    .insertInto('channels')
    .values({
      id: ids.channel,
      key: ids.channel,
      name: 'Web',
      brand: '{"en":"B","zh":"B"}',
      greeting: '{"en":"","zh":""}',
      theme_color: '#0b6b57',
      allowed_origins: [],
      media: ['text'],
      group_id: ids.group,
      recording: 'ask',
      created_at: now,
    })
    .execute();
  await db
    .insertInto('agents')
    .values({
      id: ids.agent,
      email: `${ids.agent}@x.example`,
      display_name: 'Grace Tan',
      role: 'agent',
      language: 'en',
      password_hash: 'x',
      created_at: now,
    })
    .execute();
  await db
    .insertInto('visitors')
    .values({ id: ids.visitor, channel_id: ids.channel, language: 'zh', created_at: now })
    .execute();
  visitor = { kind: 'visitor', visitorId: ids.visitor, channelId: ids.channel } as VisitorPrincipal;
  agent = {
    kind: 'agent',
    agentId: ids.agent,
    role: 'agent',
    displayName: 'Grace Tan',
    sessionKey: 's',
  } as AgentPrincipal;
  await database.transactions.run(async (tx) => {
    await module.conversations.start(tx, {
      id: conversationId,
      channelId: ids.channel,
      visitorId: ids.visitor,
      medium: 'text',
      recordingConsent: null,
    });
    await module.conversations.assign(tx, conversationId, { agentId: ids.agent, displayName: 'Grace Tan' });
  });
});

const seqs = async () => (await module.messages.listAfter(visitor, conversationId, 0, 500)).messages.map((m) => m.seq);

describe('sending a message', () => {
  it('gives a gapless seq that goes on after the events of the time line', async () => {
    const sent = await module.messages.send(visitor, text('hello'));
    expect(sent.seq).toBe(3);
    expect(await seqs()).toEqual([1, 2, 3]);
  });

  it('returns the stored message for a repeated clientMsgId and announces it once', async () => {
    const command = text('once');
    const first = await module.messages.send(visitor, command);
    const again = await module.messages.send(visitor, command);
    expect(again).toEqual(first);
    expect(announced.filter((m) => m.clientMsgId === command.clientMsgId)).toHaveLength(1);
  });

  it('refuses a clientMsgId reused with another body and stores nothing', async () => {
    const command = text('first');
    await module.messages.send(visitor, command);
    const before = await seqs();
    await expect(module.messages.send(visitor, text('second', command.clientMsgId))).rejects.toMatchObject({
      code: 'message_id_reused',
    });
    await expect(module.messages.send(agent, command)).rejects.toMatchObject({ code: 'message_id_reused' });
    expect(await seqs()).toEqual(before);
  });

  it('keeps one copy when the same message arrives eight times at the same moment', async () => {
    const command = text('storm');
    const answers = await Promise.all(Array.from({ length: 8 }, () => module.messages.send(visitor, command)));
    expect(new Set(answers.map((m) => m.id)).size).toBe(1);
    expect(await seqs()).toEqual([1, 2, 3]);
  });

  it('loses, doubles and reorders nothing among 400 messages of both sides at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, i) => module.messages.send(i % 2 ? visitor : agent, text(`m${i}`))),
    );
    const page = await module.messages.listAfter(agent, conversationId, 2, 500);
    expect(page.messages.map((m) => m.seq)).toEqual(Array.from({ length: 400 }, (_, i) => i + 3));
    expect(new Set(page.messages.map((m) => m.clientMsgId)).size).toBe(400);
    expect(page.lastSeq).toBe(402);
    const order = page.messages.map((m) => (m.body.kind === 'text' ? Number(m.body.text.slice(1)) : -1));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(answers.every((m) => page.messages.some((p) => p.id === m.id))).toBe(true);
  });

  it('raises the own marks with the message and leaves those of the other side', async () => {
    await module.messages.send(agent, text('for you'));
    const found = await module.conversations.find(conversationId);
    expect(found?.marks).toEqual({ agentDeliveredSeq: 3, agentReadSeq: 3, visitorDeliveredSeq: 0, visitorReadSeq: 0 });
    expect(await module.conversations.raiseMark(visitor, conversationId, 'read', 99)).toMatchObject({
      visitorReadSeq: 3,
      visitorDeliveredSeq: 3,
    });
    expect(await module.conversations.raiseMark(visitor, conversationId, 'read', 2)).toBeUndefined();
  });

  it('is refused in a closed conversation and for anybody else, without a trace', async () => {
    const stranger = { ...visitor, visitorId: uuidv7() } as VisitorPrincipal;
    await expect(module.messages.send(stranger, text('let me in'))).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    await database.transactions.run((tx) => module.conversations.close(tx, conversationId, 'wrapped_up', 'done'));
    const before = await seqs();
    await expect(module.messages.send(visitor, text('too late'))).rejects.toMatchObject({
      code: 'conversation_closed',
    });
    expect(await seqs()).toEqual(before);
    await expect(module.messages.listAfter(stranger, conversationId, 0, 10)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
  });
});

describe('searching', () => {
  it('finds Chinese words, takes % and _ literally, and shows an agent only their own', async () => {
    await module.messages.send(visitor, text('请问提前还款要收手续费吗？'));
    await module.messages.send(visitor, text('the rate is 4.35 % a year'));
    expect((await module.conversations.search(agent, '手续费', 10)).map((h) => h.excerpt)).toEqual([
      '请问提前还款要收手续费吗？',
    ]);
    expect(await module.conversations.search(agent, '4.35 %', 10)).toHaveLength(1);
    expect(await module.conversations.search(agent, '_%_', 10)).toHaveLength(0);
    const other = { ...agent, agentId: uuidv7() } as AgentPrincipal;
    expect(await module.conversations.search(other, '手续费', 10)).toHaveLength(0);
    expect(await module.conversations.search({ ...other, role: 'supervisor' }, '手续费', 50)).not.toHaveLength(0);
    const listed = await module.conversations.list({ agentId: agent.agentId, words: '还款', limit: 10 });
    expect(listed.map((c) => c.id)).toEqual([conversationId]);
  });
});

describe('a conversation', () => {
  it('cannot be started twice by one visitor, but the same start again changes nothing', async () => {
    const request = {
      id: conversationId,
      channelId: visitor.channelId,
      visitorId: visitor.visitorId,
      medium: 'text',
      recordingConsent: null,
    } as const;
    const again = await database.transactions.run((tx) => module.conversations.start(tx, request));
    expect(again.created).toBe(false);
    await expect(
      database.transactions.run((tx) => module.conversations.start(tx, { ...request, id: uuidv7() })),
    ).rejects.toMatchObject({ code: 'conversation_exists' });
  });

  it('goes back to waiting without its agent, and refuses a second assignment', async () => {
    await expect(
      database.transactions.run((tx) =>
        module.conversations.assign(tx, conversationId, { agentId: agent.agentId, displayName: 'G' }),
      ),
    ).rejects.toMatchObject({ code: 'version_conflict' });
    await database.transactions.run((tx) =>
      module.conversations.returnToQueue(tx, conversationId, { displayName: 'Grace Tan', reason: 'lost' }),
    );
    const found = await module.conversations.find(conversationId);
    expect(found).toMatchObject({ state: 'waiting', agent: null });
  });
});
