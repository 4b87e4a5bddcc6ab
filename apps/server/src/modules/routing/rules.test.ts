import type { AgentId, CalendarId, ChannelId, RoutingRule, RuleCondition, SkillGroupId } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { agent, entry, group, half, now, world } from '../../../test/routing-worlds.ts';
import {
  ageingMs,
  conditionHolds,
  inOrderOfService,
  optionsAt,
  type PlanStage,
  planFor,
  type RoutingFacts,
  type RoutingSnapshot,
  regularAgent,
  route,
} from './index.ts';

const dayMs = 86_400_000;
const [ann, bob] = ['ann', 'bob'] as [AgentId, AgentId];
const facts = (over: Partial<RoutingFacts> = {}): RoutingFacts => ({
  now,
  medium: 'video',
  channelId: 'c' as ChannelId,
  channelGroupId: 'g' as SkillGroupId,
  vipLevel: 0,
  attributes: {},
  language: 'en',
  tags: [],
  servedBefore: [],
  isOpen: () => undefined,
  waiting: () => ({ count: 0, longestMs: 0 }),
  agentNamed: () => undefined,
  ...over,
});
const rule = (name: string, over: Partial<RoutingRule> = {}): RoutingRule => ({
  id: name as RoutingRule['id'],
  name,
  enabled: true,
  when: [],
  priority: 0,
  stages: [{ kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null }],
  // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
  then: 'decide',
  ...over,
});

describe('conditions', () => {
  const attribute = (operator: string, ...values: unknown[]): RuleCondition =>
    ({ kind: 'attribute', name: 'amount', operator, values }) as RuleCondition;
  const amount = (value: string | number | boolean) => facts({ attributes: { amount: value } });

  test.each<[RuleCondition, RoutingFacts, boolean]>([
    [{ kind: 'channel', channelIds: ['c' as ChannelId] }, facts(), true],
    [{ kind: 'channel', channelIds: ['d' as ChannelId] }, facts(), false],
    [{ kind: 'medium', media: ['text', 'video'] }, facts(), true],
    [{ kind: 'medium', media: ['text'] }, facts(), false],
    [{ kind: 'vip', min: 1, max: 5 }, facts(), false],
    [{ kind: 'vip', min: 1, max: 5 }, facts({ vipLevel: 5 }), true],
    [{ kind: 'vip', min: 1, max: 5 }, facts({ vipLevel: 6 }), false],
    [{ kind: 'language', languages: ['zh'] }, facts({ language: 'zh' }), true],
    [{ kind: 'tag', tags: ['fraud', 'loan'] }, facts({ tags: ['loan'] }), true],
    [{ kind: 'tag', tags: ['fraud'] }, facts({ tags: ['loan'] }), false],
    [attribute('is', 'Gold'), amount(' gold '), true],
    [attribute('is', 5), amount('5'), true],
    [attribute('is', 'gold'), facts(), false],
    [attribute('is_not', 'gold'), facts(), true],
    [attribute('one_of', 1, 2), amount(2), true],
    [attribute('contains', 'pay'), amount('New PAYEE'), true],
    [attribute('at_least', 50_000), amount(50_000), true],
    [attribute('at_least', 50_000), amount('60000'), true],
    [attribute('at_least', 50_000), amount('much'), false],
    [attribute('at_least', 0), amount(''), false],
    [attribute('at_most', 9), amount(10), false],
    [attribute('present'), amount(false), true],
    [attribute('absent'), facts(), true],
    [{ kind: 'hours', calendarId: 'k' as CalendarId, open: true }, facts({ isOpen: () => true }), true],
    [{ kind: 'hours', calendarId: 'k' as CalendarId, open: false }, facts({ isOpen: () => true }), false],
    // A calendar that is gone is neither open nor closed.
    [{ kind: 'hours', calendarId: 'k' as CalendarId, open: false }, facts(), false],
    [
      { kind: 'queue_length', groupId: null, atLeast: 3 },
      facts({ waiting: (id) => ({ count: id === 'g' ? 3 : 0, longestMs: 0 }) }),
      true,
    ],
    [
      { kind: 'longest_wait', groupId: 'h' as SkillGroupId, atLeastSeconds: 60 },
      facts({ waiting: () => ({ count: 1, longestMs: 59_999 }) }),
      false,
    ],
    [
      { kind: 'served_before', withinDays: 30 },
      facts({ servedBefore: [{ agentId: ann, at: now - 30 * dayMs }] }),
      true,
    ],
    [
      { kind: 'served_before', withinDays: 30 },
      facts({ servedBefore: [{ agentId: ann, at: now - 31 * dayMs }] }),
      false,
    ],
  ])('%j', (condition, known, holds) => {
    expect(conditionHolds(condition, known)).toBe(holds);
  });
});

