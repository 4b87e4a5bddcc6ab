import type { AgentId, LookupId, SkillGroupId } from '@visavis/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agent, entry, group, half, now, world } from '../../../test/routing-worlds.ts';
import { type PlanStage, type RoutingAgent, type RoutingDecision, type RoutingEntry, route } from './index.ts';

const agents = (...names: string[]) => ({ agentIds: names as AgentId[], strategy: 'sequence' as const });
const named = (name: string | null, seconds: number | null = 20): PlanStage => ({
  ...{ kind: 'regular_agent', choose: 'last_served', agentId: name as AgentId | null },
  patienceMs: seconds === null ? null : seconds * 1_000,
});
const level = (minLevel: number, seconds: number | null, groupId = 'g'): PlanStage => ({
  ...{ kind: 'skill_group', groups: [{ groupId: groupId as SkillGroupId, minLevel }], strategy: null },
  patienceMs: seconds === null ? null : seconds * 1_000,
});
const callback = (afterSeconds?: number, seconds: number | null = null): PlanStage => ({
  ...{ kind: 'offer', options: [{ kind: 'callback' }], patienceMs: seconds === null ? null : seconds * 1_000 },
  ...(afterSeconds === undefined ? {} : { afterMs: afterSeconds * 1_000 }),
});
/** A group without members at all would be passed over. */
const member = agent('out', { state: 'busy' });
const busy = { loads: { text: 3, voice: 0, video: 0 }, idleSince: null };

/** One entry through time: what each round decides is stored, as the leader does. */
function follow(stages: readonly PlanStage[]) {
  let one: RoutingEntry = entry('e', { plan: { priority: 0, stages }, enqueuedAt: now, enteredAt: now });
  return (second: number, people: readonly RoutingAgent[]): RoutingDecision => {
    const snapshot = world({ entries: [one], agents: [...people, member], groups: [group('g'), group('h')] });
    const [decision] = route(snapshot, now + second * 1_000, half);
    if (!decision) return expect.fail();
    if (decision.kind === 'wait' || decision.kind === 'offer')
      one = { ...one, stageIndex: decision.stageIndex, reached: decision.reached };
    return decision;
  };
}
const stageOf = (decision: RoutingDecision) =>
  decision.kind === 'wait' || decision.kind === 'offer' ? (decision.reached?.stage ?? 0) : -1;

