import type { AgentSnapshot, Call, Conversation, Offer, QueueEntry, SkillGroupId } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import {
  type DeskState,
  emptyDesk,
  factHandlers,
  incomingCalls,
  myConversations,
  openCallOf,
  runningCallOf,
  withConversation,
  withoutOffer,
  withSnapshot,
} from './desk-state.ts';

const conversation = (id: string, over: object = {}) =>
  ({
    id,
    state: 'active',
    version: 1,
    agent: { id: 'me' },
    createdAt: '2026-11-22T10:00:00.000Z',
    lastMessageAt: null,
    ...over,
  }) as unknown as Conversation;
const offer = (id: string) => ({ id, conversationId: `c-${id}` }) as unknown as Offer;
const call = (over: object) =>
  ({ id: 'k', conversationId: 'a', state: 'ringing', ringing: 'agent', version: 1, ...over }) as unknown as Call;
const snapshot = (over: Partial<AgentSnapshot>) =>
  ({
    presence: null,
    conversations: [],
    queue: [],
    offers: [],
    calls: [],
    transfers: [],
    ...over,
  }) as unknown as AgentSnapshot;

describe('conversations on the desk', () => {
  it('are replaced whole, and never by an older version', () => {
    const two = withConversation(emptyDesk, conversation('a', { version: 2 }));
    expect(withConversation(two, conversation('a', { version: 1 })).conversations.get('a' as never)?.version).toBe(2);
    expect(withConversation(two, conversation('a', { version: 3 })).conversations.get('a' as never)?.version).toBe(3);
  });
  it('leave the desk when the snapshot after a reconnect does not name them', () => {
    const before = withConversation(emptyDesk, conversation('a'));
    const after = withSnapshot(before, snapshot({ conversations: [conversation('b')] }));
    expect([...after.conversations.keys()]).toEqual(['b']);
  });
  it('are mine while I serve them, the one that spoke last first', () => {
    let desk = withConversation(emptyDesk, conversation('old', { lastMessageAt: '2026-11-22T10:01:00.000Z' }));
    desk = withConversation(desk, conversation('new', { lastMessageAt: '2026-11-22T10:02:00.000Z' }));
    desk = withConversation(desk, conversation('closed', { state: 'closed' }));
    desk = withConversation(desk, conversation('other', { agent: { id: 'someone' } }));
    expect(myConversations(desk, 'me').map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

describe('news that are told twice', () => {
  const live = { state: 'live', version: 2 };
  const before = factHandlers['call:changed'](emptyDesk, call(live));
  const sign = { callId: 'k', participantId: 'p', level: 'good', reason: 'steady' } as const;
  it('of a call change the desk once, also when only the recording is new', () => {
    expect(factHandlers['call:changed'](before, call(live))).toBe(before);
    expect(factHandlers['call:changed'](before, call({ ...live, recordingId: 'r' }))).not.toBe(before);
  });
  it('of the quality change the desk once', () => {
    const fact = (over: object) =>
      ({ ...sign, ...over }) as unknown as Parameters<(typeof factHandlers)['media:quality']>[1];
    const good = factHandlers['media:quality'](emptyDesk, fact({}));
    expect(factHandlers['media:quality'](good, fact({}))).toBe(good);
    expect(factHandlers['media:quality'](good, fact({ level: 'poor' })).quality.get('p' as never)?.level).toBe('poor');
  });
});

describe('offers', () => {
  const ringing = factHandlers['offer:ringing'](emptyDesk, offer('o'));
  it('that were missed or withdrawn are told', () => {
    expect(withoutOffer(ringing, 'o', 'missed').endedOffer?.state).toBe('missed');
    expect(withoutOffer(ringing, 'o', 'cancelled').endedOffer?.state).toBe('cancelled');
  });
  it('that this agent accepted or declined are not', () => {
    expect(withoutOffer(ringing, 'o', 'accepted').endedOffer).toBeNull();
    expect(withoutOffer(ringing, 'o', 'declined').endedOffer).toBeNull();
    expect(withoutOffer(ringing, 'o').offers).toEqual([]);
  });
  it('ring once however often the fact comes', () => {
    expect(factHandlers['offer:ringing'](ringing, offer('o')).offers).toHaveLength(1);
  });
  it('told again with more that is known keep their place', () => {
    const two = factHandlers['offer:ringing'](ringing, offer('p'));
    const again = factHandlers['offer:ringing'](two, { ...offer('o'), vipLevel: 3 });
    expect(again.offers.map(({ id, vipLevel }) => [id, vipLevel])).toEqual([
      ['o', 3],
      ['p', undefined],
    ]);
  });
});

describe('the call an agent is in', () => {
  const live = (id: string, agentId: string, state = 'joined') =>
    call({ id, state: 'live', participants: [{ side: 'agent', agentId, state }] });
  it('is not one they handed over or left, nor one they read along in', () => {
    let desk = factHandlers['call:changed'](emptyDesk, live('handed-over', 'me', 'left'));
    desk = factHandlers['call:changed'](desk, live('read-along', 'someone'));
    expect(runningCallOf(desk, 'me')).toBeUndefined();
    desk = factHandlers['call:changed'](desk, live('consulted', 'me'));
    expect(runningCallOf(desk, 'me')?.id).toBe('consulted');
  });
});

describe('calls', () => {
  const desk = factHandlers['call:changed'](withConversation(emptyDesk, conversation('a')), call({}));
  it('inside my conversation ring at me when the visitor starts them', () => {
    expect(incomingCalls(desk, 'me')).toHaveLength(1);
    expect(incomingCalls(desk, 'someone')).toHaveLength(0);
  });
  it('are open until they end', () => {
    expect(openCallOf(desk, 'a')?.id).toBe('k');
    const ended = factHandlers['call:changed'](desk, call({ state: 'ended', version: 2 }));
    expect(openCallOf(ended, 'a')).toBeUndefined();
    expect(openCallOf(factHandlers['call:changed'](ended, call({ version: 1 })), 'a')).toBeUndefined();
  });
});

describe('the queue', () => {
  it('replaces the line of the group it is about, and keeps the other groups’ lines', () => {
    const entry = (id: string, groupId: string) => ({ id, groupId }) as unknown as QueueEntry;
    const told = (desk: DeskState, groupId: string, entries: QueueEntry[]) =>
      factHandlers['queue:changed'](desk, { groupId: groupId as SkillGroupId, entries });
    const both = told(told(emptyDesk, 'cards', [entry('a', 'cards')]), 'loans', [entry('b', 'loans')]);
    expect(both.queue.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(told(both, 'cards', []).queue.map(({ id }) => id)).toEqual(['b']);
  });
});
