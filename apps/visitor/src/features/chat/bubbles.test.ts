import { emptyLog, type OutboxEntry, withMarks, withMessages } from '@visavis/client/realtime';
import type { ClientMsgId, ConversationId, Message } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { lastOwnSeq, linesOf, ownStateOf, sizeText } from './bubbles.ts';

const conversationId = 'c' as ConversationId;
const message = (seq: number, minute: number, clientMsgId: string | null = null): Message => ({
  id: `m${seq}` as Message['id'],
  conversationId,
  seq,
  clientMsgId: clientMsgId as ClientMsgId | null,
  author: clientMsgId === null ? { kind: 'system' } : { kind: 'visitor' },
  body: { kind: 'text', text: 'words' },
  createdAt: new Date(minute * 60_000 + 1e12).toISOString(),
});
const entry = (clientMsgId: string): OutboxEntry => ({
  clientMsgId: clientMsgId as ClientMsgId,
  conversationId,
  body: { kind: 'text', text: 'on its way' },
  queuedAt: 1,
  state: 'pending',
  failure: null,
});

describe('lines of the conversation', () => {
  it('name the moment at the start and after a long pause only', () => {
    const log = withMessages(emptyLog(conversationId), [message(1, 0), message(2, 5), message(3, 30)]);
    expect(linesOf(log, []).map((line) => line.kind)).toEqual(['moment', 'message', 'message', 'moment', 'message']);
  });

  it('show a message on its way last, and once only when it is stored', () => {
    const log = withMessages(emptyLog(conversationId), [message(1, 0, 'a')]);
    expect(linesOf(log, [entry('a'), entry('b')]).map((line) => line.key)).toEqual(['at-1', 'a', 'b']);
  });

  it('say how far the last own message has got', () => {
    const marks = { visitorDeliveredSeq: 0, visitorReadSeq: 0, agentDeliveredSeq: 2, agentReadSeq: 1 };
    const log = withMarks(
      withMessages(emptyLog(conversationId), [message(1, 0, 'a'), message(2, 0, 'b'), message(3, 0)]),
      marks,
    );
    expect(lastOwnSeq(log)).toBe(2);
    expect([1, 2, 3].map((seq) => ownStateOf(seq, log))).toEqual(['seen', 'delivered', 'sent']);
  });

  it('tell a call that is over once, with its length', () => {
    const event = (seq: number, name: 'call_started' | 'call_ended'): Message => ({
      ...message(seq, 0),
      body: { kind: 'event', event: { name, callId: 'call', kind: 'video' } as never },
    });
    const running = withMessages(emptyLog(conversationId), [event(1, 'call_started')]);
    expect(linesOf(running, []).map((line) => line.key)).toEqual(['at-1', 'm1']);
    const over = withMessages(running, [event(2, 'call_ended')]);
    expect(linesOf(over, []).map((line) => line.key)).toEqual(['at-2', 'm2']);
  });

  it('write sizes as people do', () => {
    expect([900, 180_400, 2_340_000].map(sizeText)).toEqual(['900 B', '180 kB', '2.3 MB']);
  });
});
