import type { RoutedEntry } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { momentsOf, stepDetail } from './why.ts';

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
  it('shows what a kind it does not know says, without ids', () => {
    expect(stepDetail({ groupName: 'Cards', minLevel: 2, groupId: 'x', by: null })).toBe('Cards, 2');
  });
});
