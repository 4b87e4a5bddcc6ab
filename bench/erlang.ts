// The live decision function in simulated time against the Erlang C model: one group, calls at random, exponential handling.
// `npm run bench -- erlang [contacts a row at least]`. Each row says whether the model lies within the simulation's 99 % confidence
// interval, and what a queue of three lines makes of the same calls: luck hits both, a mistake of the router only one. Then ten groups with relaxation, placed between ten groups for themselves and one pool.
import type { ArrivalStream, RoutingRule, Scenario, SimulationReport, SkillGroupId } from '@visavis/protocol';
import { erlangC, runScenario } from '../apps/server/src/modules/simulation/index.ts';
import { meanWaitOfExactQueue } from './support/exact-queue.ts';
import { fail, report } from './support/figures.ts';

// A little more than 200,000, which chance could undercut.
const contactsWanted = Number(process.argv[2] ?? 203_000);
const handlingSeconds = 360;
const targetSeconds = 20;
const oneCall = { limit: 1, weight: 1, exclusive: true };
const capacity = { units: 1, text: oneCall, voice: oneCall, video: oneCall };
const groupId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as SkillGroupId;

const stream = (group: number, perHour: number): ArrivalStream => ({
  name: `Group ${group}`,
  channelId: null,
  groupId: groupId(group),
  medium: 'voice',
  perHour,
  handling: { kind: 'exponential', meanSeconds: handlingSeconds },
  patience: null,
  language: 'en',
  vipLevel: 0,
  attributes: {},
  tags: [],
  returning: null,
});

const scenario = (
  groups: number,
  agentsEach: number,
  perHourEach: number,
  ruleSets: Scenario['ruleSets'],
  levels: (group: number) => Scenario['agents'][number]['groups'],
  contacts = contactsWanted,
): Scenario => {
  const numbers = Array.from({ length: groups }, (_, index) => index + 1);
  return {
    // A sequence of numbers of its own for each row: with a shared one all rows would err the same way.
    ...{ name: 'erlang', seed: perHourEach, warmUpMinutes: 600, targetSeconds, callbackShare: 0, ruleSets },
    hours: contacts / (groups * perHourEach),
    groups: numbers.map((number) => ({ id: groupId(number), name: `Group ${number}`, strategy: 'longest_idle' })),
    agents: numbers.map((number) => ({
      ...{ name: `Agent of ${number}`, agentId: null, count: agentsEach, capacity, shift: null },
      groups: levels(number),
    })),
    arrivals: numbers.map((number) => stream(number, perHourEach)),
  };
};

/** Calls an hour and agents; the agents are those that Erlang C asks for 80 % in 20 s. */
const rows = [
  [60, 9],
  [120, 16],
  [300, 36],
  [600, 67],
  [1_200, 129],
] as const;

/**
 * A crowd goes as slowly as it came: how long a queue remembers grows with the load and far beyond a handling time. An interval is
 * only as good as the number of such times it has seen, so that busy rows need more contacts than quiet ones: of exact
 * M/M/c runs of 203,000 contacts the busiest row's interval held the truth in 97 % instead of 99 %.
 */
const memoriesWanted = 2_000;
const contactsOf = (perHour: number, agents: number): number => {
  const utilisation = (perHour * handlingSeconds) / 3_600 / agents;
  const memorySeconds = handlingSeconds / (agents * (1 - Math.sqrt(utilisation)) ** 2);
  return Math.max(contactsWanted, Math.ceil((memoriesWanted * memorySeconds * perHour) / 3_600));
};

const within = (value: number, model: number, error: number): boolean => Math.abs(value - model) <= error;

