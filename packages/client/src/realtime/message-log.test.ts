import type { ConversationId, Message } from '@visavis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyLog,
  type MessageLog,
  missingAfter,
  withLastSeq,
  withMarks,
  withMessages,
  withPage,
} from './message-log.ts';
import { createMessageSync } from './message-sync.ts';

const conversationId = '018f0000-0000-7000-8000-000000000001' as ConversationId;
const message = (seq: number): Message => ({
  id: `m${seq}` as Message['id'],
  conversationId,
  seq,
  clientMsgId: null,
  author: { kind: 'visitor' },
  body: { kind: 'text', text: `text ${seq}` },
  createdAt: '2026-11-22T10:00:00.000Z',
});

describe('message log', () => {
  it('keeps order and drops doubles, whatever order they arrive in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 120 }), (seqs) => {
        const log = seqs.reduce((state, seq) => withMessages(state, [message(seq)]), emptyLog(conversationId));
        const expected = [...new Set(seqs)].sort((a, b) => a - b);
        expect(log.messages.map((one) => one.seq)).toEqual(expected);
        const hole = expected.findIndex((seq, index) => seq !== index + 1);
        expect(missingAfter(log)).toBe(hole === -1 ? undefined : hole);
      }),
    );
  });

  it('names the hole before a message that came too early, and the tail the server spoke of', () => {
    const log = withMessages(emptyLog(conversationId), [message(1), message(3)]);
    expect(missingAfter(log)).toBe(1);
    expect(missingAfter(withMessages(log, [message(2)]))).toBeUndefined();
    expect(missingAfter(withLastSeq(withMessages(log, [message(2)]), 5))).toBe(3);
  });

  it('ignores messages of another conversation', () => {
    const foreign = { ...message(1), conversationId: 'other' as ConversationId };
    expect(withMessages(emptyLog(conversationId), [foreign]).messages).toEqual([]);
  });

  it('lets marks only grow', () => {
    const marks = { visitorDeliveredSeq: 4, visitorReadSeq: 4, agentDeliveredSeq: 2, agentReadSeq: 1 };
    const log = withMarks(emptyLog(conversationId), marks);
    expect(withMarks(log, { ...marks, agentReadSeq: 0, agentDeliveredSeq: 3 }).marks).toEqual({
      ...marks,
      agentDeliveredSeq: 3,
    });
  });
});

describe('message sync', () => {
  it('fetches pages until nothing is missing, one run at a time', async () => {
    let log: MessageLog = withLastSeq(withMessages(emptyLog(conversationId), [message(4)]), 7);
    const asked: number[] = [];
    const sync = createMessageSync({
      read: () => log,
      write: (next) => {
        log = next;
      },
      fetch: async (afterSeq) => {
        asked.push(afterSeq);
        return { messages: [message(afterSeq + 1), message(afterSeq + 2), message(afterSeq + 3)], lastSeq: 7 };
      },
    });
    await Promise.all([sync(), sync()]);
    expect(asked).toEqual([0, 4]);
    expect(log.messages.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('stops when a page brings nothing new', async () => {
    let log: MessageLog = withLastSeq(emptyLog(conversationId), 3);
    let calls = 0;
    const sync = createMessageSync({
      read: () => log,
      write: (next) => {
        log = withPage(next, { messages: [], lastSeq: 3 });
      },
      fetch: async () => {
        calls += 1;
        return { messages: [], lastSeq: 3 };
      },
    });
    await sync();
    expect(calls).toBe(1);
  });
});