describe('rules to plan', () => {
  test('the first rule that fits decides; the group of the channel stands behind every list', () => {
    const rules = [
      rule('off', { enabled: false, priority: 9 }),
      rule('text', { when: [{ kind: 'medium', media: ['text'] }] }),
      rule('calls', { when: [{ kind: 'medium', media: ['voice', 'video'] }], priority: 5 }),
      rule('all', { priority: 1 }),
    ];
    const planned = planFor(rules, facts());
    expect(planned).toMatchObject({ rule: 'calls', plan: { priority: 5 } });
    expect(planned.readings.map(({ rule: read, failed }) => [read.name, failed])).toEqual([
      ['text', 0],
      ['calls', null],
    ]);
    expect(planFor([], facts())).toMatchObject({
      rule: 'channel group',
      plan: { priority: 0, stages: [{ groups: [{ groupId: 'g', minLevel: 1 }], patienceMs: null }] },
    });
  });

  test('a rule that falls through puts its stages before those of the next, and the higher priority counts', () => {
    const regular = rule('regulars', {
      priority: 3,
      // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
      then: 'fall_through',
      stages: [{ kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds: null }],
    });
    const known = facts({ servedBefore: [{ agentId: ann, at: now - 1 }] });
    const { rule: name, plan } = planFor([regular, rule('rest')], known);
    expect(name).toBe('regulars › rest');
    expect(plan.priority).toBe(3);
    // A stage without an end would hide the next: it gets one.
    expect(plan.stages).toMatchObject([
      { kind: 'regular_agent', agentId: 'ann', patienceMs: 30_000, rule: 'regulars' },
      { kind: 'skill_group', rule: 'rest' },
    ]);
    // Of one rule alone the plan says it for all its stages.
    expect(planFor([rule('rest')], known).plan.stages[0]).not.toHaveProperty('rule');
    expect(planFor([regular], known).rule).toBe('regulars › channel group');
  });

  test('the regular agent is the last, or the one who served most often; of equals the later one', () => {
    const served = [ann, bob, bob, ann, bob].map((agentId, index) => ({ agentId, at: now - (index + 1) * dayMs }));
    expect(regularAgent(facts({ servedBefore: served }), 'last_served', 30)).toBe(ann);
    expect(regularAgent(facts({ servedBefore: served }), 'most_often', 30)).toBe(bob);
    expect(regularAgent(facts({ servedBefore: served }), 'most_often', 4)).toBe(ann);
    expect(regularAgent(facts(), 'most_often', 30)).toBeNull();
  });

  test('an agent is designated by name, by an attribute, by a table, or by a business system that has yet to answer', () => {
    const known = facts({
      attributes: { manager: 'ann@bank', branch: 7 },
      agentNamed: (name) => (name === 'ann@bank' ? ann : undefined),
    });
    const designated = (by: object) =>
      planFor([rule('r', { stages: [{ kind: 'designated_agent', by, patienceSeconds: 5 } as never] })], known).plan
        .stages[0];
    expect(designated({ kind: 'agent', agentId: bob })).toMatchObject({ agentId: bob, lookupId: null });
    expect(designated({ kind: 'attribute', name: 'manager' })).toMatchObject({ agentId: ann });
    expect(designated({ kind: 'attribute', name: 'branch' })).toMatchObject({ agentId: null });
    expect(designated({ kind: 'mapping', attribute: 'branch', entries: [{ value: '7', agentId: bob }] })).toMatchObject(
      { agentId: bob },
    );
    expect(designated({ kind: 'lookup', lookupId: 'crm' })).toMatchObject({ agentId: null, lookupId: 'crm' });
  });
});

