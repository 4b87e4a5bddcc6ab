import type { RecordingGap, RecordingGapReason } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { consultationsOf, type HoldMoment, nameGaps, untilRecorded } from './gap-reasons.ts';

const startedAt = new Date('2026-03-01T08:00:00.000Z');
/** Seconds of the recording as an instant. */
const at = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000);
const gap = (from: number, to: number, reason: RecordingGapReason = 'connection_lost'): RecordingGap => ({
  fromMs: from * 1_000,
  toMs: to * 1_000,
  reason,
});
const moments = (...told: [HoldMoment['name'], number][]): HoldMoment[] =>
  told.map(([name, seconds]) => ({ name, at: at(seconds) }));

interface Known {
  readonly consultations?: readonly [number, number][];
  readonly joined?: number;
  readonly left?: number;
  readonly away?: readonly [number, number | null][];
}
const name = (gaps: readonly RecordingGap[], { consultations = [], joined, left, away = [] }: Known = {}) =>
  nameGaps(gaps, {
    startedAt,
    inCall: {
      joinedAt: joined === undefined ? null : at(joined),
      leftAt: left === undefined ? null : at(left),
      away: away.map(([from, to]) => ({ from: at(from), to: to === null ? null : at(to) })),
    },
    consultations: consultations.map(([from, to]) => ({ from: at(from), to: at(to) })),
  }).map(({ fromMs, toMs, reason }) => [fromMs / 1_000, toMs / 1_000, reason]);

describe('when the agents consulted', () => {
  it('is between the visitor’s being kept apart and being back, as often as that happened', () => {
    expect(
      consultationsOf(moments(['call_held', 10], ['call_resumed', 30], ['call_held', 40], ['call_resumed', 45])),
    ).toEqual([
      { from: at(10), to: at(30) },
      { from: at(40), to: at(45) },
    ]);
  });
  it('ends with a call that ends in it', () => {
    expect(consultationsOf(moments(['call_held', 10], ['call_ended', 25]))).toEqual([{ from: at(10), to: at(25) }]);
    expect(consultationsOf(moments(['call_ended', 25]))).toEqual([]);
  });
});

describe('a consultation lacks', () => {
  const period = { from: at(10), to: at(30) };
  const starting = (...seconds: number[]) =>
    untilRecorded(
      [period],
      seconds.map((second) => at(second).getTime()),
    );
  it('until the recorder has begun the first file after it', () => {
    expect(starting(0, 10, 33, 32.5)).toEqual([{ from: at(10), to: at(32.5) }]);
  });
  it('until the agents were done, when a file begins so late that somebody must have come back', () => {
    expect(starting(0, 41)).toEqual([period]);
    expect(starting()).toEqual([period]);
  });
});

