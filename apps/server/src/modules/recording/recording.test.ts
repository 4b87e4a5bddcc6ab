import type { RecordingState } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { declareGaps, parseRawName, planRecording, type RawSegment } from './alignment.ts';
import { createLevelMeter } from './levels.ts';
import { mixArguments, parseProgress } from './mix-command.ts';
import { parseRange } from './range.ts';
import { afterRecordingEvent, type RecordingTransition, storagePrefixOf } from './recording.ts';

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the transition table of recordings', () => {
  const expected: Record<RecordingState, Partial<Record<RecordingTransition, RecordingState>>> = {
    capturing: { call_ended: 'queued' },
    queued: { begin: 'preparing', fail: 'failed' },
    preparing: { begin: 'preparing', finish: 'ready', find_nothing: 'empty', fail: 'failed' },
    ready: {},
    failed: { retry: 'queued' },
    empty: {},
  };
  const transitions: RecordingTransition[] = ['call_ended', 'begin', 'finish', 'find_nothing', 'fail', 'retry'];
  for (const state of Object.keys(expected) as RecordingState[])
    for (const transition of transitions)
      it(`${state} + ${transition} = ${expected[state][transition] ?? 'recording_state'}`, () => {
        expect(codeOf(() => afterRecordingEvent(state, transition))).toBe(
          expected[state][transition] ?? 'recording_state',
        );
      });
  it('gives each recording a folder of its own, by month', () => {
    expect(storagePrefixOf('id', new Date('2026-03-31T23:59:59Z'))).toBe('recordings/2026/03/id');
  });
});

const a = '00000000-0000-7000-8000-00000000000a';
const b = '00000000-0000-7000-8000-00000000000b';
const t0 = 1_772_000_000_000;
const segment = (
  participantId: string,
  kind: 'audio' | 'video',
  startedMs: number,
  more: { epoch?: number; firstPacketUs?: number | null; description?: string } = {},
): RawSegment => ({
  name: `${participantId}-${more.epoch ?? 1}-${startedMs}-${kind}-0.mjr`,
  participantId,
  epoch: more.epoch ?? 1,
  startedMs,
  kind,
  index: 0,
  header: {
    kind,
    codec: kind === 'audio' ? 'opus' : 'vp8',
    firstPacketUs: more.firstPacketUs === undefined ? startedMs * 1000 : more.firstPacketUs,
    description: more.description ?? null,
  },
});

describe('alignment', () => {
  it("reads our own file names and nobody else's", () => {
    expect(parseRawName(`${a}-2-${t0}-video-1.mjr.part`)).toMatchObject({
      participantId: a,
      epoch: 2,
      startedMs: t0,
      kind: 'video',
      index: 1,
    });
    for (const name of [
      'x.mjr',
      `${a}-1-${t0}-video-1.mjr.bak`,
      `../${a}-1-${t0}-audio-0.mjr`,
      `${a}-1-${t0}-data-0.mjr`,
    ])
      expect(parseRawName(name)).toBeNull();
  });
  it('begins with the first packet of all and puts every track at its own first packet', () => {
    const plan = planRecording([
      segment(a, 'video', t0 + 340),
      segment(a, 'audio', t0),
      segment(b, 'audio', t0 + 2_000),
    ]);
    expect(plan?.startedAt).toEqual(new Date(t0));
    expect(
      plan?.tracks.map(({ participantId, kind, segments }) => [
        participantId,
        kind,
        segments.map(({ offsetMs }) => offsetMs),
      ]),
    ).toEqual([
      [a, 'audio', [0]],
      [a, 'video', [340]],
      [b, 'audio', [2_000]],
    ]);
    expect(planRecording([])).toBeNull();
  });
  it('puts a reload and a new engine on the same time line, and knows which was which', () => {
    const plan = planRecording([
      segment(a, 'audio', t0 + 9_000, { epoch: 2 }),
      segment(a, 'audio', t0),
      segment(a, 'audio', t0 + 4_000),
    ]);
    expect(plan?.tracks[0]?.segments.map(({ offsetMs, gap }) => [offsetMs, gap])).toEqual([
      [0, 'connection_lost'],
      [4_000, 'connection_lost'],
      [9_000, 'engine_lost'],
    ]);
  });
  it('keeps a screen apart from a camera', () => {
    const plan = planRecording([segment(a, 'video', t0), segment(a, 'video', t0 + 10, { description: 'screen' })]);
    expect(plan?.tracks.map(({ source }) => source)).toEqual(['camera', 'screen']);
  });
  it('does not believe a clock that contradicts the name of the file', () => {
    const plan = planRecording([
      segment(a, 'audio', t0),
      segment(b, 'audio', t0 + 500, { firstPacketUs: 1.2e15 }),
      segment(b, 'video', t0 + 700, { firstPacketUs: null }),
    ]);
    expect(plan?.tracks.map(({ segments }) => segments[0]?.offsetMs)).toEqual([0, 500, 700]);
  });
  it('declares what is missing before, between and after', () => {
    const inside = [{ fromMs: 4_000, toMs: 6_000, reason: 'no_packets' as const }];
    expect(declareGaps(inside, { fromMs: 1_500, toMs: 8_000 }, 12_000)).toEqual([
      { fromMs: 0, toMs: 1_500, reason: 'no_packets' },
      ...inside,
      { fromMs: 8_000, toMs: 12_000, reason: 'no_packets' },
    ]);
    expect(declareGaps([], { fromMs: 400, toMs: 11_500 }, 12_000)).toEqual([]);
  });
});

