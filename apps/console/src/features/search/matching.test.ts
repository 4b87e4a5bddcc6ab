import { expect, it } from 'vitest';
import { type Found, matching } from './matching.ts';

const found = (group: Found['group'], label: string, always = false): Found => ({
  group,
  key: label,
  label,
  always,
  run: () => undefined,
});
const all = [found('pages', 'Recordings'), found('conversations', 'Lin Meiling 林美玲'), found('messages', 'x', true)];

it('keeps what has every word, Chinese too, in the groups’ order', () => {
  expect(matching('林', all).map(({ group }) => group)).toEqual(['conversations', 'messages']);
  expect(matching('mei lin', all)[0]?.found[0]?.label).toBe('Lin Meiling 林美玲');
  expect(matching('', all)).toHaveLength(3);
});