describe('stages', () => {
  const named = (agentId: string | null, patienceMs = 20_000, lookupId: string | null = null): PlanStage =>
    ({ kind: 'designated_agent', agentId, lookupId, patienceMs }) as PlanStage;
  const anyone = (level = 1, patienceMs: number | null = null, ...names: string[]): PlanStage =>
    ({
      kind: 'skill_group',
      groups: (names.length > 0 ? names : ['g']).map((groupId) => ({
        groupId: groupId as SkillGroupId,
        minLevel: level,
      })),
      strategy: null,
      patienceMs,
    }) as PlanStage;
  const offer = (patienceMs: number | null = null): PlanStage => ({
    kind: 'offer',
    options: [{ kind: 'callback' }],
    patienceMs,
  });
  const decide = (stages: readonly PlanStage[], waitedMs: number, over: Partial<RoutingSnapshot> = {}) => {
    const one = entry('e', { plan: { priority: 0, stages }, enqueuedAt: now - waitedMs });
    const [decision] = route(
      world({ agents: [agent('ann'), agent('bob', {}, { g: 5 })], ...over, entries: [one] }),
      now,
      half,
    );
    return decision ?? expect.fail();
  };

  test('an agent by name is asked first, waited for while busy, and passed over at once while away', () => {
    const plan = [named('bob'), anyone()];
    expect(decide(plan, 0)).toMatchObject({ kind: 'offer', agentId: 'bob', stageIndex: 0 });
    const busy = { agents: [agent('ann'), agent('bob', { loads: { text: 3, voice: 0, video: 0 } })] };
    expect(decide(plan, 0, busy)).toMatchObject({
      kind: 'wait',
      stageIndex: 0,
      reason: 'no_free_place',
      until: now + 20_000,
    });
    expect(decide(plan, 20_000, busy)).toMatchObject({ kind: 'offer', agentId: 'ann', stageIndex: 1 });
    for (const state of ['break', 'offline', 'not_responding'] as const)
      expect(decide(plan, 0, { agents: [agent('ann'), agent('bob', { state })] })).toMatchObject({
        agentId: 'ann',
        stageIndex: 1,
      });
    expect(decide([named(null), named('gone'), anyone()], 0)).toMatchObject({ kind: 'offer', stageIndex: 2 });
  });

  test('a business system is waited for, for as long as the stage lasts', () => {
    expect(decide([named(null, 3_000, 'crm'), anyone()], 0)).toMatchObject({
      kind: 'wait',
      reason: 'lookup_pending',
      until: now + 3_000,
    });
    expect(decide([named(null, 3_000, 'crm'), anyone()], 3_000)).toMatchObject({ kind: 'offer', stageIndex: 1 });
  });

  test('levels relax and groups widen with time; the group named first is asked first', () => {
    const plan = [anyone(5, 10_000), anyone(3, 10_000), anyone(1, null, 'g', 'h')];
    const agents = [agent('low', {}, { g: 2 }), agent('other', { idleSince: now - 900_000 }, { h: 5 })];
    const groups = [group('g'), group('h')];
    expect(decide(plan, 0, { agents, groups })).toMatchObject({ kind: 'wait', stageIndex: 0, until: now + 10_000 });
    expect(decide(plan, 10_000, { agents, groups })).toMatchObject({ kind: 'wait', stageIndex: 1 });
    const widened = decide(plan, 20_000, { agents, groups });
    expect(widened).toMatchObject({ kind: 'offer', agentId: 'low', stageIndex: 2, groupId: 'g' });
    expect(
      widened.kind === 'offer' && widened.reason.considered.map(({ agentId, verdict }) => [agentId, verdict]),
    ).toEqual([
      ['low', 'chosen'],
      ['other', 'later_choice'],
    ]);
  });

  test('while other ways are offered the search goes on; without one the visitor has to choose', () => {
    const plan = [anyone(1, 60_000), offer()];
    expect(decide(plan, 61_000)).toMatchObject({ kind: 'offer', stageIndex: 1 });
    expect(decide(plan, 61_000, { agents: [] })).toMatchObject({ kind: 'wait', stageIndex: 1, reason: 'no_members' });
    expect(optionsAt({ priority: 0, stages: plan }, 0)).toEqual([]);
    expect(optionsAt({ priority: 0, stages: plan }, 1)).toEqual([{ kind: 'callback' }]);
    expect(decide([offer()], 0)).toMatchObject({ kind: 'wait', reason: 'options_only' });
  });

  test('an overflow ends the search; a group that allows no longer wait ends it too', () => {
    const over: PlanStage = { kind: 'overflow', groupId: 'h' as SkillGroupId };
    expect(decide([anyone(5, 10_000), over], 10_000, { agents: [] })).toMatchObject({
      kind: 'overflow',
      groupId: 'h',
      reason: 'plan',
    });
    const limited = (waitedTooLong: object) => ({
      agents: [],
      groups: [{ ...group('g'), maxWaitMs: 30_000, waitedTooLong } as never],
    });
    expect(decide([anyone()], 29_999, limited({ kind: 'expire' }))).toMatchObject({ kind: 'wait', until: now + 1 });
    expect(decide([anyone()], 30_000, limited({ kind: 'expire' }))).toMatchObject({ kind: 'expire' });
    expect(decide([anyone()], 30_000, limited({ kind: 'overflow', groupId: 'h' }))).toMatchObject({
      kind: 'overflow',
      reason: 'waited_too_long',
    });
  });

  test('a callback waits for its time, not for a page and not for a limit', () => {
    const at = (notBefore: number | null) => {
      const one = entry('e', { medium: 'video', visitorAway: true, callback: { notBefore }, enqueuedAt: now - 90_000 });
      const groups = [{ ...group('g'), maxWaitMs: 1 }];
      return route(world({ agents: [agent('ann')], groups, entries: [one] }), now, half)[0];
    };
    expect(at(now + 5)).toMatchObject({ kind: 'wait', reason: 'not_yet', until: now + 5 });
    expect(at(null)).toMatchObject({ kind: 'offer', agentId: 'ann' });
  });

  test('after a night nobody gets the whole pile: places open one after the other', () => {
    const entries = ['e1', 'e2', 'e3'].map((id) => entry(id));
    const morning = (sinceMs: number) =>
      route(
        world({
          entries,
          agents: [agent('ann', { arrivedAt: now - sinceMs })],
          groups: [{ ...group('g'), rampMs: 20_000 }],
        }),
        now,
        half,
      );
    expect(morning(0).map(({ kind }) => kind)).toEqual(['offer', 'wait', 'wait']);
    expect(morning(0)[1]).toMatchObject({ until: now + 20_000 });
    expect(morning(20_000).map(({ kind }) => kind)).toEqual(['offer', 'offer', 'wait']);
    expect(morning(60_000).map(({ kind }) => kind)).toEqual(['offer', 'offer', 'offer']);
  });

  test('whoever hands a contact over is never asked', () => {
    const one = entry('e', { excluded: [ann] });
    expect(route(world({ agents: [agent('ann'), agent('bob')], entries: [one] }), now, half)[0]).toMatchObject({
      agentId: 'bob',
    });
  });
});

