import { describe, expect, it } from 'vitest';
import { changedIds, withoutDoubles } from './membership.ts';

describe('membership', () => {
  it('finds who came, who went and whose level changed', () => {
    const before = [
      { id: 'stays', level: 1 },
      { id: 'rises', level: 1 },
      { id: 'goes', level: 1 },
    ];
    const after = [
      { id: 'stays', level: 1 },
      { id: 'rises', level: 2 },
      { id: 'comes', level: 1 },
    ];
    expect(changedIds(before, after).sort()).toEqual(['comes', 'goes', 'rises']);
  });
  it('keeps the last of several entries with one id', () => {
    const entries = [
      { id: 'a', level: 1 },
      { id: 'a', level: 3 },
    ];
    expect(withoutDoubles(entries)).toEqual([{ id: 'a', level: 3 }]);
  });
});