describe('why a track has a gap', () => {
  it('stays as it was measured when nothing else is known', () => {
    const measured = [gap(0, 2, 'no_packets'), gap(5, 9), gap(20, 20.4, 'engine_lost')];
    expect(name(measured)).toEqual(measured.map(({ fromMs, toMs, reason }) => [fromMs / 1_000, toMs / 1_000, reason]));
    expect(name([], { consultations: [[0, 9]] })).toEqual([]);
  });
  it('is the consultation, also for the moment the recorder takes to stop and to go on', () => {
    expect(name([gap(10.3, 31.2)], { consultations: [[10, 30]] })).toEqual([[10.3, 31.2, 'consultation']]);
  });
  it('is the consultation taken back and asked for again, with what was recorded between', () => {
    const known: Known = {
      consultations: [
        [10, 30],
        [40, 50],
      ],
    };
    expect(name([gap(10.1, 30.2), gap(40.1, 50.3)], known)).toEqual([
      [10.1, 30.2, 'consultation'],
      [40.1, 50.3, 'consultation'],
    ]);
  });
  it('is two consultations in one gap when nothing was recorded between, and what lay between has its own reason', () => {
    const known: Known = {
      consultations: [
        [10, 30],
        [36, 50],
      ],
    };
    expect(name([gap(10.1, 50.2)], known)).toEqual([
      [10.1, 30, 'consultation'],
      [30, 36, 'no_packets'],
      [36, 50.2, 'consultation'],
    ]);
  });
  it('is both, one after the other, when a connection was lost before the consultation or stayed away after it', () => {
    expect(name([gap(4, 30.2)], { consultations: [[10, 30]], away: [[4.1, 12]] })).toEqual([
      [4, 12, 'connection_lost'],
      [12, 30.2, 'consultation'],
    ]);
    expect(name([gap(10.1, 42)], { consultations: [[10, 30]], away: [[25, 41.8]] })).toEqual([
      [10.1, 25, 'consultation'],
      [25, 42, 'connection_lost'],
    ]);
  });
  it('is no lost connection beside a consultation when nobody knows of one: nothing arrived', () => {
    expect(name([gap(10.1, 42)], { consultations: [[10, 30]] })).toEqual([
      [10.1, 30, 'consultation'],
      [30, 42, 'no_packets'],
    ]);
  });
  it('is the lost connection within a consultation too, of whoever lost it', () => {
    expect(name([gap(10.1, 30.2)], { consultations: [[10, 30]], away: [[15, 22]] })).toEqual([
      [10.1, 15, 'consultation'],
      [15, 22, 'connection_lost'],
      [22, 30.2, 'consultation'],
    ]);
  });
  it('of a sender who was lost and whose visitor the colleague kept: consultation, lost, gone', () => {
    const known: Known = { joined: 0, left: 50, consultations: [[10, 50]], away: [[20, 50]] };
    expect(name([gap(10.1, 90, 'no_packets')], known)).toEqual([
      [10.1, 20, 'consultation'],
      [20, 50, 'connection_lost'],
      [50, 90, 'not_in_call'],
    ]);
    expect(name([gap(60, 90, 'no_packets')], { joined: 0, away: [[60, null]] })).toEqual([[60, 90, 'connection_lost']]);
  });
  it('is the lost engine when everybody’s connection went with it', () => {
    expect(name([gap(5, 8, 'engine_lost')], { away: [[5.1, 7.9]] })).toEqual([[5, 8, 'engine_lost']]);
  });
  it('is the lost engine only outside the consultation: inside there was nothing to lose', () => {
    expect(name([gap(10.1, 30.3, 'engine_lost')], { consultations: [[10, 30]] })).toEqual([
      [10.1, 30.3, 'consultation'],
    ]);
    expect(name([gap(5, 30.3, 'engine_lost')], { consultations: [[10, 30]] })).toEqual([
      [5, 10, 'engine_lost'],
      [10, 30.3, 'consultation'],
    ]);
  });
  it('of a colleague who takes over: not there yet, then the consultation that nobody recorded', () => {
    expect(name([gap(0, 30.4, 'no_packets')], { joined: 11, consultations: [[10, 30]] })).toEqual([
      [0, 11, 'not_in_call'],
      [11, 30.4, 'consultation'],
    ]);
  });
  it('of a sender who hands over: the consultation, then gone', () => {
    expect(name([gap(10.1, 90, 'no_packets')], { joined: 0, left: 30, consultations: [[10, 30]] })).toEqual([
      [10.1, 30, 'consultation'],
      [30, 90, 'not_in_call'],
    ]);
  });
  it('of a consulted colleague who was in an earlier consultation only: neither is told as a failure', () => {
    const known: Known = {
      joined: 11,
      left: 60,
      consultations: [
        [10, 30],
        [40, 60],
      ],
    };
    expect(name([gap(0, 30.4, 'no_packets'), gap(40.2, 90, 'no_packets')], known)).toEqual([
      [0, 11, 'not_in_call'],
      [11, 30.4, 'consultation'],
      [40.2, 60, 'consultation'],
      [60, 90, 'not_in_call'],
    ]);
  });
  it('tells the whole of the gap: its pieces touch and have its ends', () => {
    const known: Known = {
      joined: 3,
      left: 77,
      consultations: [
        [10, 11],
        [12, 30],
        [31.9, 33],
        [60, 62],
      ],
    };
    const pieces = name([gap(0.5, 80)], known);
    expect([pieces[0]?.[0], pieces.at(-1)?.[1]]).toEqual([0.5, 80]);
    for (const [place, piece] of pieces.slice(1).entries()) expect(piece[0]).toBe(pieces[place]?.[1]);
  });
});
