import { describe, expect, it } from 'vitest';
import { dotsOf, placeOf, worthShowing } from './chart.ts';

const seconds = [0, 5, 10, 15, 20, 30, 45, 60, 90];
const curve = (shares: readonly number[]) => ({
  answeredWithin: seconds.map((second, place) => ({ seconds: second, share: shares[place] ?? 1 })),
});

describe('the curve of answers', () => {
  it('ends when nobody comes any more, in the slowest rule set', () => {
    expect(worthShowing([curve([0.9]), curve([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9])]).at(-1)).toBe(60);
    expect(worthShowing([curve([])])).toEqual([0, 5, 10, 15, 20, 30]);
    expect(worthShowing([])).toEqual([]);
  });
  it('knows where the target stands between two waits', () => {
    expect(placeOf(20, seconds)).toBe(4);
    expect(placeOf(25, seconds)).toBe(4.5);
    expect(placeOf(0, seconds)).toBe(0);
    expect(placeOf(600, seconds)).toBeNull();
  });
});

it('agents who are equally busy stand on each other', () => {
  const dots = dotsOf([0.5, 0.501, 1.2].map((occupancy, at) => ({ name: `Agent ${at}`, occupancy, served: 1 })));
  expect(dots.map(({ share, above }) => [share, above])).toEqual([
    [0.5, 0],
    [0.5, 1],
    [1, 0],
  ]);
});
