import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallMedia } from './call-media.ts';
import { createWarmCall } from './warm-call.ts';

/** A session of media without media: what was asked of it, and the way its start goes. */
const setUp = (start: Promise<void> = Promise.resolve()) => {
  const done: string[] = [];
  const resets = new Set<(epoch: number) => void>();
  const media = {
    start: () => start,
    sendFully: async () => void done.push('sends fully'),
    close: (how?: { keepDevices?: boolean }) =>
      void done.push(`media closed${how?.keepDevices ? ', devices kept' : ''}`),
  } as CallMedia;
  let answer: () => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const answered = new Promise<void>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  const warm = createWarmCall({
    join: async () => {
      await answered;
      return {
        callId: 'c',
        iceServers: [],
        close: () => void done.push('signalling closed'),
        signal: {
          onReset: (listener: (epoch: number) => void) => {
            resets.add(listener);
            return () => resets.delete(listener);
          },
        } as never,
      };
    },
    log: () => undefined,
    onOver: () => void done.push('over'),
    createMedia: () => media,
  });
  const reset = () => {
    for (const listener of [...resets]) listener(1);
  };
  return { warm, media, done, resets, answer, refuse, reset };
};
afterEach(() => void vi.useRealTimers());
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('media that is connected while it rings', () => {
  it('is handed over once, to its own call, and then left alone', async () => {
    const { warm, media, done, resets, answer, reset } = setUp();
    expect(warm.takeNow('c')).toBeNull();
    answer();
    await settled();
    expect(warm.takeNow('another')).toBeNull();
    vi.useFakeTimers();
    const taken = warm.takeNow('c');
    expect(taken?.media).toBe(media);
    expect(resets.size).toBe(0);
    reset();
    warm.close();
    expect(warm.takeNow('c')).toBeNull();
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(399);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual(['sends fully']);
  });

  it('is waited for when the call begins while it is being opened', async () => {
    const { warm, media, answer } = setUp();
    const taking = warm.take('c');
    answer();
    expect((await taking)?.media).toBe(media);
  });

  it('ends with a reset, and the devices stay open', async () => {
    const { warm, done, answer, reset } = setUp();
    answer();
    await settled();
    reset();
    expect(done).toEqual(['media closed, devices kept', 'signalling closed', 'over']);
    expect(await warm.take('c')).toBeNull();
  });

  it('is over when the server refuses it, or when it cannot be started', async () => {
    const refused = setUp();
    refused.refuse(new Error('offer_not_found'));
    expect(await refused.warm.take('c')).toBeNull();
    expect(refused.done).toEqual(['over']);
    const broken = setUp(Promise.reject(new Error('media_failed')));
    broken.answer();
    await settled();
    expect(broken.done).toEqual(['media closed, devices kept', 'signalling closed', 'over']);
  });

  it('leaves nothing open when it is closed while it is being opened', async () => {
    const { warm, done, answer } = setUp();
    warm.close();
    answer();
    await settled();
    expect(done).toEqual(['signalling closed']);
  });
});
