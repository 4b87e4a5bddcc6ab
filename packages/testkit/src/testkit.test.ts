import { describe, expect, it } from 'vitest';
import { fixedClock, seededRandom, sequentialIds } from './index.ts';

describe('testkit', () => {
  it('moves the clock only when told', () => {
    const clock = fixedClock('2026-03-01T00:00:00.000Z');
    clock.advance(1_500);
    expect(clock.now().toISOString()).toBe('2026-03-01T00:00:01.500Z');
  });
  it('makes ids that sort by time of making', () => {
    const makeId = sequentialIds(7);
    const made = Array.from({ length: 300 }, makeId);
    expect([...made].sort()).toEqual(made);
    expect(made[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  it('repeats chance for the same seed', () => {
    expect(Array.from({ length: 5 }, seededRandom(3))).toEqual(Array.from({ length: 5 }, seededRandom(3)));
  });
});