describe('ways to choose', () => {
  const chosen = (strategy: string, number = 0.5) => {
    const agents = [
      agent('a', { loads: { text: 1, voice: 0, video: 0 }, idleSince: null, lastAssignedAt: now - 5 }, { g: 5 }),
      agent('b', { idleSince: now - 1_000, lastAssignedAt: now - 9_000 }, { g: 3 }),
      agent('c', { idleSince: now - 2_000, lastAssignedAt: now - 2_000 }, { g: 1 }),
    ];
    const [first] = route(
      world({ entries: [entry('e')], agents, groups: [group('g', strategy as never)] }),
      now,
      () => number,
    );
    return first?.kind === 'offer' ? [first.agentId, first.reason.random] : [];
  };
  test.each([
    ['least_loaded', 'c', null],
    ['longest_idle', 'c', null],
    ['round_robin', 'b', null],
    ['most_skilled', 'a', null],
    // The world puts members in the order of their level.
    ['sequence', 'c', null],
    ['random', 'b', 0.5],
  ])('%s asks %s', (strategy, who, random) => {
    expect(chosen(strategy)).toEqual([who, random]);
  });
  test('by chance means evenly, and the number that is kept makes the choice again', () => {
    expect([0, 0.34, 0.99].map((number) => chosen('random', number)[0])).toEqual(['a', 'b', 'c']);
  });
});

test('waiting adds to the priority, so that nobody is passed for ever; inside one it is first in, first out', () => {
  const order = (...entries: Parameters<typeof entry>[]) =>
    inOrderOfService(
      entries.map((each) => entry(...each)),
      now,
    ).map(({ id }) => id);
  expect(order(['new', { priority: 1, enqueuedAt: now - 1 }], ['old', { enqueuedAt: now - ageingMs + 1 }])).toEqual([
    'new',
    'old',
  ]);
  expect(order(['new', { priority: 1, enqueuedAt: now - 1 }], ['old', { enqueuedAt: now - ageingMs }])).toEqual([
    'old',
    'new',
  ]);
  expect(order(['b', { enqueuedAt: now - 2 }], ['a', { enqueuedAt: now - 1 }])).toEqual(['b', 'a']);
});