describe('byte ranges', () => {
  const cases: [string | undefined, unknown][] = [
    [undefined, null],
    ['bytes=0-', { start: 0, end: 999 }],
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=500-', { start: 500, end: 999 }],
    ['bytes=990-5000', { start: 990, end: 999 }],
    ['bytes=-100', { start: 900, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['bytes=999-999', { start: 999, end: 999 }],
    ['bytes=1000-', 'range_invalid'],
    ['bytes=-0', 'range_invalid'],
    ['bytes=-', null],
    ['bytes=9-5', null],
    ['bytes=0-1,5-9', null],
    ['lines=0-5', null],
    ['bytes=abc', null],
  ];
  for (const [header, expected] of cases)
    it(`${header ?? 'no header'}`, () => expect(codeOf(() => parseRange(header, 1_000))).toEqual(expected));
  it('nothing of an empty file', () => expect(codeOf(() => parseRange('bytes=0-', 0))).toBe('range_invalid'));
});

describe('loudness', () => {
  it('stands in equal steps over the whole recording, also when chunks split a sample', () => {
    const meter = createLevelMeter(5_000, 10_000);
    const loud = Buffer.alloc(8_000 * 2);
    for (let at = 0; at < 8_000; at++) loud.writeInt16LE(at % 2 ? 16_384 : -16_384, at * 2);
    meter.push(loud.subarray(0, 1_001));
    meter.push(loud.subarray(1_001));
    const levels = meter.levels();
    expect(levels).toHaveLength(600);
    expect(levels.slice(0, 300).every((level) => level === 0)).toBe(true);
    expect(levels.slice(300, 360).every((level) => level === 0.5)).toBe(true);
    expect(levels.slice(361).every((level) => level === 0)).toBe(true);
  });
});

describe('the mixing command', () => {
  it('stands the visitor left, guards against changing sizes, and puts the index first', () => {
    const args = mixArguments(
      {
        totalMs: 9_000,
        tracks: [
          { path: '/a.webm', kind: 'video', side: 'agent', offsetMs: 1_000 },
          { path: '/v.webm', kind: 'video', side: 'visitor', offsetMs: 0 },
          { path: '/va.webm', kind: 'audio', side: 'visitor', offsetMs: 20 },
        ],
      },
      '/out.mp4',
    );
    const filters = args[args.indexOf('-filter_complex') + 1] ?? '';
    expect(filters).toMatch(/\[visitor1\]\[agent1\]hstack/);
    expect(
      filters
        .split(';')
        .filter((filter) => /^\[\d:v\]/.test(filter))
        .every((filter) => /^\[\d:v\]scale=/.test(filter)),
    ).toBe(true);
    expect(args.filter((arg) => arg === '-reinit_filter')).toHaveLength(3);
    expect(args).toContain('+faststart');
  });
  it('reads progress', () => {
    expect(parseProgress('frame=1\nout_time_us=4500000\nprogress=continue\n', 9_000)).toBe(0.5);
    expect(parseProgress('out_time_us=N/A\n', 9_000)).toBeNull();
  });
});
