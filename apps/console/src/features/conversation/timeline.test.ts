import type { InternalNote, Message, MessageBody } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { timelineItems } from './timeline.ts';

let seq = 0;
function message(body: MessageBody, createdAt: string, by: 'visitor' | 'system' = 'visitor'): Message {
  seq += 1;
  return {
    id: `m${seq}`,
    conversationId: 'c',
    seq,
    clientMsgId: null,
    author: { kind: by },
    body,
    createdAt,
  } as unknown as Message;
}
const text = (words: string, at: string) => message({ kind: 'text', text: words }, at);
const call = (name: 'call_started' | 'call_ended', callId: string, at: string, durationMs: number | null = 60_000) =>
  message(
    {
      kind: 'event',
      event:
        name === 'call_started'
          ? { name, callId, kind: 'video' }
          : { name, callId, kind: 'video', reason: 'hung_up', durationMs, recordingId: null },
    } as unknown as MessageBody,
    at,
    'system',
  );

describe('timelineItems', () => {
  it('separates days', () => {
    const items = timelineItems([text('a', '2026-11-20T10:00:00.000Z'), text('b', '2026-11-22T10:00:00.000Z')]);
    expect(items.map((item) => item.kind)).toEqual(['day', 'said', 'day', 'said']);
  });
  it('leaves the name out when the same person goes on within two minutes', () => {
    const items = timelineItems([
      text('a', '2026-11-22T10:00:00.000Z'),
      text('b', '2026-11-22T10:01:00.000Z'),
      text('c', '2026-11-22T10:09:00.000Z'),
    ]);
    expect(items.flatMap((item) => (item.kind === 'said' ? [item.follows] : []))).toEqual([false, true, false]);
  });
  it('says of a call until when it was the reader’s, where it left them and its end is not theirs to see', () => {
    const seen = [
      call('call_started', 'k', '2026-11-22T10:00:00.000Z'),
      text('a', '2026-11-22T10:00:20.000Z'),
      text('b', '2026-11-22T10:00:50.000Z'),
    ];
    const leftAt = (closed: boolean) =>
      timelineItems(seen, [], closed).flatMap((item) => (item.kind === 'call' ? [item.leftAt] : []));
    expect(leftAt(true)).toEqual(['2026-11-22T10:00:50.000Z']);
    expect(leftAt(false)).toEqual([null]);
  });
  it('draws what was said during a call inside it, and the duration at its beginning', () => {
    const items = timelineItems([
      call('call_started', 'k', '2026-11-22T10:00:00.000Z'),
      text('a', '2026-11-22T10:00:20.000Z'),
      call('call_ended', 'k', '2026-11-22T10:01:00.000Z'),
      text('b', '2026-11-22T10:02:00.000Z'),
    ]);
    expect(items.flatMap((item) => (item.kind === 'day' ? [] : [item.inCall]))).toEqual([
      'first',
      'middle',
      'last',
      null,
    ]);
    const begin = items.find((item) => item.kind === 'call');
    expect(begin?.kind === 'call' && begin.ended?.durationMs).toBe(60_000);
  });
  it('shows a call that never connected as one line', () => {
    const items = timelineItems([
      call('call_started', 'k', '2026-11-22T10:00:00.000Z'),
      call('call_ended', 'k', '2026-11-22T10:00:20.000Z', null),
    ]);
    expect(items.map((item) => item.kind)).toEqual(['day', 'event']);
  });
  it('keeps a running call open', () => {
    const items = timelineItems([
      call('call_started', 'k', '2026-11-22T10:00:00.000Z'),
      text('a', '2026-11-22T10:00:09.000Z'),
    ]);
    expect(items.at(-1)).toMatchObject({ kind: 'said', inCall: 'middle' });
  });
  it('puts a note behind the message that was the last one, and says the name again after it', () => {
    const first = text('a', '2026-11-22T10:00:00.000Z');
    const second = text('b', '2026-11-22T10:00:10.000Z');
    const third = text('c', '2026-11-22T10:00:20.000Z');
    const note = (id: string, afterSeq: number) => ({ id, afterSeq }) as unknown as InternalNote;
    const notes = [note('n1', first.seq), note('n2', first.seq), note('n3', third.seq)];
    const items = timelineItems([first, second, third], notes);
    expect(items.map(({ key }) => key).slice(1)).toEqual([first.id, 'n1', 'n2', second.id, third.id, 'n3']);
    expect(items.flatMap((item) => (item.kind === 'said' ? [item.follows] : []))).toEqual([false, false, true]);
  });
});
