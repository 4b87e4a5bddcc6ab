import { describe, expect, it } from 'vitest';
import { createAddressLimit } from './address-limit.ts';

describe('a limit per address', () => {
  it('lets the limit through, then names the wait, then starts anew', () => {
    const limit = createAddressLimit({ perAddress: 2, windowMs: 1_000 });
    expect(limit('a', 5_000)).toBeNull();
    expect(limit('a', 5_100)).toBeNull();
    expect(limit('a', 5_200)).toBe(800);
    expect(limit('b', 5_200)).toBeNull();
    expect(limit('a', 6_000)).toBeNull();
  });
});
