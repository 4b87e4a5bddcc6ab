import type { AgentId, ChannelId, SkillGroupId } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { expectedContacts, hoursCovered, type MeasuredKind, streamsOf } from './measured-history.ts';

const day = 86_400_000;
const monday = Date.UTC(2024, 0, 1);
const hours = (counts: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: 24 }, (_, hour) => counts[hour] ?? 0);
const kind = (over: Partial<MeasuredKind> = {}): MeasuredKind => ({
  channelId: 'c' as ChannelId,
  channelName: 'Cards',
  groupId: 'g' as SkillGroupId,
  medium: 'video',
  language: 'en',
  vipLevel: 0,
  byHour: hours({ 9: 30 }),
  served: 28,
  abandoned: 0,
  waitedSeconds: 600,
  handled: 20,
  handlingSum: 20 * 100,
  handlingSquares: 20 * (100 ** 2 + 30 ** 2),
  returning: null,
  ...over,
});
const onlyStream = (...kinds: MeasuredKind[]) => streamsOf(kinds, monday, monday + 10 * day)[0] ?? expect.fail();

describe('the hours of a period', () => {
  test('count parts of hours as parts, and days as days', () => {
    expect(hoursCovered(monday, monday + 3 * day)).toEqual(new Array(24).fill(3));
    const from = monday + 9.5 * 3_600_000;
    expect(hoursCovered(from, from + 3_600_000)).toEqual(hours({ 9: 0.5, 10: 0.5 }));
  });
});

describe('contacts as they were', () => {
  test('come in the hours they came in, last as long and vary as much', () => {
    const stream = onlyStream(kind({ vipLevel: 3 }));
    expect(stream.perHour).toEqual(hours({ 9: 3 }));
    expect(stream.handling).toEqual({ kind: 'lognormal', meanSeconds: 100, sdSeconds: 30 });
    expect(stream).toMatchObject({ name: 'Cards', vipLevel: 3, medium: 'video' });
    expect(expectedContacts([stream], 48)).toBeCloseTo(6);
  });

  test('come from people who were served before as often as they did, and by the same agents', () => {
    const servedBefore = [[{ agentId: 'a' as AgentId, daysAgo: 2 }]];
    expect(onlyStream(kind()).returning).toBeNull();
    expect(onlyStream(kind({ returning: { contacts: 12, people: 5, servedBefore } })).returning).toEqual({
      ...{ share: 0.4, people: 5 },
      servedBefore,
    });
  });

  test('wait for ever where nobody gave up, else as long as all waits say', () => {
    expect(onlyStream(kind()).patience).toBeNull();
    const patience = onlyStream(kind({ abandoned: 12 })).patience;
    expect(patience).toEqual({ kind: 'exponential', meanSeconds: 50 });
  });

  test('of a rare kind take handling and patience from all of their medium', () => {
    const rare = kind({ handled: 2, handlingSum: 2, handlingSquares: 2, abandoned: 1, waitedSeconds: 1 });
    const often = kind({ channelId: 'd' as ChannelId, handled: 98, handlingSum: 98 * 50, handlingSquares: 98 * 2500 });
    const text = kind({ medium: 'text', abandoned: 50, waitedSeconds: 50, handlingSum: 20 });
    const stream = onlyStream(rare, often, text);
    expect(stream.handling).toMatchObject({ meanSeconds: (2 + 98 * 50) / 100 });
    expect(stream.patience).toMatchObject({ meanSeconds: 601 });
  });
});
