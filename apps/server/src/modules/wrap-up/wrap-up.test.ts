import type { Disposition, DispositionId, SkillGroupId } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { choosable, normalTags, pathTo, stateOf, treeOf, whyNot } from './wrap-up.ts';

const id = (name: string) => name as DispositionId;
const cards = 'cards' as SkillGroupId;
const one = (name: string, over: Partial<Disposition> = {}): Disposition => ({
  id: id(name),
  name: { en: name, zh: name },
  parentId: null,
  groupId: null,
  retiredAt: null,
  version: 1,
  ...over,
});
const tree = treeOf([
  one('solved'),
  one('card', { groupId: cards }),
  one('lost', { parentId: id('card'), groupId: cards }),
  one('old', { parentId: id('card'), groupId: cards, retiredAt: '2026-01-01T00:00:00.000Z' }),
  one('gone', { retiredAt: '2026-01-01T00:00:00.000Z' }),
  one('below gone', { parentId: id('gone') }),
  one('bare', { groupId: cards }),
  one('only retired below', { parentId: id('bare'), groupId: cards, retiredAt: '2026-01-01T00:00:00.000Z' }),
]);

describe('what can be chosen', () => {
  test.each([
    ['solved', 'cards', null],
    ['solved', 'loans', null],
    ['lost', 'cards', null],
    ['lost', 'loans', 'other_group'],
    ['card', 'cards', 'heading'],
    ['old', 'cards', 'retired'],
    ['below gone', 'cards', 'retired'],
    ['bare', 'cards', null],
    ['never heard of', 'cards', 'unknown'],
  ])('%s for a contact of %s: %s', (name, group, answer) => {
    expect(whyNot(tree, id(name), group as SkillGroupId)).toBe(answer);
  });

  test('the list holds exactly that, with the way to each', () => {
    expect(choosable([...tree.values()], cards).map(({ path }) => path.map((name) => name.en))).toEqual([
      ['solved'],
      ['card', 'lost'],
      ['bare'],
    ]);
  });

  test('the path leads from the top down, and a circle in the rows ends it', () => {
    expect(pathTo(tree, id('lost')).map((entry) => entry.id)).toEqual(['card', 'lost']);
    const circle = treeOf([one('a', { parentId: id('b') }), one('b', { parentId: id('a') })]);
    expect(pathTo(circle, id('a')).map((entry) => entry.id)).toEqual(['b', 'a']);
  });
});

test('tags have one spelling, once, in the order they were typed', () => {
  expect(normalTags(['  Lost  Card', '#lost card', 'ＶＩＰ', 'vip', '  ', '#', '挂失'])).toEqual([
    'lost card',
    'vip',
    '挂失',
  ]);
});

test('open until its time, then run out; done stays done', () => {
  const now = new Date('2026-01-01T10:00:00Z');
  const later = new Date('2026-01-01T10:00:01Z');
  expect(stateOf({ endsAt: later, doneAt: null }, now)).toBe('open');
  expect(stateOf({ endsAt: now, doneAt: null }, now)).toBe('ran_out');
  expect(stateOf({ endsAt: now, doneAt: now }, later)).toBe('done');
});
