import { expect, it } from 'vitest';
import { deadlineOf } from './deadline.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, seconds)).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));

it('follows the server when both clocks agree', () => {
  expect(deadlineOf('a', at(0), at(20), ms(6))).toEqual({ deadline: ms(20), totalMs: 20_000 });
});
it('counts the full ringing from when it was first seen when this clock is far off', () => {
  expect(deadlineOf('b', at(0), at(20), ms(600)).deadline).toBe(ms(620));
  expect(deadlineOf('b', at(0), at(20), ms(605)).deadline).toBe(ms(620));
});
