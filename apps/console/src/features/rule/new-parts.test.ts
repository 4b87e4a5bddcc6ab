import { RoutingRule, type RoutingStage } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { copyOf, example, exampleKinds, newRule, newStage, placeFor, withStage } from './new-parts.ts';
import { stageTimes } from './stage-times.ts';

const first = { channelId: undefined, calendarId: '01939d6e-7c1a-7000-8000-000000000002' };
const group = newStage('skill_group', []);
const regular = newStage('regular_agent', []);

describe('a new stage', () => {
  it('asks people by name before any group, and comes last otherwise', () => {
    expect(placeFor([group], regular)).toBe(0);
    expect(placeFor([regular, group], newStage('agents', []))).toBe(1);
    expect(placeFor([], regular)).toBe(0);
    expect(placeFor([regular, group], newStage('offer', []))).toBe(2);
    expect(placeFor([group, newStage('overflow', [])], group)).toBe(1);
  });
  it('goes on a level lower with the same groups', () => {
    const three: RoutingStage = {
      kind: 'skill_group',
      groups: [{ groupId: null, minLevel: 3 }],
      strategy: 'random',
      patienceSeconds: 9,
    };
    const next = newStage('skill_group', [three]);
    expect(next).toMatchObject({ groups: [{ groupId: null, minLevel: 2 }], strategy: 'random' });
    expect(newStage('skill_group', [newStage('skill_group', [next])])).toMatchObject({ groups: [{ minLevel: 1 }] });
  });
});

describe('the time of a new stage', () => {
  const timesOf = (...kinds: RoutingStage['kind'][]) => {
    const made = kinds.reduce((rule, kind) => withStage(rule, newStage(kind, rule.stages)), newRule('One'));
    return stageTimes(made).map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]);
  };
  it('is 20 seconds for the regular agent, half a minute for another search', () => {
    expect(timesOf('regular_agent', 'skill_group')).toEqual([
      [0, 20],
      [20, 50],
      [50, null],
    ]);
  });
  it('comes after three minutes for other ways, whatever is searched before', () => {
    expect(timesOf('regular_agent', 'skill_group', 'skill_group', 'offer').at(-1)).toEqual([180, null]);
    expect(timesOf('offer').at(-1)).toEqual([180, null]);
  });
  it('is not put back where the searches take longer than that', () => {
    const many = timesOf(...Array.from({ length: 7 }, () => 'skill_group' as const), 'offer');
    expect(many.at(-1)).toEqual([240, null]);
  });
  it('of one that rules below follow is kept as it is', () => {
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    const on = { ...newRule('One'), stages: [], then: 'fall_through' as const };
    expect(stageTimes(withStage(on, newStage('offer', [])))).toEqual([{ fromSeconds: 0, untilSeconds: 30 }]);
  });
});

describe('an example', () => {
  it.each(exampleKinds.filter((kind) => kind !== 'vip'))('%s is a whole rule of the contract', (kind) => {
    expect(RoutingRule.safeParse(example(kind, 'Name', first)).success).toBe(true);
  });
  it('for VIPs only lacks the people', () => {
    const { error } = RoutingRule.safeParse(example('vip', 'Name', first));
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual(['stages.0.agentIds']);
  });
  it('offers the callback after three minutes', () => {
    expect(stageTimes(example('callback', 'Name', first))[1]?.fromSeconds).toBe(180);
  });
});

it('a copy is another rule', () => {
  const rule = newRule('One');
  expect(copyOf(rule, 'Two')).toEqual({ ...rule, name: 'Two', id: expect.not.stringMatching(rule.id) });
});
