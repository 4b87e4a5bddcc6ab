import type { CallId, ConversationId, VisitorEvents } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { connectOver } from './connect.ts';
import { fakeLine, fakeTimers } from './fake-line.ts';
import { joinMedia, warmMedia } from './media-signal.ts';

const callId = '018f0000-0000-7000-8000-00000000000c' as CallId;

const setUp = async () => {
  const line = fakeLine();
  let epoch = 1;
  let resumed = false;
  line.answer = (name) => {
    const data =
      name === 'media:join'
        ? { participantId: 'p', epoch, iceServers: [{ urls: ['stun:x'] }], resumed }
        : { sdp: 'answer' };
    return { ok: true, data };
  };
  const connection = connectOver<VisitorEvents>({
    transport: line.make,
    timers: fakeTimers(),
    wakeUps: () => () => undefined,
  });
  line.accept();
  const joined = await joinMedia(connection, callId);
  return {
    line,
    connection,
    joined,
    engine: (next: number, lives: boolean) => {
      epoch = next;
      resumed = lives;
    },
  };
};
const offer = (epoch: number) => ({ callId, epoch, sdp: `offer ${epoch}`, streams: [] });

describe('media signal', () => {
  it('joins once for the first start and sends what follows under the epoch it got', async () => {
    const { line, joined } = await setUp();
    await joined.signal.rejoin();
    await joined.signal.publish('v=0', []);
    expect(line.sent).toEqual([
      { name: 'media:join', payload: { callId, epoch: null } },
      { name: 'media:publish', payload: { callId, epoch: 1, sdp: 'v=0', tracks: [] } },
    ]);
  });

  it('keeps an offer that comes before anybody listens, and drops those of an older engine', async () => {
    const { line, joined } = await setUp();
    line.fact('media:offer', offer(1));
    const seen: string[] = [];
    joined.signal.onOffer(({ sdp }) => seen.push(sdp));
    await Promise.resolve();
    line.fact('media:offer', offer(0));
    line.fact('media:offer', { ...offer(1), callId: 'another' });
    expect(seen).toEqual(['offer 1']);
  });

  it('tells of a new engine once, and joins it under its epoch', async () => {
    const { line, joined, engine } = await setUp();
    const resets: number[] = [];
    joined.signal.onReset((epoch) => resets.push(epoch));
    await joined.signal.rejoin();
    engine(2, false);
    line.fact('media:reset', { callId, epoch: 2, why: 'engine_lost' });
    await joined.signal.rejoin();
    line.fact('media:reset', { callId, epoch: 2, why: 'engine_lost' });
    expect(resets).toEqual([2]);
    await joined.signal.answer('v=0');
    expect(line.sent.at(-1)).toEqual({ name: 'media:answer', payload: { callId, epoch: 2, sdp: 'v=0' } });
  });

  it('builds anew under the same epoch when the engine has lost just this page', async () => {
    const { line, joined } = await setUp();
    const resets: number[] = [];
    joined.signal.onReset((epoch) => resets.push(epoch));
    line.fact('media:reset', { callId, epoch: 1, why: 'engine_lost' });
    expect(resets).toEqual([]);
    line.fact('media:reset', { callId, epoch: 1, why: 'forgotten' });
    expect(resets).toEqual([1]);
  });

  it('speaks under the call that a ringing contact will have, before and after it has begun', async () => {
    const { line, connection } = await setUp();
    const conversationId = '018f0000-0000-7000-8000-00000000000d' as ConversationId;
    const warmId = '018f0000-0000-7000-8000-00000000000e';
    const { answer } = line;
    line.answer = (name, payload) =>
      name === 'media:warm'
        ? { ok: true, data: { callId: warmId, participantId: 'p', epoch: 1, iceServers: [], resumed: false } }
        : answer(name, payload);
    const warm = await warmMedia(connection, conversationId);
    expect(warm.callId).toBe(warmId);
    const seen: string[] = [];
    warm.signal.onOffer(({ sdp }) => seen.push(sdp));
    line.fact('media:offer', offer(1));
    line.fact('media:offer', { ...offer(1), callId: warmId, sdp: 'ours' });
    expect(seen).toEqual(['ours']);
    await warm.signal.rejoin();
    await warm.signal.answer('v=0');
    expect(await warm.resync()).toBe(false);
    expect(line.sent.slice(-3)).toEqual([
      { name: 'media:warm', payload: { conversationId } },
      { name: 'media:answer', payload: { callId: warmId, epoch: 1, sdp: 'v=0' } },
      { name: 'media:join', payload: { callId: warmId, epoch: 1 } },
    ]);
  });

  it('asks for new connections when the server lost ours during a break', async () => {
    const { joined, engine } = await setUp();
    const resets: number[] = [];
    joined.signal.onReset((epoch) => resets.push(epoch));
    engine(1, true);
    expect(await joined.resync()).toBe(true);
    engine(1, false);
    expect(await joined.resync()).toBe(false);
    expect(resets).toEqual([1]);
  });
});
