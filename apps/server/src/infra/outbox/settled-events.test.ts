import { describe, expect, it } from 'vitest';
import { countSettled } from './settled-events.ts';

describe('countSettled', () => {
  it('delivers ids without a gap', () => {
    expect(countSettled([1n, 2n, 3n], 0n, 0n)).toBe(3);
  });
  it('stops at a gap that may still fill', () => {
    expect(countSettled([1n, 3n, 4n], 0n, 0n)).toBe(1);
  });
  it('stops when the very next id is missing', () => {
    expect(countSettled([6n], 4n, 4n)).toBe(0);
  });
  it('goes over gaps that are empty for ever and stops at the next one', () => {
    expect(countSettled([2n, 5n, 6n, 8n], 0n, 6n)).toBe(3);
  });
});
