import type { ConversationId, Message, SendMessage } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { CommandError } from './command-error.ts';
import { fakeTimers } from './fake-line.ts';
import { createMessageOutbox } from './message-outbox.ts';
import { memoryOutboxStorage } from './outbox-storage.ts';
import { uuidV7 } from './uuid-v7.ts';

const conversationId = '018f0000-0000-7000-8000-000000000001' as ConversationId;
const refused = (code: 'message_id_reused' | 'message_empty') => new CommandError(code, 'no', false);

const setUp = (storage = memoryOutboxStorage()) => {
  const timers = fakeTimers(1_000);
  const sent: SendMessage[] = [];
  const stored: Message[] = [];
  let answer: (message: SendMessage) => Promise<void> = async () => undefined;
  let ids = 0;
  const outbox = createMessageOutbox({
    storage,
    timers,
    random: () => 0,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    send: async (message) => {
      sent.push(message);
      await answer(message);
      return {
        ...message,
        id: 'm',
        seq: sent.length,
        author: { kind: 'visitor' },
        createdAt: '',
      } as unknown as Message;
    },
    onStored: (message) => stored.push(message),
  });
  return {
    outbox,
    sent,
    stored,
    timers,
    storage,
    answers: (given: (message: SendMessage) => Promise<void>) => {
      answer = given;
    },
  };
};
const text = (words: string) => ({ kind: 'text', text: words }) as const;

describe('message outbox', () => {
  it('sends in the order of writing and forgets what is stored', async () => {
    const { outbox, sent, stored, storage } = setUp();
    await Promise.all(['a', 'b', 'c'].map((words) => outbox.add(conversationId, text(words))));
    await outbox.flush();
    expect(sent.map((message) => (message.body.kind === 'text' ? message.body.text : ''))).toEqual(['a', 'b', 'c']);
    expect(stored).toHaveLength(3);
    expect(outbox.entries.get()).toEqual([]);
    expect(await storage.load()).toEqual([]);
  });

  it('keeps messages while there is no connection and sends them, under the same id, after the reconnect', async () => {
    const { outbox, sent, answers } = setUp();
    answers(async () => {
      throw CommandError.connectionLost();
    });
    await outbox.add(conversationId, text('a'));
    await outbox.add(conversationId, text('b'));
    await outbox.flush();
    expect(outbox.entries.get().map((entry) => entry.state)).toEqual(['pending', 'pending']);
    answers(async () => undefined);
    sent.length = 0;
    await outbox.flush();
    expect(sent.map((message) => message.clientMsgId)).toEqual(['id-1', 'id-2']);
  });

  it('survives a reload: another outbox on the same storage sends what was left', async () => {
    const first = setUp();
    first.answers(async () => {
      throw CommandError.connectionLost();
    });
    await first.outbox.add(conversationId, text('a'));
    await first.outbox.flush();
    first.outbox.close();
    const second = setUp(first.storage);
    await second.outbox.load();
    await second.outbox.flush();
    expect(second.sent.map((message) => message.clientMsgId)).toEqual(['id-1']);
    expect(second.outbox.entries.get()).toEqual([]);
  });

  it('tries again by itself when the server could not answer now', async () => {
    const { outbox, sent, timers, answers } = setUp();
    answers(async () => {
      throw new CommandError('database_unavailable', 'down', true);
    });
    await outbox.add(conversationId, text('a'));
    await outbox.flush();
    expect(sent).toHaveLength(1);
    answers(async () => undefined);
    timers.advance(200);
    await outbox.flush();
    expect(sent).toHaveLength(2);
    expect(outbox.entries.get()).toEqual([]);
  });

  it('marks what the server refuses as failed, goes on with the next, and lets the person retry or delete', async () => {
    const { outbox, sent, answers } = setUp();
    answers(async (message) => {
      if (message.clientMsgId === 'id-1') throw refused('message_empty');
    });
    const entry = await outbox.add(conversationId, text('a'));
    await outbox.add(conversationId, text('b'));
    await outbox.flush();
    expect(outbox.entries.get()).toMatchObject([{ clientMsgId: 'id-1', state: 'failed', failure: 'message_empty' }]);
    expect(sent).toHaveLength(2);
    answers(async () => undefined);
    await outbox.retry(entry.clientMsgId);
    await outbox.flush();
    expect(outbox.entries.get()).toEqual([]);
    expect(sent.at(-1)?.clientMsgId).toBe('id-1');
  });

  it('gives a reused id up: the retry goes out under a new one', async () => {
    const { outbox, sent, answers } = setUp();
    answers(async (message) => {
      if (message.clientMsgId === 'id-1') throw refused('message_id_reused');
    });
    const entry = await outbox.add(conversationId, text('a'));
    await outbox.flush();
    await outbox.retry(entry.clientMsgId);
    await outbox.flush();
    expect(sent.map((message) => message.clientMsgId)).toEqual(['id-1', 'id-2']);
  });

  it('sends under another conversation when the words turn out to belong there', async () => {
    const { outbox, sent, answers, timers } = setUp();
    const other = '018f0000-0000-7000-8000-000000000002' as ConversationId;
    answers(async () => {
      await outbox.readdress(conversationId, other);
      throw new CommandError('not_ready', 'again', true);
    });
    await outbox.add(conversationId, text('a'));
    await outbox.flush();
    answers(async () => undefined);
    timers.advance(200);
    await outbox.flush();
    expect(sent.map((message) => message.conversationId)).toEqual([conversationId, other]);
    expect(outbox.entries.get()).toEqual([]);
  });

  it('lets go of a message whose echo came before its acknowledgement', async () => {
    const { outbox, answers } = setUp();
    answers(async () => {
      throw new CommandError('command_timeout', 'late', true);
    });
    await outbox.add(conversationId, text('a'));
    await outbox.flush();
    await outbox.settle(new Set(['id-1']));
    expect(outbox.entries.get()).toEqual([]);
  });
});

describe('UUIDv7', () => {
  it('carries the time, the version and the variant, and sorts by time', () => {
    const bytes = new Uint8Array(10).fill(0xff);
    const id = uuidV7(0x0192_0000_1234, bytes);
    expect(id).toBe('01920000-1234-7fff-bfff-ffffffffffff');
    expect(uuidV7(1_000, bytes) < uuidV7(1_001, new Uint8Array(10))).toBe(true);
  });
});
