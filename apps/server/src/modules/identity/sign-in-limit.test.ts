import { describe, expect, it } from 'vitest';
import { lockedUntil, signInLimits } from './sign-in-limit.ts';

const minute = 60_000;
const { perAccount, lockMs } = signInLimits;
const until = (failures: number[], now: number) => lockedUntil(failures, perAccount, now);

describe('lock after wrong passwords', () => {
  it('leaves four failures alone', () => {
    expect(until([0, 1, 2, 3], 4)).toBeNull();
  });
  it('locks at the fifth, for fifteen minutes from then on', () => {
    const failures = [0, 3, 6, 9, 12].map((at) => at * minute);
    expect(until(failures, 12 * minute)).toBe(12 * minute + lockMs);
    expect(until(failures, 27 * minute - 1)).toBe(27 * minute);
    expect(until(failures, 27 * minute)).toBeNull();
  });
  it('does not lock when the five are spread over more than fifteen minutes', () => {
    const failures = [0, 4, 8, 12, 16].map((at) => at * minute);
    expect(until(failures, 16 * minute)).toBeNull();
  });
  it('finds the run of five inside a longer history', () => {
    const failures = [0, 20, 21, 22, 23, 24].map((at) => at * minute);
    expect(until(failures, 25 * minute)).toBe(24 * minute + lockMs);
  });
});
