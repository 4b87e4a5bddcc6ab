/**
 * Whole lives of entries in random worlds: whatever plans wait and in whatever order offers are taken, declined, missed, agents
 * come and go and work ends, what must hold holds after every round.
 */
import { type AgentId, fits, type Medium, type QueueEntryId, totalLoad, usedUnits } from '@visavis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agent, entry, group, groupNames, memberships, now } from '../../../test/routing-worlds.ts';
import { type PlanStage, type RoutingAgent, type RoutingEntry, type RoutingGroup, route } from './index.ts';

type End = 'served' | 'abandoned' | 'overflowed' | 'expired';
const agentNames = ['a0', 'a1', 'a2', 'a3', 'a4'];
const patience = fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * 1_000);
const groups = fc.uniqueArray(
  fc.record({ groupId: fc.constantFrom(...groupNames), minLevel: fc.integer({ min: 1, max: 5 }) }),
  { selector: (one) => one.groupId, minLength: 1, maxLength: 3 },
);
const strategy = fc.constantFrom('least_loaded', 'round_robin', 'random', 'most_skilled', 'sequence', 'longest_idle');
const somebody = fc.constantFrom(...agentNames, 'nobody', null);

const search = fc.oneof(
  fc.record({
    kind: fc.constant('designated_agent'),
    agentId: somebody,
    lookupId: fc.constantFrom(null, 'l'),
    patienceMs: patience,
  }),
  fc.record({
    kind: fc.constant('regular_agent'),
    choose: fc.constant('last_served'),
    agentId: somebody,
    patienceMs: patience,
  }),
  fc.record({
    kind: fc.constant('agents'),
    agentIds: fc.uniqueArray(fc.constantFrom(...agentNames), { minLength: 1 }),
    strategy,
    patienceMs: patience,
  }),
  fc.record({ kind: fc.constant('skill_group'), groups, strategy: fc.option(strategy), patienceMs: patience }),
  fc.record({ kind: fc.constant('offer'), options: fc.constant([{ kind: 'callback' }]), patienceMs: patience }),
);
const last = fc.oneof(
  fc.record({ kind: fc.constant('skill_group'), groups, strategy: fc.option(strategy), patienceMs: fc.constant(null) }),
  fc.record({ kind: fc.constant('overflow'), groupId: fc.constantFrom(...groupNames) }),
);
const plan = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.array(search, { maxLength: 4 }), last)
  .map(([priority, stages, end]) => ({ priority, stages: [...stages, end] as unknown as PlanStage[] }));

