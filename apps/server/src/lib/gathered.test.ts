import { describe, expect, it } from 'vitest';
import { gathered } from './gathered.ts';

describe('questions of one moment', () => {
  it('become one, with each key once, and each gets its own answer', async () => {
    const asked: (readonly number[])[] = [];
    const squareOf = gathered(async (keys: readonly number[]) => {
      asked.push(keys);
      return new Map(keys.filter((n) => n !== 3).map((n) => [n, n * n]));
    });
    expect(await Promise.all([squareOf(2), squareOf(4), squareOf(2), squareOf(3)])).toEqual([4, 16, 4, undefined]);
    expect(asked).toEqual([[2, 4, 3]]);
  });

  it('are asked again the next time: nothing is remembered', async () => {
    let n = 0;
    const next = gathered(async (keys: readonly string[]) => {
      n += 1;
      return new Map(keys.map((key) => [key, n]));
    });
    expect([await next('a'), await next('a')]).toEqual([1, 2]);
  });

  it('all fail when the one question fails', async () => {
    const never = gathered(async (): Promise<Map<string, string>> => {
      throw new Error('away');
    }, 1);
    const both = await Promise.allSettled([never('a'), never('b')]);
    expect(both.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  });
});
