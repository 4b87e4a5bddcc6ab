import type { SkillGroupId } from '@visavis/protocol';
import { expect, it } from 'vitest';
import { nothingComes, streamsOf } from './what-comes.ts';

const groups = [
  { id: 'cards' as SkillGroupId, name: 'Cards' },
  { id: 'loans' as SkillGroupId, name: 'Loans' },
];
const comes = { ...nothingComes, byGroup: { cards: { perHour: 40, minutes: 6 } } };

it('a group of which nothing was said has no contacts', () => {
  expect(streamsOf(nothingComes, groups)).toEqual([]);
  expect(streamsOf(comes, groups).map(({ groupId }) => groupId)).toEqual(['cards', 'cards']);
});

it('VIPs are a part of the contacts, not more of them', () => {
  const streams = streamsOf({ ...comes, vips: 10 }, groups);
  expect(streams.map(({ vipLevel, perHour }) => [vipLevel, perHour])).toEqual([
    [0, 36],
    [5, 4],
  ]);
});

it('nobody gives up and nobody comes again where that is said', () => {
  const [stream] = streamsOf({ ...comes, patienceMinutes: null, regulars: 0, vips: 0 }, groups);
  expect(stream).toMatchObject({ patience: null, returning: null, handling: { meanSeconds: 360 } });
});
