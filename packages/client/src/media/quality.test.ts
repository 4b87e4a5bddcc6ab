import { describe, expect, it } from 'vitest';
import { initialQuality, judgeQuality, type QualitySample, updateQuality } from './quality.ts';

const fine: QualitySample = {
  reconnecting: false,
  lostUp: 0,
  lostDown: 0.01,
  roundTripMs: 40,
  picturesPerSecond: 25,
  audioPackets: 50,
  uplinkBps: 1_500_000,
  sendsVideo: true,
};

describe('judging one sample', () => {
  it.each([
    ['a fine one', {}, 'good', 'steady'],
    [
      'one of which nothing is known',
      { lostUp: null, lostDown: null, roundTripMs: null, picturesPerSecond: null, audioPackets: null, uplinkBps: null },
      'good',
      'steady',
    ],
    ['some loss down', { lostDown: 0.06 }, 'fair', 'packet_loss'],
    ['heavy loss up', { lostUp: 0.2 }, 'poor', 'packet_loss'],
    ['long delay', { roundTripMs: 400 }, 'fair', 'long_delay'],
    ['very long delay', { roundTripMs: 900 }, 'poor', 'long_delay'],
    ['a narrow way up', { uplinkBps: 200_000 }, 'fair', 'slow_network'],
    ['a very narrow way up', { uplinkBps: 60_000 }, 'poor', 'slow_network'],
    ['a narrow way up for voice alone', { uplinkBps: 60_000, sendsVideo: false }, 'good', 'steady'],
    ['a picture that stutters', { picturesPerSecond: 5 }, 'fair', 'slow_network'],
    ['a picture that stands still', { picturesPerSecond: 0 }, 'poor', 'no_picture'],
    ['no sound', { audioPackets: 0 }, 'poor', 'no_sound'],
    ['reconnecting', { reconnecting: true }, 'poor', 'reconnecting'],
  ] as const)('%s', (_name, part, level, reason) => {
    expect(judgeQuality({ ...fine, ...part })).toEqual({ level, reason });
  });
});

describe('the quality sign', () => {
  const poor = { level: 'poor', reason: 'packet_loss' } as const;
  const good = { level: 'good', reason: 'steady' } as const;
  const after = (...verdicts: readonly Parameters<typeof updateQuality>[1][]) =>
    verdicts.reduce(updateQuality, initialQuality).level;

  it('does not flicker on one bad sample', () => expect(after(poor, good, poor, good)).toBe('good'));
  it('warns after two', () => expect(after(poor, poor)).toBe('poor'));
  it('praises only after five', () => {
    expect(after(poor, poor, good, good, good, good)).toBe('poor');
    expect(after(poor, poor, good, good, good, good, good)).toBe('good');
  });
  it('says at once that it reconnects', () => expect(after({ level: 'poor', reason: 'reconnecting' })).toBe('poor'));
  it('keeps the level and follows the reason', () => {
    expect(
      [poor, poor, { level: 'poor', reason: 'no_picture' } as const].reduce(updateQuality, initialQuality),
    ).toMatchObject({ level: 'poor', reason: 'no_picture' });
  });
});