describe('a stage begins when it is reached', () => {
  test('a VIP whose own agent is away meets the relaxed levels when anybody else does', () => {
    const levels = [level(3, 40), level(2, 60), level(1, null)];
    const vip = follow([named('wei'), named(null), ...levels]);
    const other = follow(levels);
    const people = [agent('wei', { state: 'break' }, {}), agent('low', { state: 'busy' }, { g: 2 })];
    for (const second of [0, 39, 40, 99, 100, 200])
      expect([second, stageOf(vip(second, people)) - 2]).toEqual([second, stageOf(other(second, people))]);
  });

  test('a stage that is tried takes its patience, and the next one has all of its own', () => {
    const at = follow([named('wei'), level(3, 30), level(1, null)]);
    const people = [agent('wei', busy, {}), agent('low', {}, { g: 1 })];
    expect(at(0, people)).toMatchObject({ kind: 'wait', until: now + 20_000 });
    expect(at(20, people)).toMatchObject({ kind: 'wait', stageIndex: 1, until: now + 50_000 });
    expect(at(49, people)).toMatchObject({ kind: 'wait', stageIndex: 1 });
    expect(at(50, people)).toMatchObject({ kind: 'offer', agentId: 'low', stageIndex: 2 });
  });

  test('given up in the middle, the next one begins in that moment, not when the first one began', () => {
    const at = follow([named('wei'), level(3, 30), level(1, null)]);
    expect(at(0, [agent('wei', busy, {})])).toMatchObject({ kind: 'wait', reached: { stage: 0, at: now } });
    const gone = [agent('wei', { state: 'break' }, {}), agent('low', {}, { g: 1 })];
    expect(at(12, gone)).toMatchObject({ stageIndex: 1, until: now + 42_000 });
    expect(at(41, gone)).toMatchObject({ kind: 'wait', stageIndex: 1 });
    expect(at(42, gone)).toMatchObject({ kind: 'offer', agentId: 'low' });
  });

  test('a group that is given up in the middle leaves the next one all of its time', () => {
    const at = follow([level(3, 300), level(2, 30), level(1, null)]);
    const others = [agent('middle', busy, { g: 2 }), agent('low', {}, { g: 1 })];
    expect(at(0, [agent('a', busy), ...others])).toMatchObject({ kind: 'wait', stageIndex: 0 });
    const goes = [agent('a', { ...busy, state: 'leaving' }), ...others];
    expect(at(40, goes)).toMatchObject({ kind: 'wait', stageIndex: 1, until: now + 70_000 });
    expect(at(69, goes)).toMatchObject({ kind: 'wait', stageIndex: 1 });
    expect(at(70, goes)).toMatchObject({ kind: 'offer', agentId: 'low', stageIndex: 2 });
  });

  test('nobody is asked again about a stage that is behind, until the last one: then whoever it named may come, too', () => {
    const at = follow([named('wei'), level(3, 30), level(1, null)]);
    const wei = agent('wei', {}, {});
    expect(stageOf(at(0, []))).toBe(1);
    expect(at(5, [wei])).toMatchObject({ kind: 'wait' });
    expect(at(31, [])).toMatchObject({ kind: 'wait', stageIndex: 2 });
    expect(at(35, [wei])).toMatchObject({ kind: 'offer', agentId: 'wei', reason: { stage: 1 } });
  });

  test('a round that comes late finds the stage that the time has come to', () => {
    const stages = [level(5, 10), level(4, 10), level(3, 10), level(1, null)];
    expect(follow(stages)(25, [])).toMatchObject({ reached: { stage: 2, at: now + 20_000 }, until: now + 30_000 });
  });

  test('an answer of a business system that names nobody ends its stage in that moment', () => {
    const asking: PlanStage = {
      ...{ kind: 'designated_agent', agentId: null, lookupId: 'crm' as LookupId, patienceMs: 5_000 },
    };
    const before = entry('e', {
      plan: { priority: 0, stages: [asking, level(3, 30), level(1, null)] },
      enqueuedAt: now,
    });
    const [waits] = route(world({ entries: [before], agents: [member] }), now, half);
    expect(waits).toMatchObject({ reason: 'lookup_pending', reached: { stage: 0, at: now } });
    const answered = {
      ...before,
      reached: { stage: 0, at: now },
      plan: { priority: 0, stages: [{ ...asking, lookupId: null }, level(3, 30), level(1, null)] },
    };
    expect(route(world({ entries: [answered], agents: [member] }), now + 2_000, half)[0]).toMatchObject({
      until: now + 32_000,
    });
  });

  test('a clock that is set back by two hours holds up no stage for two hours', () => {
    const at = follow([level(3, 30), level(2, 30), level(1, null)]);
    expect(stageOf(at(35, []))).toBe(1);
    expect(at(-7_200, [])).toMatchObject({ stageIndex: 1, until: now - 7_170_000 });
    expect(stageOf(at(-7_170, []))).toBe(2);
  });
});

