import { describe, expect, it } from 'vitest';
import { dayBefore, daysIn, periodOf } from './period.ts';

/** Local time, as the browser has it. */
const noon = new Date(2026, 10, 27, 12, 0).getTime();
const local = (...parts: [number, number, number, number?, number?]) => new Date(...parts).toISOString();

describe('the period of history', () => {
  it('has its last day in it', () => {
    expect(periodOf('2026-11-20', '2026-11-21', noon)).toEqual({ from: local(2026, 10, 20), to: local(2026, 10, 22) });
  });
  it('until today ends a moment ago, so that today counts as far as it has come', () => {
    expect(periodOf(dayBefore(noon, 7), dayBefore(noon, 0), noon)).toEqual({
      from: local(2026, 10, 20),
      to: local(2026, 10, 27, 11, 59),
    });
  });
  it('that ends in days to come is as long as there is history', () => {
    expect(periodOf('2026-11-20', '2026-12-24', noon).to).toBe(local(2026, 10, 27, 11, 59));
  });
  it('has no instants for what is no day', () => {
    expect(periodOf('', '2026-02-31x', noon)).toEqual({ from: null, to: null });
  });
  it('is so many days, both ends included', () => {
    expect([
      daysIn('2026-11-20', '2026-11-27'),
      daysIn('2026-11-27', '2026-11-27'),
      daysIn('2026-11-28', '2026-11-27'),
      daysIn('', ''),
    ]).toEqual([8, 1, 0, 0]);
  });
});
