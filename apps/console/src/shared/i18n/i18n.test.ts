import { errorCodes } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
const english = new Map(leaves(en, ''));
const chinese = new Map(leaves(zh, ''));
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the dictionaries', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });
  it('fill the same places in each text', () => {
    for (const [key, text] of english) {
      // A plural form may leave out the count's companions, never name an unknown one.
      expect(places(text), key).toEqual(expect.arrayContaining(places(chinese.get(key) ?? '')));
    }
  });
  it('have a text for every code of the error catalogue', () => {
    for (const code of errorCodes) {
      expect(en.errors[code], code).toBeTruthy();
      expect(zh.errors[code], code).toMatch(/\p{Script=Han}/u);
    }
  });
  it('leave no text empty', () => {
    const empty = [...english, ...chinese].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });
});