describe('other ways are offered so long after the visitor came', () => {
  const away = [agent('wei', { state: 'offline' }, {})];

  test('whether stages before are passed over or take all their time', () => {
    const stages = [named('wei'), level(3, 40), level(1, 120), callback()];
    for (const people of [away, [agent('wei', busy, {})]]) {
      const at = follow(stages);
      expect(at(0, people)).toMatchObject({ kind: 'wait' });
      expect(at(179, people)).toMatchObject({ stageIndex: 2, until: now + 180_000 });
      expect(at(180, people)).toMatchObject({ stageIndex: 3 });
    }
  });

  test('as the rule says that offers them, also when another rule put stages in front', () => {
    const at = follow([named('wei', 20), level(3, 60), level(1, 120), callback(180)]);
    const people = [agent('wei', busy, {})];
    expect(at(179, people)).toMatchObject({ stageIndex: 2 });
    expect(at(180, people)).toMatchObject({ stageIndex: 3, reached: { stage: 2 } });
  });

  test('the search goes on beside them, and the stages behind them wait for them', () => {
    const at = follow([level(3, 20), callback(20, 60), level(1, null)]);
    expect(at(20, [])).toMatchObject({ stageIndex: 1, reached: null, until: now + 80_000 });
    expect(at(79, [agent('low', {}, { g: 1 })])).toMatchObject({ kind: 'wait', stageIndex: 1 });
    expect(at(80, [agent('low', {}, { g: 1 })])).toMatchObject({ kind: 'offer', stageIndex: 2 });
  });

  test('offered first and alone, nobody is looked for until their time is over', () => {
    const at = follow([callback(0, 30), level(1, null)]);
    expect(at(0, [agent('a')])).toMatchObject({ reason: 'options_only', stageIndex: 0, until: now + 30_000 });
    expect(at(30, [agent('a')])).toMatchObject({ kind: 'offer', agentId: 'a', stageIndex: 1 });
  });
});

test('in any world the search never goes back, and no stage of a group is left before its patience is over while nobody goes', () => {
  const patience = fc.integer({ min: 1, max: 40 });
  const stage = fc.oneof(
    fc.tuple(fc.constantFrom('a0', 'a1', null), patience).map(([name, seconds]) => named(name, seconds)),
    patience.map((seconds): PlanStage => ({ kind: 'agents', ...agents('a0', 'a1'), patienceMs: seconds * 1_000 })),
    fc.tuple(fc.integer({ min: 1, max: 5 }), patience).map(([min, seconds]) => level(min, seconds)),
    fc.tuple(fc.integer({ min: 0, max: 90 }), patience).map(([after, seconds]) => callback(after, seconds)),
  );
  const states = fc.array(fc.constantFrom('busy', 'break', 'offline', 'in_call', 'leaving'), {
    minLength: 1,
    maxLength: 6,
  });
  const rounds = fc.uniqueArray(fc.integer({ min: 0, max: 240 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 5 }), states, states, rounds, (stages, a0, a1, times) => {
      const plan = [...stages, level(1, null)];
      const at = follow(plan);
      let last = { stage: 0, at: now };
      for (const second of times.sort((a, b) => a - b)) {
        const people = [a0, a1].map((course, index) => {
          const state = course[second % course.length] ?? 'busy';
          const over = state === 'in_call' ? busy : { state: state as RoutingAgent['state'] };
          return agent(`a${index}`, over, { g: 5 });
        });
        const decision = at(second, people);
        if (decision.kind !== 'wait') return expect.fail(`nobody is free, and yet: ${decision.kind}`);
        const reached = decision.reached ?? last;
        expect(reached.stage).toBeGreaterThanOrEqual(last.stage);
        expect(reached.at).toBeGreaterThanOrEqual(last.at);
        expect(reached.at).toBeLessThanOrEqual(now + second * 1_000);
        const [left] = plan.slice(last.stage);
        const nobodyGoes = people.every(({ state }) => state !== 'leaving');
        if (reached.stage > last.stage && left?.kind === 'skill_group' && nobodyGoes)
          expect(reached.at - last.at).toBeGreaterThanOrEqual(left.patienceMs ?? Number.POSITIVE_INFINITY);
        if (decision.until !== null) expect(decision.until).toBeGreaterThan(now + second * 1_000);
        last = reached;
      }
    }),
    { numRuns: 300 },
  );
});
