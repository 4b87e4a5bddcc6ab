import type { CalendarId, ChannelId, RoutingRule, SkillGroupId } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { groupsOfChannel } from './channel-groups.ts';

const [home, cards, loans] = ['home', 'cards', 'loans'] as SkillGroupId[];
const channel = { id: 'site' as ChannelId, groupId: home as SkillGroupId };
const rule = (groups: (SkillGroupId | null | undefined)[], more: Partial<RoutingRule> = {}): RoutingRule =>
  ({
    ...{ id: 'rule', name: 'Rule', enabled: true, when: [], priority: 0 },
    // biome-ignore lint/suspicious/noThenProperty: the contract's own name
    then: 'decide',
    stages: groups.map((groupId) => ({
      ...{ kind: 'skill_group', groups: [{ groupId, minLevel: 1 }], strategy: null, patienceSeconds: null },
    })),
    ...more,
  }) as RoutingRule;
const office = 'office' as CalendarId;
const of = (...rules: RoutingRule[]) => groupsOfChannel(rules, channel, () => null);
const at = (open: boolean, ...rules: RoutingRule[]) =>
  groupsOfChannel(rules, channel, (id) => (id === office ? open : null));

describe('where an ordinary visitor of a channel may come to', () => {
  test('without rules it is the group of the channel', () => {
    expect(of()).toEqual([home]);
  });
  test('where a rule decides about everybody it is the groups of that rule, each once, and nothing after it', () => {
    expect(of(rule([cards, cards]), rule([loans]))).toEqual([cards]);
    expect(of(rule([null]))).toEqual([home]);
  });
  test('a rule that reads on, or decides about some only, leaves what comes after it', () => {
    // biome-ignore lint/suspicious/noThenProperty: the contract's own name
    expect(of(rule([cards], { then: 'fall_through' }))).toEqual([cards, home]);
    expect(of(rule([cards], { when: [{ kind: 'medium', media: ['video'] }] }), rule([loans]))).toEqual([cards, loans]);
  });
  test('rules for those of whom something is known, of other channels, or switched off do not count', () => {
    const vip = rule([loans], { when: [{ kind: 'vip', min: 1, max: 9 }] });
    const elsewhere = rule([loans], { when: [{ kind: 'channel', channelIds: ['other' as ChannelId] }] });
    expect(of(vip, elsewhere, rule([loans], { enabled: false }), rule([cards]))).toEqual([cards]);
  });
  test('a rule that names people only leaves the group of the channel', () => {
    expect(of(rule([]))).toEqual([home]);
  });
  test('a rule for opening hours counts within them only, and decides as if it asked for nothing', () => {
    const hours = (open: boolean): Partial<RoutingRule> => ({ when: [{ kind: 'hours', calendarId: office, open }] });
    expect(at(true, rule([cards], hours(true)), rule([loans]))).toEqual([cards]);
    expect(at(false, rule([cards], hours(true)), rule([loans]))).toEqual([loans]);
    expect(at(false, rule([cards], hours(false)), rule([loans]))).toEqual([cards]);
    expect(of(rule([cards], hours(true)), rule([cards], hours(false)))).toEqual([home]);
  });
  test('a rule that takes messages only leads to nobody', () => {
    const message = { kind: 'offer', options: [{ kind: 'message' }], patienceSeconds: null };
    const closed = rule([], { when: [{ kind: 'hours', calendarId: office, open: false }], stages: [message] as never });
    expect(at(false, closed, rule([cards]))).toEqual([]);
    expect(at(true, closed, rule([cards]))).toEqual([cards]);
  });
});
