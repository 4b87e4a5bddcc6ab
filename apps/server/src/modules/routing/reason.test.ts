import type { AgentId, RoutingReason, SkillGroupId } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { agent, entry, group, half, now, world } from '../../../test/routing-worlds.ts';
import { type PlanStage, type RoutingAgent, type RoutingDecision, type RoutingEntry, route } from './index.ts';

const level = (minLevel: number, seconds: number | null, groupId = 'g'): PlanStage => ({
  ...{ kind: 'skill_group', groups: [{ groupId: groupId as SkillGroupId, minLevel }], strategy: null },
  patienceMs: seconds === null ? null : seconds * 1_000,
});
const regular = (name: string | null): PlanStage => ({
  ...{ kind: 'regular_agent', choose: 'last_served', agentId: name as AgentId | null, patienceMs: 20_000 },
});
const busy = { loads: { text: 3, voice: 0, video: 0 }, idleSince: null };
const decide = (
  stages: readonly PlanStage[],
  agents: readonly RoutingAgent[],
  over: Partial<RoutingEntry> = {},
  at = now,
): RoutingDecision => {
  const one = entry('e', { ...over, plan: { priority: 0, stages }, enqueuedAt: now, enteredAt: now });
  const [first] = route(world({ entries: [one], agents, groups: [group('g'), group('h')] }), at, half);
  return first ?? expect.fail('no decision');
};
const reasonOf = (...asked: Parameters<typeof decide>): RoutingReason => {
  const decision = decide(...asked);
  return decision.kind === 'offer' ? decision.reason : expect.fail(`${decision.kind}: nobody was asked`);
};
const saidNo = (name: string, ago = 1_000) => ({ agentId: name as AgentId, times: 1, lastAt: now - ago });

describe('the stages that a decision went past', () => {
  const low = agent('low', {}, { g: 1 });

  test('are told with an offer, each with what made it pass: away, nobody in the group, all said no, going', () => {
    const stages = [regular('wei'), regular(null), level(1, 60, 'h'), level(3, 300), level(1, null)];
    const wei = agent('wei', { state: 'break' }, {});
    const passed = [
      { stage: 1, why: 'nobody_online' },
      { stage: 2, why: 'no_members' },
      { stage: 3, why: 'no_members' },
    ];
    const no = { asked: [saidNo('a')] };
    expect(reasonOf(stages, [wei, agent('a'), low], no)).toMatchObject({
      ...{ stage: 5, passed: [...passed, { stage: 4, why: 'asked_already' }] },
    });
    expect(reasonOf(stages, [wei, agent('a', { state: 'leaving' }), low])).toMatchObject({
      ...{ stage: 5, passed: [...passed, { stage: 4, why: 'leaving' }] },
    });
    const back = { excluded: ['a' as AgentId] };
    expect(reasonOf(stages, [wei, agent('a'), low], back).passed.at(-1)).toEqual({ stage: 4, why: 'taken_back' });
  });

  test('are told with a wait and with an overflow, too', () => {
    const goes = agent('a', { state: 'leaving' });
    expect(decide([level(3, 300), level(1, null)], [goes, agent('low', busy, { g: 1 })])).toMatchObject({
      ...{ kind: 'wait', reason: 'no_free_place', passed: [{ stage: 1, why: 'leaving' }] },
    });
    const overflow: PlanStage = { kind: 'overflow', groupId: 'h' as SkillGroupId };
    expect(decide([level(3, 300), overflow], [goes])).toMatchObject({
      ...{ kind: 'overflow', passed: [{ stage: 1, why: 'leaving' }] },
    });
  });

  test('say so where their time was over; whoever is found at once goes past none', () => {
    const stages = [level(3, 40), level(1, null)];
    const away = agent('a', { state: 'break' });
    expect(reasonOf(stages, [away, low], {}, now + 40_000).passed).toEqual([{ stage: 1, why: 'time_over' }]);
    expect(reasonOf(stages, [agent('a'), low]).passed).toEqual([]);
    // Seen before, and told then.
    expect(reasonOf(stages, [away, low], { reached: { stage: 1, at: now } }).passed).toEqual([]);
  });
});

describe('what is said of a choice', () => {
  const last = [level(2, null)];

  test('there was one: nothing', () => {
    expect(reasonOf(last, [agent('a'), agent('b')]).onlyOne).toBeNull();
  });

  test('nobody else who knows enough is free', () => {
    const others = [agent('b', busy), agent('c', { state: 'break' }), agent('low', {}, { g: 1 })];
    expect(reasonOf(last, [agent('a'), ...others])).toMatchObject({ onlyOne: 'free' });
  });

  test('others are free, but said no, or it was taken back from them, or they are handed the pile bit by bit', () => {
    expect(reasonOf(last, [agent('a'), agent('b')], { asked: [saidNo('b')] }).onlyOne).toBe('left');
    expect(reasonOf(last, [agent('a'), agent('b')], { excluded: ['b' as AgentId] }).onlyOne).toBe('left');
    const beginner = agent('low', {}, { g: 1 });
    expect(reasonOf(last, [agent('a'), beginner], { excluded: ['low' as AgentId] }).onlyOne).toBe('free');
  });

  test('of several groups only the one that is asked counts', () => {
    const either: PlanStage = {
      ...{ kind: 'skill_group', strategy: null, patienceMs: null },
      groups: ['g', 'h'].map((groupId) => ({ groupId: groupId as SkillGroupId, minLevel: 1 })),
    };
    expect(reasonOf([either], [agent('a'), agent('b', {}, { h: 3 })])).toMatchObject({
      groupName: 'g',
      onlyOne: 'free',
    });
  });

  test('whoever is asked again: when they were asked the last time', () => {
    const asked = [saidNo('a', 60_000), saidNo('b')];
    const again = reasonOf(last, [agent('a'), agent('b')], { asked });
    expect(again).toMatchObject({ askedBefore: new Date(now - 60_000).toISOString(), onlyOne: null });
    expect(reasonOf(last, [agent('a'), agent('c')], { asked }).askedBefore).toBeNull();
  });
});