for (const [perHour, agents] of rows) {
  const model = erlangC({
    ...{ load: (perHour * handlingSeconds) / 3_600, agents, meanHandlingSeconds: handlingSeconds, targetSeconds },
  });
  const sets = [{ name: 'one group', rules: [] }];
  const levels = () => [{ groupId: groupId(1), level: 3 as const }];
  const run = scenario(1, agents, perHour, sets, levels, contactsOf(perHour, agents));
  const found = runScenario(run).ruleSets[0]?.all;
  if (!found) throw new Error('the simulation has no report');
  const { contacts, meanWait, meanWaitError, inTarget, inTargetError } = found;
  const row = `erlang, ${perHour} calls an hour, ${agents} agents`;
  const figures = [
    ['mean wait', meanWait, meanWaitError, model.meanWait, 's'],
    [`share answered in ${targetSeconds} s`, inTarget, inTargetError, model.inTarget, ''],
  ] as const;
  for (const [what, value, error, baseline, unit] of figures) {
    const inside = within(value ?? Number.NaN, baseline, error ?? 0);
    report({
      name: `${row}: ${what}`,
      value: value ?? Number.NaN,
      unit,
      baseline,
      note: `${contacts} contacts; baseline: Erlang C; 99 % interval ±${(error ?? 0).toPrecision(3)}; model ${inside ? 'inside' : 'OUTSIDE'}`,
    });
    if (!inside) fail(`${row}: ${what} of the model lies outside the interval`);
  }
  const exact = meanWaitOfExactQueue(run, agents);
  report({
    name: `${row}: mean wait against an exact queue`,
    value: meanWait ?? Number.NaN,
    unit: 's',
    baseline: exact,
    note: 'first come, first served by the earliest free of the agents, on the very same calls and durations',
  });
  if (!within(meanWait ?? Number.NaN, exact, 0.01)) fail(`${row}: the simulation waits otherwise than an exact queue`);
}

/** Own group first; after so many seconds anybody. */
const relaxing = (groups: number, patienceSeconds: number): RoutingRule[] =>
  Array.from({ length: groups }, (_, index) => {
    const own = groupId(index + 1);
    const all = Array.from({ length: groups }, (_all, other) => ({ groupId: groupId(other + 1), minLevel: 1 }));
    return {
      ...{ id: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}` as RoutingRule['id'], enabled: true },
      ...{ name: `Group ${index + 1}`, priority: 0 },
      // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
      then: 'decide' as const,
      when: [{ kind: 'attribute' as const, name: 'group', operator: 'is' as const, values: [index + 1] }],
      stages: [
        { kind: 'skill_group' as const, groups: [{ groupId: own, minLevel: 1 }], strategy: null, patienceSeconds },
        { kind: 'skill_group' as const, groups: all, strategy: null, patienceSeconds: null },
      ],
    };
  });

const tenGroups = (ruleSets: Scenario['ruleSets']): SimulationReport => {
  const base = scenario(10, 10, 80, ruleSets, (group) => [{ groupId: groupId(group), level: 3 }]);
  return runScenario({
    ...base,
    arrivals: base.arrivals.map((one, index) => ({ ...one, attributes: { group: index + 1 } })),
  });
};

const model = (agents: number, perHour: number) =>
  erlangC({ ...{ load: perHour / 10, agents, meanHandlingSeconds: handlingSeconds, targetSeconds } });
const [unpooled, pooled] = [model(10, 80), model(100, 800)];
const patiences = [5, 20, 60];
const found = tenGroups([
  { name: 'own group only', rules: [] },
  ...patiences.map((seconds) => ({ name: `own group, after ${seconds} s anybody`, rules: relaxing(10, seconds) })),
]);
for (const { name, all } of found.ruleSets) {
  const wait = all.meanWait ?? Number.NaN;
  report({
    name: `erlang, ten groups of 10 agents, ${name}: mean wait`,
    value: wait,
    unit: 's',
    baseline: unpooled.meanWait,
    note: `${all.contacts} contacts; unpooled ${unpooled.meanWait.toFixed(1)} s, pooled ${pooled.meanWait.toFixed(2)} s; the way from unpooled to pooled: ${((100 * (unpooled.meanWait - wait)) / (unpooled.meanWait - pooled.meanWait)).toFixed(0)} %`,
  });
  const error = all.meanWaitError ?? 0;
  if (wait > unpooled.meanWait + error || wait < pooled.meanWait - error) fail(`${name}: outside the bounds`);
}
