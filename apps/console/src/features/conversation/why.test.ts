import type { OwnRouting, RoutedEntry } from '@visavis/protocol';
import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { spacing, textOptions } from '../../shared/i18n/i18n.ts';
import { momentsOf, ruleText, stageAt, stepDetail, waysToMe } from './why.ts';

describe('why this agent', () => {
  it('tells offers and steps in the order they happened', () => {
    const entry = {
      offers: [{ offerId: 'o', offeredAt: '2026-03-02T10:00:02.000Z' }],
      steps: [
        { at: '2026-03-02T10:00:01.000Z', kind: 'moved', detail: {} },
        { at: '2026-03-02T10:00:03.000Z', kind: 'withdrawn', detail: {} },
      ],
    } as unknown as RoutedEntry;
    expect(momentsOf(entry).map((moment) => ('offer' in moment ? 'offer' : moment.step.kind))).toEqual([
      'moved',
      'offer',
      'withdrawn',
    ]);
  });
  it.each([
    ['waiting', [], 2],
    ['ringing', [['ringing', 'skill_group', 1]], 1],
    [
      'ringing',
      [
        ['declined', 'skill_group', 1],
        ['ringing', 'manual', 1],
      ],
      null,
    ],
    [
      'served',
      [
        ['declined', 'manual', 1],
        ['accepted', 'skill_group', 2],
      ],
      2,
    ],
    ['served', [['accepted', 'manual', 1]], null],
    ['served', [], null],
    ['abandoned', [['cancelled', 'manual', 1]], 2],
  ] as const)('a %s entry with the offers %j is at stage %s', (state, asked, stage) => {
    const offers = asked.map(([was, stageKind, number]) => ({ state: was, reason: { stageKind, stage: number } }));
    expect(stageAt({ state, stage: 2, offers } as unknown as RoutedEntry)).toBe(stage);
  });
  it('shows what a kind it does not know says, without ids', () => {
    expect(stepDetail({ groupName: 'Cards', minLevel: 2, groupId: 'x', by: null })).toBe('Cards, 2');
  });
  it('tells an agent every way it came to them, the latest first, and not what was handed to others', () => {
    const routing = {
      reasons: [{ at: '2026-03-02T10:00:00.000Z', rule: 'VIPs' }],
      handOvers: [
        { at: '2026-03-02T10:01:00.000Z', to: { agentId: 'jun' } },
        { at: '2026-03-02T10:02:00.000Z', to: { agentId: 'grace' } },
      ],
    } as unknown as OwnRouting;
    expect(waysToMe(routing, 'grace').map(({ at }) => at.slice(14, 16))).toEqual(['02', '00']);
  });
});

it('names each of the rules whose stages came after one another', async () => {
  const words = createInstance();
  await words.use(spacing).init({ ...textOptions, lng: 'en' });
  const said = (rule: string, ruleVersion: number | null) => ruleText({ rule, ruleVersion }, words.t);
  expect(said('Everybody', 3)).toBe('Rule “Everybody”, version 3');
  expect(said('VIPs › Everybody', 3)).toBe('Rules “VIPs”, then “Everybody”, version 3');
  expect(said('VIPs › channel group', 3)).toBe('Rules “VIPs”, then the channel’s own group, version 3');
  expect(said('channel group', 3)).toBe('The channel’s own group');
  expect(said('Everybody', null)).toBe('Rule “Everybody”');
});
