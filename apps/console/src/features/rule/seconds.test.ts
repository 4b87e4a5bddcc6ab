import { describe, expect, it } from 'vitest';
import { secondsOf } from './seconds.ts';

describe('a length of time as typed', () => {
  it.each([
    ['90', 90],
    ['1:30', 90],
    ['0:20', 20],
    [' 3:00 ', 180],
    ['1:00:05', 3605],
    ['１：３０', 90],
  ])('%j is %d seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));
  it.each(['', 'soon', '1:75', '1:2:3:4', '-5', '1.5'])('%j is none', (text) => expect(secondsOf(text)).toBeNull());
});
