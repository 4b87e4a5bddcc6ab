import { connectOver, memoryOutboxStorage } from '@visavis/client/realtime';
import { fakeLine, fakeTimers } from '@visavis/client/realtime/fake-line';
import type {
  Call,
  ConversationId,
  Message,
  PublicChannel,
  QueuePlace,
  VisitorConversation,
  VisitorEvents,
  VisitorSnapshot,
} from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import type { Api } from '../api/api.ts';
import { createActions } from './actions.ts';
import { type KeyStore, memoryKeyStore } from './key-store.ts';
import { createVisit } from './visit.ts';

const channel = { key: 'h5', enabled: true, recording: 'ask', media: ['text', 'voice', 'video'] } as PublicChannel;
const marks = { visitorDeliveredSeq: 0, visitorReadSeq: 0, agentDeliveredSeq: 0, agentReadSeq: 0 };
const conversation = (id: string, over: Partial<VisitorConversation> = {}): VisitorConversation => ({
  id: id as ConversationId,
  state: 'waiting',
  medium: 'text',
  agent: null,
  lastSeq: 0,
  marks,
  recordingConsent: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  closedAt: null,
  closeReason: null,
  version: 1,
  ...over,
});
const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};

function setUp(keys: KeyStore = memoryKeyStore(), snapshot: Partial<VisitorSnapshot> = {}) {
  // The page asks whether it is looked at before it marks anything as read.
  globalThis.document ??= { visibilityState: 'visible' } as Document;
  const line = fakeLine();
  let visits = 0;
  let ids = 0;
  let seq = 0;
  line.answer = (name, payload) => {
    const fields = payload as Record<string, string>;
    const data = () => {
      switch (name) {
        case 'visitor:hello':
          return { visitor: {}, channel, conversation: null, queue: null, call: null, callback: null, ...snapshot };
        case 'conversation:start':
          return {
            conversation: conversation(fields.conversationId ?? '', { medium: fields.medium as 'text' }),
            queue: null,
          };
        case 'message:send':
          seq += 1;
          return { message: { ...fields, id: `m${seq}`, seq, author: { kind: 'visitor' }, createdAt: '' } };
        case 'message:sync':
          return { messages: [], lastSeq: seq };
        case 'conversation:leave':
          return { conversation: conversation(fields.conversationId ?? '', { state: 'closed', version: 9 }) };
        default:
          return {};
      }
    };
    return { ok: true, data: data() };
  };
  const api: Api = {
    getChannel: async () => channel,
    startVisit: async () => {
      visits += 1;
      return { token: `token-${visits}` } as never;
    },
    openCallbackLink: async () => ({ token: 'linked' }) as never,
    uploadFile: async () => ({ id: 'file' }) as never,
    loadFile: async () => new Blob(),
  };
  const visit = createVisit({
    channelKey: 'h5',
    api,
    keys,
    connect: () => {
      queueMicrotask(() => line.accept());
      return connectOver<VisitorEvents>({ transport: line.make, timers: fakeTimers(), wakeUps: () => () => undefined });
    },
    outboxStorage: memoryOutboxStorage(),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    language: () => 'en',
    log: () => undefined,
  });
  const names = () => line.sent.map(({ name }) => name).filter((name) => !name.startsWith('message:sync'));
  return { visit, actions: createActions(visit), line, keys, visits: () => visits, names };
}

