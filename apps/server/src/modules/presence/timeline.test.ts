import type { PresenceCause, PresenceState } from '@visavis/protocol';
import { expect, test } from 'vitest';
import { periodsOf } from './timeline.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 10, minute));
const change = (state: PresenceState, minute: number, cause: PresenceCause = 'chosen') => ({
  state,
  cause,
  reason: null,
  at: at(minute),
});
const seen = (periods: ReturnType<typeof periodsOf>) =>
  periods.map(({ state, from, until }) => [state, from.slice(14, 16), until?.slice(14, 16) ?? 'lasts']);

test('periods are cut to the range, and the last one lasts only where the range reaches now', () => {
  const changes = [change('online', 0), change('break', 10), change('online', 20)];
  expect(seen(periodsOf(changes, at(5), at(59), at(30)))).toEqual([
    ['online', '05', '10'],
    ['break', '10', '20'],
    ['online', '20', 'lasts'],
  ]);
  expect(seen(periodsOf(changes, at(5), at(25), at(30))).at(-1)).toEqual(['online', '20', '25']);
  expect(seen(periodsOf(changes.slice(0, 2), at(5), at(15), at(30)))).toEqual([
    ['online', '05', '10'],
    ['break', '10', '15'],
  ]);
});

test('two changes in one instant leave no empty period, and nothing known gives nothing', () => {
  expect(seen(periodsOf([change('wrap_up', 5), change('online', 5)], at(0), at(20), at(9)))).toEqual([
    ['online', '05', 'lasts'],
  ]);
  expect(periodsOf([], at(0), at(20), at(9))).toEqual([]);
});
