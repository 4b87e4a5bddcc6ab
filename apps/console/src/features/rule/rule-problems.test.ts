import type { RuleProblem } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { hasErrors, placeProblems, problemsAt } from './rule-problems.ts';

const problem = (place: string, severity: 'error' | 'warning' = 'error'): RuleProblem => ({
  place,
  code: 'malformed',
  severity,
  found: null,
});
const rules = [{ id: 'a' }, { id: 'b' }] as never;

describe('problems of rules', () => {
  it('come to the condition or the stage they speak of', () => {
    const placed = placeProblems(rules, [
      problem('rules[1].stages[2].groups[0].groupId'),
      problem('rules[1].when[0]', 'warning'),
      problem('rules[1].name'),
      problem('rules[1].stages'),
    ]);
    const ofB = placed.get('b') ?? [];
    expect(placed.get('a')).toBeUndefined();
    expect(problemsAt(ofB, 'stages', 2)).toHaveLength(1);
    expect(problemsAt(ofB, 'when', 0)).toHaveLength(1);
    expect(problemsAt(ofB, 'when', 1)).toHaveLength(0);
    expect(problemsAt(ofB, null).map((one) => one.place)).toEqual(['rules[1].name', 'rules[1].stages']);
    expect(hasErrors(ofB)).toBe(true);
  });
  it('of no rule stay with the set', () => {
    const placed = placeProblems(rules, [problem('document'), problem('rules[7].name', 'warning')]);
    expect(placed.get('')).toHaveLength(2);
    expect(hasErrors(placed.get('') ?? [])).toBe(true);
    expect(hasErrors(placeProblems(rules, [problem('rules[0].when[0]', 'warning')]).get('a') ?? [])).toBe(false);
  });
});
