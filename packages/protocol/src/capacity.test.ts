import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Capacity,
  defaultCapacity,
  effectiveCapacity,
  fits,
  freePlaces,
  type Loads,
  liveLoad,
  noLoads,
  placesFor,
  textPlaces,
  usedUnits,
} from './capacity.ts';

const loads = (over: Partial<Loads>): Loads => ({ ...noLoads, ...over });
const one = (weight: number, exclusive = false) => ({ limit: 1, weight, exclusive });
const weighted: Capacity = { units: 6, text: { limit: 4, weight: 2, exclusive: false }, voice: one(3), video: one(6) };

const arbitraryCapacity = fc
  .record({
    units: fc.integer({ min: 1, max: 12 }),
    text: fc.record({
      limit: fc.integer({ min: 1, max: 8 }),
      weight: fc.integer({ min: 0, max: 12 }),
      exclusive: fc.boolean(),
    }),
    voice: fc.record({ limit: fc.constant(1), weight: fc.integer({ min: 0, max: 12 }), exclusive: fc.boolean() }),
    video: fc.record({ limit: fc.constant(1), weight: fc.integer({ min: 0, max: 12 }), exclusive: fc.boolean() }),
  })
  .filter((capacity) => Capacity.safeParse(capacity).success);

describe('what fits', () => {
  test.each([
    [defaultCapacity, { text: 4 }, 'text', 'fits'],
    [defaultCapacity, { text: 5 }, 'text', 'at_capacity'],
    [defaultCapacity, { text: 5 }, 'video', 'fits'],
    [defaultCapacity, { voice: 1 }, 'text', 'in_call'],
    [defaultCapacity, { voice: 1 }, 'video', 'in_call'],
    [weighted, { text: 2 }, 'text', 'fits'],
    [weighted, { text: 3 }, 'text', 'at_capacity'],
    [weighted, { text: 1 }, 'voice', 'fits'],
    [weighted, { text: 2 }, 'voice', 'at_capacity'],
    [weighted, { text: 1 }, 'video', 'at_capacity'],
    [weighted, {}, 'video', 'fits'],
    [weighted, { voice: 1 }, 'text', 'fits'],
    [weighted, { voice: 1, text: 1 }, 'text', 'at_capacity'],
    [weighted, { voice: 1 }, 'voice', 'in_call'],
    [{ ...defaultCapacity, text: { limit: 5, weight: 1, exclusive: true } }, { text: 1 }, 'text', 'at_capacity'],
    [{ ...defaultCapacity, text: { limit: 5, weight: 1, exclusive: true } }, { text: 1 }, 'video', 'at_capacity'],
  ] as const)('%j carrying %j and asked for %s: %s', (capacity, carried, medium, answer) => {
    expect(fits(capacity, loads(carried), medium)).toBe(answer);
  });

  test('whatever comes in whatever order, limits and units hold, and never two calls', () => {
    fc.assert(
      fc.property(
        arbitraryCapacity,
        fc.array(fc.constantFrom('text', 'voice', 'video'), { maxLength: 30 }),
        (capacity, wishes) => {
          let now = noLoads;
          for (const medium of wishes) {
            if (fits(capacity, now, medium) !== 'fits') continue;
            now = { ...now, [medium]: now[medium] + 1 };
          }
          expect(now.text).toBeLessThanOrEqual(capacity.text.limit);
          expect(liveLoad(now)).toBeLessThanOrEqual(1);
          expect(usedUnits(capacity, now)).toBeLessThanOrEqual(capacity.units);
        },
      ),
    );
  });

  test('free places are never negative, also when the capacity was lowered below the load', () => {
    expect(freePlaces(textPlaces(2), loads({ text: 4 }), 'text')).toBe(0);
    expect(placesFor(textPlaces(2), 'text')).toBe(2);
    expect(placesFor(weighted, 'text')).toBe(3);
  });
});

describe('whose word counts', () => {
  test('the agent’s own, else the strictest of the groups field by field, else the default', () => {
    expect(effectiveCapacity(textPlaces(9), [textPlaces(1)])).toEqual(textPlaces(9));
    expect(effectiveCapacity(null, [])).toEqual(defaultCapacity);
    const other: Capacity = { units: 9, text: { limit: 8, weight: 3, exclusive: true }, voice: one(2), video: one(0) };
    expect(effectiveCapacity(null, [textPlaces(4), other])).toEqual({
      units: 4,
      text: { limit: 4, weight: 3, exclusive: true },
      voice: { limit: 1, weight: 2, exclusive: true },
      video: { limit: 1, weight: 0, exclusive: true },
    });
  });

  test('two groups together always leave room for one of everything', () => {
    fc.assert(
      fc.property(arbitraryCapacity, arbitraryCapacity, (a, b) => {
        const both = effectiveCapacity(null, [a, b]);
        expect(Capacity.safeParse(both).success).toBe(true);
        for (const medium of ['text', 'voice', 'video'] as const) expect(placesFor(both, medium)).toBeGreaterThan(0);
      }),
    );
  });
});

test.each([
  [{ units: 0 }, 'units'],
  [{ units: 101 }, 'units'],
  [{ units: 1.5 }, 'units'],
  [{ text: { limit: 0, weight: 1, exclusive: false } }, 'text.limit'],
  [{ text: { limit: -1, weight: 1, exclusive: false } }, 'text.limit'],
  [{ text: { limit: 21, weight: 1, exclusive: false } }, 'text.limit'],
  [{ text: { limit: 2, weight: -1, exclusive: false } }, 'text.weight'],
  [{ voice: { limit: 2, weight: 0, exclusive: true } }, 'voice.limit'],
  [{ video: { limit: 1, weight: 6, exclusive: true } }, 'video.weight'],
])('%j is refused at %s', (over, place) => {
  const answer = Capacity.safeParse({ ...defaultCapacity, ...over });
  expect(answer.error?.issues.map((issue) => issue.path.join('.'))).toContain(place);
  expect(answer.error?.issues[0]?.message).toBeTruthy();
});
