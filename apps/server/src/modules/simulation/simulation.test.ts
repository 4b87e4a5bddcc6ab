import type { ArrivalStream, RoutingRule, Scenario, SkillGroupId } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lib/seeded-random.ts';
import { batchMeansError, drawMs, erlangC, jainIndex, makeContacts, runScenario } from './index.ts';
import { madeUpAgentId } from './made-up.ts';

const g = '00000000-0000-4000-8000-000000000001' as SkillGroupId;
const h = '00000000-0000-4000-8000-000000000002' as SkillGroupId;
const one = { limit: 1, weight: 1, exclusive: true };
const capacity = { units: 1, text: one, voice: one, video: one };

const stream = (over: Partial<ArrivalStream> = {}): ArrivalStream => ({
  name: 'calls',
  channelId: null,
  groupId: g,
  medium: 'voice',
  perHour: 80,
  handling: { kind: 'exponential', meanSeconds: 360 },
  patience: null,
  language: 'en',
  vipLevel: 0,
  attributes: {},
  tags: [],
  returning: null,
  ...over,
});
const scenario = (over: Partial<Scenario> = {}): Scenario => ({
  name: 'test',
  seed: 3,
  hours: 200,
  warmUpMinutes: 60,
  targetSeconds: 20,
  callbackShare: 0.5,
  groups: [
    { id: g, name: 'Cards', strategy: 'longest_idle' },
    { id: h, name: 'Retail', strategy: 'longest_idle' },
  ],
  agents: [{ name: 'Ann', agentId: null, count: 10, groups: [{ groupId: g, level: 3 }], capacity, shift: null }],
  arrivals: [stream()],
  ruleSets: [{ name: 'none', rules: [] }],
  ...over,
});
const rule = (over: Partial<RoutingRule>): RoutingRule => ({
  id: g as never,
  name: 'rule',
  enabled: true,
  when: [],
  priority: 0,
  stages: [{ kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null }],
  // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
  then: 'decide',
  ...over,
});

