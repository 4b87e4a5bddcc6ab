import { describe, expect, it } from 'vitest';
import { clockOf, initialsOf, sizeOf } from './format.ts';

describe('clockOf', () => {
  it('counts minutes and seconds, and hours once there are some', () => {
    expect(clockOf(0)).toBe('0:00');
    expect(clockOf(372_400)).toBe('6:12');
    expect(clockOf(3_723_000)).toBe('1:02:03');
    expect(clockOf(-5)).toBe('0:00');
  });
});
describe('initialsOf', () => {
  it('takes first and last letters, or the first Chinese character', () => {
    expect(initialsOf('Oliver van Hartmann')).toBe('OH');
    expect(initialsOf('Grace 陈佩雯')).toBe('陈');
    expect(initialsOf('Ada')).toBe('A');
  });
});
describe('sizeOf', () => {
  it('rounds to what people say', () => {
    expect([sizeOf(12), sizeOf(310_200), sizeOf(2_400_000), sizeOf(148_300_000)]).toEqual([
      '12 B',
      '310 kB',
      '2.4 MB',
      '148 MB',
    ]);
  });
});
