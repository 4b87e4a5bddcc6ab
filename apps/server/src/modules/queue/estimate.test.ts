import { describe, expect, test } from 'vitest';
import { estimateWait, fewestForEstimate, type HandlingHistory } from './estimate.ts';

const history: HandlingHistory = { handled: 30, meanHandlingMs: 300_000, deviationMs: 200_000, places: 4 };

describe('the estimate', () => {
  test('is place times pace, or honestly nothing', () => {
    expect(estimateWait(1, history)?.ms).toBe(150_000);
    expect(estimateWait(0, { ...history, meanHandlingMs: 1 })?.ms).toBe(1_000);
    expect(estimateWait(1, { ...history, handled: fewestForEstimate - 1 })).toBeNull();
    expect(estimateWait(1, { ...history, places: 0 })).toBeNull();
    expect(estimateWait(1, undefined)).toBeNull();
  });

  test('is a point when every contact takes the same, and wider the more they differ and the fewer there were', () => {
    expect(estimateWait(3, { ...history, deviationMs: 0 })).toEqual({ ms: 300_000, from: 300_000, to: 300_000 });
    const width = (more: Partial<HandlingHistory>): number => {
      const estimate = estimateWait(3, { ...history, ...more });
      return estimate ? estimate.to - estimate.from : Number.NaN;
    };
    expect(width({ deviationMs: 300_000 })).toBeGreaterThan(width({ deviationMs: 100_000 }));
    expect(width({ handled: 5 })).toBeGreaterThan(width({ handled: 50 }));
  });

  test.each([
    [2, 0, 20],
    [2, 3, 20],
    [8, 0, 40],
    [8, 10, 12],
    [25, 20, 60],
  ])('with %i busy places and %i ahead holds the real wait about four times in five', (places, ahead, handled) => {
    let seed = 7;
    const chance = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const handling = (): number => -Math.log(chance()) * 240_000;
    const worlds = 2_000;
    let held = 0;
    for (let world = 0; world < worlds; world += 1) {
      const past = Array.from({ length: handled }, handling);
      const meanHandlingMs = past.reduce((sum, one) => sum + one, 0) / handled;
      const deviationMs = Math.sqrt(past.reduce((sum, one) => sum + (one - meanHandlingMs) ** 2, 0) / (handled - 1));
      const estimate = estimateWait(ahead, { handled, meanHandlingMs, deviationMs, places });
      // Exponential handling has no memory: what runs has as long to go as if it had just begun.
      const ends = Array.from({ length: places }, handling);
      let wait = 0;
      for (let step = 0; step <= ahead; step += 1) {
        wait = Math.min(...ends);
        ends[ends.indexOf(wait)] = wait + handling();
      }
      if (estimate && wait >= estimate.from && wait <= estimate.to) held += 1;
    }
    expect(held / worlds).toBeGreaterThan(0.72);
    expect(held / worlds).toBeLessThan(0.92);
  });
});
