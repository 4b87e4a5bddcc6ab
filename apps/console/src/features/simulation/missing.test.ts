import { CreateSimulation } from '@visavis/protocol';
import { expect, test } from 'vitest';
import { comparedOf } from './compared.ts';
import { missingOf, mostSets } from './missing.ts';

const asked = {
  ...{ basis: 'history' as const, from: '2026-01-05T00:00:00.000Z', to: '2026-01-12T00:00:00.000Z' },
  ...{ arrivals: 0, ruleSets: 1 },
};

test('from history both days are needed, in their order; by hand somebody has to come', () => {
  expect(missingOf(asked)).toBeNull();
  expect(missingOf({ ...asked, from: null })).toBe('period');
  expect(missingOf({ ...asked, to: asked.from })).toBe('period');
  expect(missingOf({ ...asked, basis: 'figures', from: null })).toBe('contacts');
  expect(missingOf({ ...asked, basis: 'figures', from: null, arrivals: 1 })).toBeNull();
});

test('one set of rules at least, and no more than the server compares', () => {
  expect(missingOf({ ...asked, ruleSets: 0 })).toBe('sets');
  expect(missingOf({ ...asked, ruleSets: mostSets })).toBeNull();
  expect(missingOf({ ...asked, ruleSets: mostSets + 1 })).toBe('tooManySets');
  const sets = Array.from({ length: mostSets + 1 }, () => ({ kind: 'in_force' }));
  expect(CreateSimulation.shape.ruleSets.safeParse(sets.slice(1)).success).toBe(true);
  expect(CreateSimulation.shape.ruleSets.safeParse(sets).success).toBe(false);
});

test('no rules at all stand second, after the rules in force', () => {
  const none = { inForce: true, noRules: true, draft: null, version: 3, file: null };
  expect(comparedOf(none)).toEqual([
    { kind: 'in_force' },
    { kind: 'version', version: 0 },
    { kind: 'version', version: 3 },
  ]);
  expect(comparedOf({ ...none, inForce: false, noRules: false, version: null })).toEqual([]);
});
