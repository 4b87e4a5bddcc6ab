import type { RoutingRule } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { attributeOf, attributesOf, attributeTexts, sortOut } from '../../shared/attributes.ts';
import { suggestions, triable } from './made-up.ts';

describe('a made-up visitor', () => {
  it('has attributes as typed, numbers as numbers', () => {
    expect(attributesOf(['tier=gold', 'amount=50000', 'new=true', '=x', 'note=a=b'])).toEqual({
      tier: 'gold',
      amount: 50000,
      new: true,
      note: 'a=b',
    });
    expect(attributeOf('9lives=1')).toBeNull();
  });
  it('is not given what says no name or no value, and the first of these is named', () => {
    expect(sortOut(['tier=gold', 'gold', '9lives=1'])).toEqual({ taken: ['tier=gold'], malformed: 'gold' });
    expect(sortOut(['tier=gold', 'note='])).toEqual({ taken: ['tier=gold', 'note='], malformed: null });
  });
  it('comes back to the same texts', () => {
    expect(attributeTexts({ tier: 'gold', amount: 5 })).toEqual(['tier=gold', 'amount=5']);
  });
  it('is offered what the rules look at', () => {
    const rules = [
      {
        when: [
          { kind: 'attribute', name: 'tier', operator: 'is', values: ['gold'] },
          { kind: 'tag', tags: ['complaint'] },
        ],
        stages: [
          { kind: 'designated_agent', by: { kind: 'mapping', attribute: 'region', entries: [{ value: 'north' }] } },
        ],
      },
    ] as unknown as RoutingRule[];
    expect(suggestions(rules)).toEqual({ attributes: ['tier=gold', 'region=north'], tags: ['complaint'] });
  });
  it('meets only rules that are finished', () => {
    const id = '01939d6e-7c1a-7000-8000-000000000001';
    const stage = { kind: 'regular_agent', choose: 'last_served', withinDays: 9, patienceSeconds: null };
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    const whole = { id, name: 'A', enabled: true, when: [], priority: 0, stages: [stage], then: 'decide' };
    const rules = [whole, { ...whole, name: '' }] as unknown as RoutingRule[];
    expect(triable(rules)).toEqual({ rules: [whole], left: 1 });
  });
});
