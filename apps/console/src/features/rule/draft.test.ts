import type { RoutingRule } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { type Draft, editDraft, startDraft } from './draft.ts';
import { diffRules, same } from './draft-diff.ts';

const rule = (id: string, over: Partial<RoutingRule> = {}): RoutingRule =>
  ({
    id,
    name: id,
    enabled: true,
    when: [],
    priority: 0,
    stages: [{ kind: 'regular_agent', choose: 'last_served', withinDays: 90, patienceSeconds: null }],
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: 'decide',
    ...over,
  }) as RoutingRule;
const [a, b, c, d] = [rule('a'), rule('b'), rule('c'), rule('d')];
const order = (draft: Draft) => draft.rules.map((one) => one.id).join('');
const rename = (name: string, about?: string) => ({
  kind: 'change' as const,
  id: 'b',
  change: (one: RoutingRule): RoutingRule => ({ ...one, name }),
  ...(about === undefined ? {} : { about }),
});

describe('a draft', () => {
  it('goes back and forward step by step', () => {
    let draft = startDraft(3, [a, b, c]);
    draft = editDraft(draft, { kind: 'move', from: 2, to: 0 });
    draft = editDraft(draft, { kind: 'remove', id: 'a' });
    expect(order(draft)).toBe('cb');
    draft = editDraft(draft, { kind: 'undo' });
    expect(order(draft)).toBe('cab');
    draft = editDraft(draft, { kind: 'undo' });
    expect(order(draft)).toBe('abc');
    expect(editDraft(draft, { kind: 'undo' })).toBe(draft);
    draft = editDraft(editDraft(draft, { kind: 'redo' }), { kind: 'redo' });
    expect(order(draft)).toBe('cb');
    expect(editDraft(draft, { kind: 'redo' })).toBe(draft);
  });
  it('takes the letters of one text as one step', () => {
    let draft = startDraft(1, [a, b]);
    for (const name of ['N', 'Ne', 'New']) draft = editDraft(draft, rename(name, 'name'));
    expect(draft.rules[1]?.name).toBe('New');
    expect(editDraft(draft, { kind: 'undo' }).rules[1]?.name).toBe('b');
  });
  it('forgets what was taken back once something else is changed', () => {
    let draft = editDraft(startDraft(1, [a, b]), { kind: 'remove', id: 'a' });
    draft = editDraft(draft, { kind: 'undo' });
    draft = editDraft(draft, rename('other'));
    expect(editDraft(draft, { kind: 'redo' })).toBe(draft);
  });
  it('can take back even a discard', () => {
    const changed = editDraft(startDraft(1, [a, b]), { kind: 'remove', id: 'a' });
    const discarded = editDraft(changed, { kind: 'discard' });
    expect(order(discarded)).toBe('ab');
    expect(order(editDraft(discarded, { kind: 'undo' }))).toBe('b');
  });
  it('keeps its rules when another version comes into force, compared with that one', () => {
    const draft = editDraft(startDraft(1, [a, b]), { kind: 'remove', id: 'a' });
    const later = editDraft(draft, { kind: 'rebase', version: 2, base: [a, b, c] });
    expect([order(later), later.version]).toEqual(['b', 2]);
    expect(diffRules(later.base, later.rules).map((change) => change.kind)).toEqual(['removed', 'removed']);
  });
  it('gives stages ends where others follow', () => {
    const [stage] = a.stages;
    const draft = editDraft(startDraft(1, [a]), {
      kind: 'change',
      id: 'a',
      change: (one) => ({ ...one, stages: stage ? [stage, stage] : [] }),
    });
    expect(draft.rules[0]?.stages.map((one) => one.kind !== 'overflow' && one.patienceSeconds)).toEqual([30, null]);
  });
});

describe('what a draft changes', () => {
  const kinds = (before: RoutingRule[], after: RoutingRule[]) =>
    diffRules(before, after).map((change) => {
      if (change.kind !== 'changed') return `${change.kind} ${change.rule.id}`;
      const place = change.place ? ` ${change.place.from}>${change.place.to}` : '';
      return `${change.rule.id} ${change.parts.join('+')}${place}`;
    });
  it('is nothing when nothing changed', () => {
    expect(kinds([a, b, c], [a, structuredClone(b), c])).toEqual([]);
  });
  it('names only the rule that was moved', () => {
    expect(kinds([a, b, c, d], [d, a, b, c])).toEqual(['d  4>1']);
    expect(kinds([a, b, c, d], [b, c, a, d])).toEqual(['a  1>3']);
  });
  it('does not take a rule for moved because one before it was added or removed', () => {
    expect(kinds([a, b, c], [d, a, b, c])).toEqual(['added d']);
    expect(kinds([a, b, c], [b, c])).toEqual(['removed a']);
  });
  it('names the parts of a rule that changed', () => {
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    const other = rule('b', { name: 'B', priority: 3, then: 'fall_through' });
    expect(kinds([a, b], [a, other])).toEqual(['b name+priority+then']);
  });
  it('compares values, not the order of their keys', () => {
    expect(same({ x: 1, y: [{ z: null }] }, { y: [{ z: null }], x: 1 })).toBe(true);
    expect(same({ x: 1 }, { x: 1, y: undefined })).toBe(false);
    expect(same([], {})).toBe(false);
  });
});
