import { describe, expect, it } from 'vitest';
import type { MessageToStore, StoredMessage } from './message-repo.ts';
import { createMessageWriter } from './message-writer-service.ts';

const draft = (id: string, conversationId = '00000000-0000-7000-8000-000000000001'): MessageToStore => ({
  id,
  conversationId,
  clientMsgId: id,
  owner: { kind: 'visitor', id: 'v' },
  authorName: null,
  body: { kind: 'text', text: id },
  preview: id,
  searchText: id,
  createdAt: new Date(0),
});
const stored = (m: MessageToStore, seq: number) =>
  ({ message: { id: m.id, seq }, waiting: false }) as unknown as StoredMessage;

describe('the message writer', () => {
  it('stores a lone message at once and by itself', async () => {
    const batches: number[] = [];
    const writer = createMessageWriter({
      store: async (batch) => {
        batches.push(batch.length);
        return batch.map((m, i) => stored(m, i + 1));
      },
    });
    expect((await writer.write(draft('a')))?.message.id).toBe('a');
    expect(batches).toEqual([1]);
  });

  it('coalesces what arrives while a batch is in flight, in order of arrival', async () => {
    const batches: string[][] = [];
    let release: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const writer = createMessageWriter({
      lanes: 1,
      store: async (batch) => {
        batches.push(batch.map((m) => m.id));
        if (batches.length === 1) await first;
        return batch.map((m, i) => stored(m, i));
      },
    });
    const all = ['a', 'b', 'c', 'd'].map((id) => writer.write(draft(id)));
    release();
    await Promise.all(all);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('answers null for what the store refused', async () => {
    const writer = createMessageWriter({ store: async () => [] });
    expect(await writer.write(draft('a'))).toBeNull();
  });

  it('tries a failed batch again one by one, so that one bad row fails alone', async () => {
    let calls = 0;
    const writer = createMessageWriter({
      lanes: 1,
      store: async (batch) => {
        calls += 1;
        if (batch.some((m) => m.id === 'bad')) throw new Error('bad row');
        return batch.map((m) => stored(m, 1));
      },
    });
    const results = await Promise.allSettled([
      writer.write(draft('x')),
      writer.write(draft('good')),
      writer.write(draft('bad')),
    ]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(calls).toBe(4);
  });
});
