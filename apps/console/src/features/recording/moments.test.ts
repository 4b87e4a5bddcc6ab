import type { InternalNote, Message, Recording } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { agentSeenAt, axisMarks, consultationsOf, currentMoment, missingMs, momentsOf, wavePath } from './moments.ts';

const recording = {
  startedAt: '2026-11-22T14:13:00.000Z',
  durationMs: 60_000,
  tracks: [
    { id: 't', offsetMs: 0, durationMs: 60_000, gaps: [{ fromMs: 20_000, toMs: 29_000, reason: 'no_packets' }] },
  ],
} as unknown as Recording;
const said = (id: string, createdAt: string) =>
  ({ id, createdAt, body: { kind: 'text', text: id } }) as unknown as Message;

describe('momentsOf', () => {
  const moments = momentsOf(recording, [
    said('before', '2026-11-22T14:12:00.000Z'),
    said('during', '2026-11-22T14:13:05.000Z'),
    said('after', '2026-11-22T14:15:00.000Z'),
  ]);
  it('puts messages and gaps at their moment and leaves out what lies outside the call', () => {
    expect(moments.map((moment) => [moment.kind, moment.atMs])).toEqual([
      ['begin', 0],
      ['message', 5_000],
      ['gap', 20_000],
      ['end', 60_000],
    ]);
  });
  it('puts notes between agents at their moment too, apart from messages', () => {
    const note = { id: 'n', createdAt: '2026-11-22T14:13:30.000Z', text: 'inner' } as unknown as InternalNote;
    const late = { ...note, id: 'late', createdAt: '2026-11-22T15:00:00.000Z' } as InternalNote;
    const kinds = momentsOf(recording, [], [note, late]).map(({ kind, atMs }) => [kind, atMs]);
    expect(kinds).toContainEqual(['note', 30_000]);
    expect(kinds).toHaveLength(4);
  });
  it('knows which moment is current', () => {
    expect(currentMoment(moments, 19_000)?.key).toBe('during');
    expect(currentMoment(moments, 60_000)?.kind).toBe('end');
  });
});
describe('a recording with a consultation', () => {
  const track = (id: string, participantId: string, gaps: object[]) => ({
    ...{ id, participantId, gaps, side: participantId === 'v' ? 'visitor' : 'agent' },
    displayName: participantId === 'v' ? null : 'He Jun',
    ...{ offsetMs: 0, durationMs: 60_000 },
  });
  const gap = (fromMs: number, toMs: number, reason: string) => ({ fromMs, toMs, reason });
  const consulted = {
    startedAt: '2026-11-22T14:13:00.000Z',
    durationMs: 60_000,
    tracks: [
      track('visitor voice', 'v', [gap(10_000, 20_100, 'consultation')]),
      track('visitor picture', 'v', [gap(10_020, 20_300, 'consultation'), gap(20_300, 25_000, 'connection_lost')]),
      track('colleague voice', 'b', [gap(0, 11_000, 'not_in_call'), gap(11_000, 20_200, 'consultation')]),
      track('colleague picture', 'b', [gap(0, 11_000, 'not_in_call'), gap(11_000, 20_400, 'consultation')]),
    ],
  } as unknown as Recording;
  it('tells it once for all tracks, who was not in the call once for each person, and what lacks for each track', () => {
    const told = momentsOf(consulted, []).map((moment) => [
      moment.kind,
      moment.atMs,
      'toMs' in moment ? moment.toMs : null,
    ]);
    expect(told).toEqual([
      ['begin', 0, null],
      ['outside', 0, 11_000],
      ['consultation', 10_000, 20_400],
      ['gap', 20_300, null],
      ['end', 60_000, null],
    ]);
    expect(consultationsOf(consulted)).toEqual([{ fromMs: 10_000, toMs: 20_400 }]);
  });
});
describe('somebody who was in the call twice', () => {
  const gap = (fromMs: number, toMs: number) => ({ fromMs, toMs, reason: 'not_in_call' });
  const track = (participantId: string, gaps: object[]) => ({
    ...{ id: participantId, participantId, gaps, side: 'agent', displayName: 'Grace Tan' },
    ...{ offsetMs: 0, durationMs: 60_000 },
  });
  it('is outside where neither participant is in it', () => {
    const { tracks, ...rest } = recording;
    const twice = {
      ...rest,
      tracks: [track('first', [gap(20_000, 60_000)]), track('again', [gap(0, 40_000)])],
    } as unknown as Recording;
    const outside = momentsOf(twice, []).filter(({ kind }) => kind === 'outside');
    expect(outside.map((moment) => [moment.atMs, 'toMs' in moment && moment.toMs])).toEqual([[20_000, 40_000]]);
  });
});
describe('agentSeenAt', () => {
  const picture = (displayName: string, offsetMs: number, durationMs: number) => ({
    ...{ side: 'agent', kind: 'video', displayName, offsetMs, durationMs },
  });
  const several = {
    agent: { displayName: 'Grace Tan' },
    tracks: [picture('Grace Tan', 0, 20_000), picture('He Jun', 18_000, 30_000), picture('Grace Tan', 40_000, 20_000)],
  } as unknown as Recording;
  it('is whoever’s picture lies uppermost then, and whose call it was where there is none', () => {
    expect([0, 17_999, 18_000, 39_999, 40_000, 60_000].map((atMs) => agentSeenAt(several, atMs))).toEqual([
      ...['Grace Tan', 'Grace Tan', 'He Jun'],
      ...['He Jun', 'Grace Tan', 'Grace Tan'],
    ]);
    expect(agentSeenAt({ tracks: [], agent: null }, 0)).toBeNull();
  });
});
describe('wavePath', () => {
  it('draws the heard and the coming part apart and leaves silence blank', () => {
    const levels = [0.5, 0, 0.5, 0.5];
    expect(wavePath(levels, 0, 0.5).match(/M/g)).toHaveLength(1);
    expect(wavePath(levels, 0.5, 1).match(/M/g)).toHaveLength(2);
  });
});
describe('axisMarks', () => {
  it('uses round steps', () => {
    expect(axisMarks(756_000)).toEqual([120_000, 240_000, 360_000, 480_000, 600_000, 720_000]);
  });
});
describe('missingMs', () => {
  it('counts once what lacks in several tracks at once', () => {
    const gap = (fromMs: number, toMs: number) => ({ fromMs, toMs });
    expect(missingMs([])).toBe(0);
    expect(missingMs([gap(50, 60), gap(0, 10), gap(5, 20), gap(6, 8), gap(0, 10)])).toBe(30);
  });
});