describe('made-up contacts', () => {
  test('come as often as asked, in order, and the same for the same seed', () => {
    const streams = [stream({ perHour: 60 }), stream({ perHour: Array.from({ length: 24 }, (_, hour) => hour * 10) })];
    const make = () => [...makeContacts(streams, 240 * 3_600_000, (index) => seededRandom(index))];
    const contacts = make();
    expect(make()).toEqual(contacts);
    const of = (index: number) => contacts.filter((contact) => contact.stream === streams[index]).length;
    expect(of(0) / 240).toBeCloseTo(60, -1);
    expect(of(1) / 240).toBeCloseTo(115, -1);
    expect(contacts.map(({ at }) => at)).toEqual(contacts.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test.each([
    { kind: 'exponential', meanSeconds: 90 },
    { kind: 'lognormal', meanSeconds: 90, sdSeconds: 60 },
    { kind: 'fixed', seconds: 90 },
  ] as const)('last $kind 90 seconds in the mean', (duration) => {
    const random = seededRandom(1);
    const drawn = Array.from({ length: 40_000 }, () => drawMs(duration, random));
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length / 1_000).toBeCloseTo(90, -1);
    expect(Math.min(...drawn)).toBeGreaterThan(0);
  });
});

describe('the model', () => {
  test.each([
    [60, 9, 0.196, 23.5, 0.83],
    [120, 16, 0.205, 18.4, 0.84],
    [300, 36, 0.212, 12.7, 0.85],
    [600, 67, 0.282, 14.5, 0.81],
    [1_200, 129, 0.316, 12.6, 0.81],
  ])('%s calls an hour and %s agents', (perHour, agents, waits, meanWait, inTarget) => {
    const model = erlangC({ load: perHour / 10, agents, meanHandlingSeconds: 360, targetSeconds: 20 });
    expect(model.waits).toBeCloseTo(waits, 3);
    expect(model.meanWait).toBeCloseTo(meanWait, 1);
    expect(model.inTarget).toBeCloseTo(inTarget, 2);
  });
  test('has no answer for more work than the agents can carry', () => {
    expect(() => erlangC({ load: 9, agents: 9, meanHandlingSeconds: 360, targetSeconds: 20 })).toThrow(RangeError);
  });
  test('fairness is 1 when all work the same, 1/n when one does everything', () => {
    expect(jainIndex([3, 3, 3])).toBe(1);
    expect(jainIndex([6, 0, 0])).toBeCloseTo(1 / 3);
  });
  test('an interval is said only where there is enough to say it', () => {
    expect(batchMeansError([1, 2, 3])).toBeNull();
    expect(batchMeansError(Array.from({ length: 600 }, () => 5))).toBe(0);
  });
});

describe('a simulation', () => {
  test('of one group agrees with Erlang C within its own interval, and treats equals equally', () => {
    const { all, fairness, occupancy } = runScenario(scenario({ hours: 400 })).ruleSets[0] ?? expect.fail();
    const model = erlangC({ load: 8, agents: 10, meanHandlingSeconds: 360, targetSeconds: 20 });
    expect(Math.abs((all.meanWait ?? 0) - model.meanWait)).toBeLessThan(all.meanWaitError ?? 0);
    expect(Math.abs((all.inTarget ?? 0) - model.inTarget)).toBeLessThan(all.inTargetError ?? 0);
    expect(occupancy.mean).toBeCloseTo(0.8, 1);
    expect(fairness).toBeGreaterThan(0.99);
  });

  test('counts every contact once, and the same seed gives the same report', () => {
    const run = scenario({ arrivals: [stream({ perHour: 130, patience: { kind: 'exponential', meanSeconds: 120 } })] });
    const report = runScenario(run);
    expect(runScenario(run)).toEqual(report);
    const { all } = report.ruleSets[0] ?? expect.fail();
    expect(all.served + all.abandoned + all.overflowed + all.expired + all.unfinished).toBe(all.contacts);
    expect(all.abandoned).toBeGreaterThan(0);
  });

  test('sends regulars to whoever served them last, when a rule says so', () => {
    const returning = { share: 1, people: 40, servedBefore: [] };
    const regulars = rule({
      stages: [
        { kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds: 300 },
        { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null },
      ],
    });
    const [without, withRule] = runScenario(
      scenario({
        arrivals: [stream({ returning, perHour: 50 })],
        ruleSets: [
          { name: 'none', rules: [] },
          { name: 'regulars', rules: [regulars] },
        ],
      }),
    ).ruleSets;
    expect(without?.all.contacts).toBe(withRule?.all.contacts);
    expect(without?.all.sameAgent ?? 1).toBeLessThan(0.2);
    expect(withRule?.all.sameAgent ?? 0).toBeGreaterThan(0.6);
  });

  test('knows who served people before it began, as long ago as it was', () => {
    const servedBefore = [[{ agentId: madeUpAgentId(3), daysAgo: 10 }]];
    // So large a crowd that hardly anybody comes twice.
    const returning = { share: 1, people: 1_000_000, servedBefore };
    const within = (withinDays: number) =>
      rule({
        stages: [
          { kind: 'regular_agent', choose: 'most_often', withinDays, patienceSeconds: 3_600 },
          { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null },
        ],
      });
    const [without, regulars, tooLate] = runScenario(
      scenario({
        arrivals: [stream({ returning, perHour: 4 })],
        ruleSets: [
          { name: 'none', rules: [] },
          { name: 'regulars', rules: [within(11)] },
          { name: 'too late', rules: [within(9)] },
        ],
      }),
    ).ruleSets;
    expect(regulars?.all.sameAgent ?? 0).toBeGreaterThan(0.95);
    expect(without?.all.sameAgent ?? 1).toBeLessThan(0.2);
    expect(tooLate?.all).toEqual(without?.all);
  });

  test('lets important contacts wait less, and widening lands between one group and the pool', () => {
    const agents = [g, h].map((groupId, index) => ({
      ...{ name: index === 0 ? 'Ann' : 'Bob', agentId: null, count: 6, capacity, shift: null },
      groups: [{ groupId, level: 3 }],
    }));
    const arrivals = [stream({ perHour: 48 }), stream({ perHour: 48, groupId: h, vipLevel: 5 })];
    const widen = rule({
      stages: [
        { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: 10 },
        {
          kind: 'skill_group',
          groups: [
            { groupId: g, minLevel: 1 },
            { groupId: h, minLevel: 1 },
          ],
          strategy: null,
          patienceSeconds: null,
        },
      ],
    });
    const vip = { ...widen, name: 'vip', priority: 9, when: [{ kind: 'vip' as const, min: 1, max: 9 }] };
    const [alone, widened, important] = runScenario(
      scenario({
        agents,
        arrivals,
        ruleSets: [
          { name: 'alone', rules: [] },
          { name: 'widened', rules: [widen] },
          { name: 'important', rules: [vip, widen] },
        ],
      }),
    ).ruleSets;
    const pooled = erlangC({ load: 9.6, agents: 12, meanHandlingSeconds: 360, targetSeconds: 20 });
    expect(widened?.all.meanWait ?? 0).toBeLessThan(alone?.all.meanWait ?? 0);
    expect(widened?.all.meanWait ?? 0).toBeGreaterThan(pooled.meanWait * 0.7);
    const waitOf = (report: typeof alone, id: SkillGroupId) =>
      report?.groups.find((one) => one.id === id)?.meanWait ?? 0;
    expect(waitOf(important, h)).toBeLessThan(waitOf(widened, h));
    expect(waitOf(important, g)).toBeGreaterThan(waitOf(important, h));
  });

  test('nobody is asked outside the shift; a callback is no abandonment', () => {
    const night = scenario({
      hours: 72,
      agents: [
        {
          name: 'Ann',
          agentId: null,
          count: 10,
          groups: [{ groupId: g, level: 3 }],
          capacity,
          shift: { fromHour: 8, toHour: 18 },
        },
      ],
      arrivals: [stream({ perHour: 20, patience: { kind: 'fixed', seconds: 600 } })],
      ruleSets: [
        { name: 'none', rules: [] },
        {
          name: 'callback',
          rules: [
            rule({
              stages: [
                { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: 60 },
                { kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null },
              ],
            }),
          ],
        },
      ],
    });
    const [none, callback] = runScenario(night).ruleSets;
    expect(none?.all.callbacks).toBe(0);
    expect(none?.all.abandoned ?? 0).toBeGreaterThan(300);
    expect(callback?.all.callbacks ?? 0).toBeGreaterThan(100);
    expect(callback?.all.abandoned ?? 0).toBeLessThan((none?.all.abandoned ?? 0) * 0.7);
    expect((callback?.all.served ?? 0) > (none?.all.served ?? 0)).toBe(true);
  });
});
