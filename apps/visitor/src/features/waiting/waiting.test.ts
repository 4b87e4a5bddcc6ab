import { describe, expect, it } from 'vitest';
import { looksReachable } from './address.ts';
import { comfortAt, rangeText } from './place.ts';

describe('an address', () => {
  it.each([
    ['phone', '07700 900 417', true],
    ['phone', '+86 138-0013-8000', true],
    ['phone', '１３８００１３８０００', true],
    ['phone', '12', false],
    ['phone', 'ring me', false],
    ['email', 'li@example.com', true],
    ['email', 'li@example', false],
    ['email', 'li example.com', false],
  ] as const)('%s %s: %s', (kind, value, fine) => {
    expect(looksReachable({ kind, value })).toBe(fine);
  });
});

describe('what is said while somebody waits', () => {
  const words = (en: string) => ({ en, zh: en });
  const comfort = [
    { afterSeconds: 30, text: words('first') },
    { afterSeconds: 90, text: words('second') },
  ];
  it.each([
    [29_999, null],
    [30_000, 'first'],
    [89_000, 'first'],
    [200_000, 'second'],
  ])('after %i ms: %s', (waitedMs, said) => {
    expect(comfortAt(comfort, waitedMs)?.en ?? null).toBe(said);
  });

  it('gives the range in whole minutes, outwards, and nothing where there is none', () => {
    expect(rangeText(null)).toBeNull();
    expect(rangeText({ from: 200_000, to: 341_000 })).toContain('3 to 6 minutes');
    expect(rangeText({ from: 10_000, to: 50_000 })).toContain('less than 1 minute');
  });
});