describe('visit', () => {
  it('becomes nobody before something is chosen: no token, no connection', async () => {
    const { visit, visits, line } = setUp();
    await visit.begin();
    expect(visit.state.boot.value.state).toBe('ready');
    expect([visits(), line.opens]).toEqual([0, 0]);
  });

  it('bothers nobody before the first words are written, then starts and sends in this order', async () => {
    const { visit, actions, names } = setUp();
    await visit.begin();
    actions.choose('text');
    await settled();
    expect(names()).toEqual([]);
    actions.sendText('  Hello  ');
    await settled();
    expect(names().slice(0, 3)).toEqual(['visitor:hello', 'conversation:start', 'message:send']);
    expect(visit.state.log.value?.messages.map(({ body }) => body)).toEqual([{ kind: 'text', text: 'Hello' }]);
    expect(visit.state.outbox.value).toEqual([]);
  });

  it('comes back to where the visitor stood', async () => {
    const keys = memoryKeyStore();
    keys.set('token', 'kept');
    const queue = {
      conversationId: 'c' as ConversationId,
      state: 'waiting',
      position: 3,
      estimateMs: null,
      estimateRangeMs: null,
      options: [],
      searching: true,
      attendance: 'here',
      enqueuedAt: '',
      waitingSince: '',
    } satisfies QueuePlace;
    const { visit, visits } = setUp(keys, { conversation: conversation('c', { medium: 'video' }), queue });
    await visit.begin();
    expect(visits()).toBe(0);
    expect(visit.state.conversation.value?.id).toBe('c');
    expect(visit.state.queue.value?.position).toBe(3);
  });

  it('takes a new pass when the old one is not known any more', async () => {
    const keys = memoryKeyStore();
    keys.set('token', 'forgotten');
    const { visit, line, visits } = setUp(keys);
    const begun = visit.begin();
    await settled();
    line.refuse('visitor_token_invalid');
    await settled();
    line.accept();
    await begun;
    expect(visits()).toBe(1);
    expect(keys.get('token')).toBe('token-1');
  });

  it('asks about recording before devices, and gives the answer with the start', async () => {
    const { visit, actions, line } = setUp();
    await visit.begin();
    actions.choose('video');
    expect(visit.state.step.value?.kind).toBe('consent');
    actions.consent('declined');
    expect(visit.state.step.value?.kind).toBe('devices');
    await actions.go('video');
    expect(line.sent.find(({ name }) => name === 'conversation:start')?.payload).toMatchObject({
      medium: 'video',
      recordingConsent: 'declined',
    });
    expect(visit.state.step.value).toBeNull();
  });

  it('drops older versions of a conversation and of a call', async () => {
    const keys = memoryKeyStore();
    keys.set('token', 'kept');
    const { visit, line } = setUp(keys, { conversation: conversation('c', { version: 5, state: 'active' }) });
    await visit.begin();
    line.fact('conversation:changed', conversation('c', { version: 4, state: 'waiting' }));
    expect(visit.state.conversation.value?.state).toBe('active');
    const call = (version: number, state: Call['state']) =>
      ({ id: 'call', version, state, participants: [] }) as unknown as Call;
    line.fact('call:changed', call(2, 'live'));
    line.fact('call:changed', call(1, 'connecting'));
    expect(visit.state.call.value?.state).toBe('live');
  });

  it('asks for what is missing when a message comes too early', async () => {
    const keys = memoryKeyStore();
    keys.set('token', 'kept');
    const { visit, line } = setUp(keys, { conversation: conversation('c', { state: 'active' }) });
    await visit.begin();
    const early = {
      id: 'm2',
      seq: 2,
      conversationId: 'c',
      clientMsgId: null,
      author: { kind: 'system' },
      body: { kind: 'text', text: '' },
    };
    line.fact('message:new', early as unknown as Message);
    await settled();
    expect(line.sent.findLast(({ name }) => name === 'message:sync')?.payload).toMatchObject({ afterSeq: 0 });
  });

  it('counts what is unread while nobody looks, and marks it read when somebody does', async () => {
    const keys = memoryKeyStore();
    keys.set('token', 'kept');
    const { visit, line, names } = setUp(keys, { conversation: conversation('c', { state: 'active' }) });
    visit.setLooking('panel', false);
    await visit.begin();
    const answer = {
      id: 'm1',
      seq: 1,
      conversationId: 'c',
      clientMsgId: null,
      author: { kind: 'agent', displayName: 'Grace' },
      body: { kind: 'text', text: '' },
    };
    line.fact('message:new', answer as unknown as Message);
    await settled();
    expect(visit.state.unread.value).toBe(1);
    expect(names()).toContain('message:delivered');
    expect(names()).not.toContain('message:read');
    visit.setLooking('panel', true);
    expect(visit.state.unread.value).toBe(0);
    expect(names()).toContain('message:read');
  });

  it('forgets the question about an incoming call when that call is over', async () => {
    const keys = memoryKeyStore();
    keys.set('token', 'kept');
    const ringing = {
      id: 'call',
      version: 1,
      state: 'ringing',
      ringing: 'visitor',
      kind: 'video',
      participants: [],
    } as unknown as Call;
    const { visit, actions, line } = setUp(keys, {
      conversation: conversation('c', { state: 'active' }),
      call: ringing,
    });
    await visit.begin();
    actions.accept();
    expect(visit.state.step.value?.purpose).toBe('answer');
    line.fact('call:changed', { ...ringing, version: 2, state: 'ended' });
    expect(visit.state.step.value).toBeNull();
  });

  it('knows a full line from a failure, and forgets it when there is room', async () => {
    const { visit, actions, line } = setUp();
    await visit.begin();
    const answer = line.answer;
    let room = false;
    line.answer = (name, payload) =>
      name === 'conversation:start' && !room
        ? { ok: false, error: { code: 'queue_full', message: '', retryable: true, details: {}, requestId: 'r' } }
        : answer(name, payload);
    actions.choose('voice');
    await actions.go('voice');
    await settled();
    expect(visit.state.full.value).not.toBeNull();
    expect(visit.state.conversation.value).toBeNull();
    room = true;
    await actions.go('voice');
    expect(visit.state.full.value).toBeNull();
    expect(visit.state.conversation.value).toMatchObject({ state: 'waiting', medium: 'voice' });
  });
});