const arrival = fc.record({
  at: fc.integer({ min: 0, max: 120 }),
  medium: fc.constantFrom<Medium>('text', 'text', 'voice', 'video'),
  groupId: fc.constantFrom(...groupNames),
  plan,
  /** What happens to its offers, one after the other; then they are accepted. */
  answers: fc.array(fc.constantFrom('decline', 'miss', 'accept'), { maxLength: 3 }),
  /** It was taken back from these before: they are never asked. */
  excluded: fc.uniqueArray(fc.constantFrom(...agentNames), { maxLength: 2 }),
  workSeconds: fc.integer({ min: 1, max: 90 }),
  leavesAfter: fc.option(fc.integer({ min: 1, max: 200 })),
});
const staff = fc.tuple(
  ...agentNames.map(() =>
    fc.record({
      groups: fc.uniqueArray(fc.tuple(fc.constantFrom(...groupNames), fc.integer({ min: 1, max: 5 })), {
        selector: ([name]) => name,
        minLength: 1,
      }),
      states: fc.array(fc.constantFrom('online', 'online', 'online', 'break', 'offline', 'not_responding', 'leaving'), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  ),
);
const world = fc.record({
  arrivals: fc.array(arrival, { minLength: 1, maxLength: 25 }),
  staff,
  maxWait: fc.option(fc.integer({ min: 30, max: 300 })),
  seed: fc.integer({ min: 1, max: 1_000 }),
});

/** Runs a world second by second and answers how every entry ended. */
function live({ arrivals, staff: people, maxWait, seed }: typeof world extends fc.Arbitrary<infer W> ? W : never) {
  let turn = seed;
  const random = () => {
    turn = (turn * 16_807) % 2_147_483_647;
    return turn / 2_147_483_647;
  };
  const lines: RoutingGroup[] = groupNames.map((name) => ({
    ...group(name),
    maxWaitMs: maxWait === null ? null : maxWait * 1_000,
    waitedTooLong: { kind: 'expire' },
  }));
  const agents: RoutingAgent[] = people.map((one, index) => agent(`a${index}`, { groups: memberships(one.groups) }));
  const waiting = new Map<QueueEntryId, RoutingEntry>();
  const ends = new Map<string, End[]>();
  const work: { until: number; agent: number; medium: Medium }[] = [];
  const asks = new Map<string, number>();
  const idOf = (index: number) => `e${String(index).padStart(3, '0')}` as QueueEntryId;
  const finish = (id: QueueEntryId, end: End) => {
    waiting.delete(id);
    ends.set(id, [...(ends.get(id) ?? []), end]);
  };
  const load = (index: number, medium: Medium, by: number) => {
    const one = agents[index];
    if (!one) throw new Error('nobody');
    const loads = { ...one.loads, [medium]: one.loads[medium] + by };
    agents[index] = { ...one, loads, idleSince: totalLoad(loads) === 0 ? now : null };
  };

  for (let second = 0; second < 900 && ends.size < arrivals.length; second += 1) {
    const at = now + second * 1_000;
    for (const done of work.filter((one) => one.until <= second)) load(done.agent, done.medium, -1);
    work.splice(0, work.length, ...work.filter((one) => one.until > second));
    for (const [index, { states }] of people.entries()) {
      const one = agents[index];
      // In the end everybody is there, so that nothing is left for want of people.
      const state = second > 400 ? 'online' : (states[Math.floor(second / 60) % states.length] ?? 'online');
      if (one && one.state !== state) agents[index] = { ...one, state: state as RoutingAgent['state'], arrivedAt: at };
    }
    for (const [index, one] of arrivals.entries()) {
      const id = idOf(index);
      if (one.at === second)
        waiting.set(
          id,
          entry(id, {
            ...{ ...one, priority: one.plan.priority, enqueuedAt: at, enteredAt: at },
            excluded: one.excluded as AgentId[],
          }),
        );
      if (one.leavesAfter !== null && one.at + one.leavesAfter === second && waiting.has(id)) finish(id, 'abandoned');
    }
    const before = agents.map((one) => one.loads);
    const decisions = route({ entries: [...waiting.values()], agents, groups: lines, offers: [] }, at, random);
    expect(agents.map((one) => one.loads)).toEqual(before);
    expect(decisions.map((one) => one.entryId).sort()).toEqual([...waiting.keys()].sort());
    for (const decision of decisions) {
      const held = waiting.get(decision.entryId);
      const index = Number(decision.entryId.slice(1));
      if (!held) throw new Error('decided about nobody');
      if (decision.kind === 'expire') finish(decision.entryId, 'expired');
      if (decision.kind === 'overflow') finish(decision.entryId, 'overflowed');
      if (decision.kind !== 'offer' && decision.kind !== 'wait') continue;
      // As the leader stores it.
      const seen = { ...held, stageIndex: decision.stageIndex, reached: decision.reached };
      waiting.set(held.id, seen);
      if (decision.kind !== 'offer') continue;
      const who = Number(decision.agentId.slice(1));
      const asked = agents[who];
      if (!asked) throw new Error('an agent nobody knows');
      expect(held.excluded).not.toContain(asked.id);
      expect(asked.state).toBe('online');
      expect(fits(asked.capacity, asked.loads, decision.medium)).toBe('fits');
      const answer = arrivals[index]?.answers[asks.get(decision.entryId) ?? 0] ?? 'accept';
      asks.set(decision.entryId, (asks.get(decision.entryId) ?? 0) + 1);
      // A place is held while it rings; what is not taken gives it back at once.
      load(who, decision.medium, 1);
      expect(usedUnits(asked.capacity, agents[who]?.loads ?? asked.loads)).toBeLessThanOrEqual(asked.capacity.units);
      if (answer === 'accept') {
        work.push({ until: second + (arrivals[index]?.workSeconds ?? 1), agent: who, medium: decision.medium });
        finish(decision.entryId, 'served');
      } else {
        load(who, decision.medium, -1);
        const times = (held.asked.find((one) => one.agentId === asked.id)?.times ?? 0) + 1;
        const others = held.asked.filter((one) => one.agentId !== asked.id);
        waiting.set(held.id, { ...seen, asked: [...others, { agentId: asked.id, times, lastAt: at }] });
      }
    }
  }
  return { ends, waiting, agents };
}

describe('whole lives', () => {
  test('nobody is over capacity or asked while away, and every entry ends at most once', () => {
    fc.assert(
      fc.property(world, (made) => {
        for (const ways of live(made).ends.values()) expect(ways).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  test('nobody starves: with everybody there in the end, only what nobody may serve still waits', () => {
    fc.assert(
      fc.property(world, (made) => {
        const { waiting, agents } = live(made);
        const possible = [...waiting.values()].filter(({ plan: { stages }, excluded }) => {
          const stage = stages.at(-1);
          return (
            stage?.kind === 'skill_group' &&
            stage.groups.some(({ groupId, minLevel }) =>
              agents.some((one) => (one.groups.get(groupId)?.level ?? 0) >= minLevel && !excluded.includes(one.id)),
            )
          );
        });
        expect(possible).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
