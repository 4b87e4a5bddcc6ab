import {
  type AgentId,
  type Capacity,
  type Medium,
  noLoads,
  type OfferId,
  type QueueEntryId,
  type SkillGroupId,
  textPlaces,
} from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { agent, entry, group, half, now, world } from '../../../test/routing-worlds.ts';
import {
  askAgainAfter,
  groupPlan,
  type PlanStage,
  type RoutingAgent,
  type RoutingDecision,
  type RoutingEntry,
  type RoutingSnapshot,
  route,
} from './index.ts';

const text = (count: number): RoutingAgent['loads'] => ({ ...noLoads, text: count });
/** A call wants every unit: with a text at hand none can come. */
const callsTakeAll: Capacity = { ...textPlaces(3), video: { limit: 1, weight: 3, exclusive: true } };
const only = (snapshot: RoutingSnapshot, at = now): RoutingDecision => {
  const [first] = route(snapshot, at, half);
  if (!first) throw new Error('no decision');
  return first;
};
const verdicts = (decision: RoutingDecision): Record<string, string> =>
  decision.kind === 'offer'
    ? Object.fromEntries(decision.reason.considered.map((one) => [one.agentId, one.verdict]))
    : {};

describe('one decision', () => {
  test('goes to the agent with the highest share of free capacity, and says why not the others', () => {
    const decision = only(
      world({
        entries: [entry('e', { minLevel: 2 })],
        agents: [
          agent('half', { loads: text(2), capacity: textPlaces(4) }),
          agent('most', { loads: text(1), capacity: textPlaces(5), idleSince: null }),
          agent('full', { loads: text(3) }),
          agent('call', { loads: { ...noLoads, video: 1 } }),
          agent('away', { state: 'break' }),
          agent('gone', { state: 'offline' }),
          agent('deaf', { state: 'not_responding' }),
          agent('junior', {}, { g: 1 }),
          agent('stranger', {}, { other: 5 }),
        ],
      }),
    );
    expect(decision).toMatchObject({ kind: 'offer', agentId: 'most', stageIndex: 0, ringMs: 20_000 });
    expect(verdicts(decision)).toEqual({
      half: 'eligible',
      most: 'chosen',
      full: 'at_capacity',
      call: 'in_call',
      away: 'on_break',
      gone: 'offline',
      deaf: 'not_responding',
      junior: 'level_too_low',
    });
  });

  test('settles equal shares by the longest idle, and idle before busy', () => {
    const agents = [
      agent('short', { idleSince: now - 10 }),
      agent('long', { idleSince: now - 9_000 }),
      agent('busy', { idleSince: null }),
    ];
    expect(only(world({ entries: [entry('e')], agents }))).toMatchObject({ agentId: 'long' });
    const loaded = [
      agent('busy', { loads: text(1), idleSince: null, capacity: textPlaces(9) }),
      agent('idle', { capacity: textPlaces(1) }),
    ];
    const longest = world({ entries: [entry('e')], agents: loaded, groups: [group('g', 'longest_idle')] });
    expect(only(longest)).toMatchObject({ agentId: 'idle' });
  });

  test.each<[Medium, Partial<RoutingAgent>, boolean]>([
    ['text', { loads: text(2) }, true],
    ['text', { loads: text(3) }, false],
    ['text', { loads: { ...noLoads, video: 1 } }, false],
    ['video', { loads: text(3) }, true],
    ['video', { loads: { ...noLoads, video: 1 } }, false],
    ['voice', { loads: text(3) }, true],
    ['voice', { loads: { ...noLoads, video: 1 } }, false],
  ])('%s to an agent with %j: %s', (medium, load, possible) => {
    const decision = only(world({ entries: [entry('e', { medium })], agents: [agent('a', load)] }));
    expect(decision.kind).toBe(possible ? 'offer' : 'wait');
  });

  test('a head nobody can take holds up nobody behind it', () => {
    const decisions = route(
      world({
        entries: [
          entry('stuck', { groupId: 'h', enqueuedAt: now - 9_000 }),
          entry('call', { medium: 'video', enqueuedAt: now - 8_000 }),
          entry('next', { enqueuedAt: now - 5_000 }),
        ],
        agents: [agent('a', { capacity: callsTakeAll, loads: text(1) })],
        groups: [group('g'), group('h')],
      }),
      now,
      half,
    );
    expect(decisions.map((one) => [one.entryId, one.kind])).toEqual([
      ['stuck', 'wait'],
      ['call', 'wait'],
      ['next', 'offer'],
    ]);
  });

  test('whoever did not take it is asked again only when nobody else can, and not before a pause', () => {
    const asked = [{ agentId: 'a' as AgentId, times: 1, lastAt: now - 1_000 }];
    const both = world({ entries: [entry('e', { asked })], agents: [agent('a'), agent('b', { loads: text(2) })] });
    const decision = only(both);
    expect(decision).toMatchObject({ kind: 'offer', agentId: 'b' });
    expect(verdicts(decision)).toEqual({ a: 'declined_before', b: 'chosen' });

    const alone = world({ entries: [entry('e', { asked })], agents: [agent('a'), agent('b', { loads: text(3) })] });
    expect(only(alone)).toMatchObject({ kind: 'wait', reason: 'asked_already', until: now - 1_000 + askAgainAfter(1) });
    expect(only(alone, now + askAgainAfter(1))).toMatchObject({ kind: 'offer', agentId: 'a' });
    // The clock was set back: the agent is not shut out until it has caught up.
    expect(only(alone, now - 7_200_000)).toMatchObject({ kind: 'offer', agentId: 'a' });
  });

  test('the pause grows with every no; what was only taken back costs a moment', () => {
    for (const [times, seconds] of [
      [0, 10],
      [1, 30],
      [2, 60],
      [3, 120],
      [9, 120],
    ] as const) {
      const asked = [{ agentId: 'a' as AgentId, times, lastAt: now }];
      const alone = world({ entries: [entry('e', { asked })], agents: [agent('a')] });
      expect(only(alone, now + seconds * 1_000 - 1)).toMatchObject({ until: now + seconds * 1_000 });
      expect(only(alone, now + seconds * 1_000)).toMatchObject({ kind: 'offer', agentId: 'a' });
    }
  });

  test('before the last stage nobody is asked twice: when all who could have said no, the next stage has its turn at once', () => {
    const level = (minLevel: number, patienceMs: number | null) =>
      ({ ...groupPlan('g' as SkillGroupId, 0, minLevel).stages[0], patienceMs }) as PlanStage;
    const asked = [{ agentId: 'a' as AgentId, times: 1, lastAt: now }];
    const plan = { priority: 0, stages: [level(3, 300_000), level(1, null)] };
    const one = entry('e', { asked, plan, enqueuedAt: now });
    const low = (state: 'online' | 'break') => agent('low', { state }, { g: 1 });
    const busy = agent('b', { loads: text(3) });
    expect(only(world({ entries: [one], agents: [agent('a'), low('online')] }))).toMatchObject({ agentId: 'low' });
    // While somebody else of the stage may come free it is waited for, however long ago the no was.
    const waits = world({ entries: [one], agents: [agent('a'), busy, low('online')] });
    expect(only(waits, now + 200_000)).toMatchObject({ kind: 'wait', stageIndex: 0, reason: 'asked_already' });
    // Nobody else is there at all: asked again, after the pause.
    const alone = world({ entries: [one], agents: [agent('a'), low('break')] });
    expect(only(alone)).toMatchObject({ kind: 'wait', until: now + 30_000 });
    expect(only(alone, now + 30_000)).toMatchObject({ kind: 'offer', agentId: 'a' });
  });

  describe('taken back from the only one of a group stage', () => {
    const level = (minLevel: number, patienceMs: number | null) =>
      ({ ...groupPlan('g' as SkillGroupId, 0, minLevel).stages[0], patienceMs }) as PlanStage;
    const plan = { priority: 0, stages: [level(3, 300_000), level(1, null)] };
    const back = entry('e', { excluded: ['a' as AgentId], plan, enqueuedAt: now });
    const low = agent('low', {}, { g: 1 });

    test('the next stage has its turn at once, whatever they do meanwhile and whoever else is away', () => {
      for (const state of ['online', 'wrap_up', 'break', 'offline'] as const) {
        const agents = [agent('a', { state }), agent('b', { state: 'offline' }), low];
        expect(only(world({ entries: [back], agents }))).toMatchObject({ kind: 'offer', agentId: 'low' });
      }
    });

    test.each([
      ['busy', { loads: text(3) }],
      ['in a call', { loads: { ...noLoads, video: 1 } }],
      ['in wrap-up', { state: 'wrap_up' }],
    ] as const)('while another one is only %s, that one is waited for', (_, over) => {
      const agents = [agent('a'), agent('b', over), low];
      expect(only(world({ entries: [back], agents }))).toMatchObject({ kind: 'wait', stageIndex: 0 });
    });

    test('while another one is still being handed the pile bit by bit, that one is waited for', () => {
      const agents = [agent('a'), agent('b', { loads: text(1), arrivedAt: now }), low];
      const groups = [{ ...group('g'), rampMs: 60_000 }];
      expect(only(world({ entries: [back], agents, groups }))).toMatchObject({ kind: 'wait', until: now + 60_000 });
    });

    test('whoever nothing was taken back for waits for the group as before, also beside them', () => {
      const other = entry('f', { plan, enqueuedAt: now });
      const agents = [agent('a', { loads: text(3) }), low];
      for (const entries of [
        [back, other],
        [{ ...other, id: 'd' as QueueEntryId }, back],
      ]) {
        const kinds = route(world({ entries, agents }), now, half).map((one) => [one.entryId === 'e', one.kind]);
        expect(kinds.sort()).toEqual([
          [false, 'wait'],
          [true, 'offer'],
        ]);
      }
      const nobody = [agent('a', { state: 'offline' })];
      expect(only(world({ entries: [other], agents: nobody }))).toMatchObject({
        kind: 'wait',
        reason: 'nobody_online',
      });
    });

    test('a beginner who is not to be asked again does not end the wait for an expert', () => {
      const agents = [agent('a', {}, { g: 1 }), agent('b', { state: 'offline' }), low];
      expect(only(world({ entries: [back], agents }))).toMatchObject({ kind: 'wait', stageIndex: 0 });
    });

    test('whoever said no and has taken something else since is not waited for either', () => {
      const asked = [{ agentId: 'a' as AgentId, times: 1, lastAt: now - 1_000 }];
      const said = entry('e', { asked, plan, enqueuedAt: now });
      const agents = [agent('a', { loads: text(3) }), low];
      expect(only(world({ entries: [said], agents }))).toMatchObject({ kind: 'offer', agentId: 'low' });
    });

    test('says why, where nobody else is left at the last stage', () => {
      const last = { ...back, plan: groupPlan('g' as SkillGroupId) };
      expect(only(world({ entries: [last], agents: [agent('a')] }))).toMatchObject({
        reason: 'taken_back',
        until: null,
      });
      const busy = [agent('a'), agent('b', { loads: text(3) })];
      expect(only(world({ entries: [last], agents: busy }))).toMatchObject({ reason: 'no_free_place' });
    });
  });

  describe('somebody of a group stage goes after the work at hand', () => {
    const level = (minLevel: number, patienceMs: number | null) =>
      ({ ...groupPlan('g' as SkillGroupId, 0, minLevel).stages[0], patienceMs }) as PlanStage;
    const plan = { priority: 0, stages: [level(3, 300_000), level(1, null)] };
    const one = entry('e', { plan, enqueuedAt: now });
    const leaving = agent('a', { state: 'leaving', loads: text(1) });
    const low = agent('low', {}, { g: 1 });

    test('the next stage has its turn at once, also when all others of the stage are away', () => {
      for (const state of ['offline', 'break', 'busy', 'not_responding'] as const) {
        const decision = only(world({ entries: [one], agents: [leaving, agent('b', { state }), low] }));
        expect(decision).toMatchObject({ kind: 'offer', agentId: 'low', stageIndex: 1 });
        expect(verdicts(decision)).toMatchObject({ a: 'leaving' });
      }
    });

    test.each([
      ['busy', { loads: text(3) }],
      ['in wrap-up', { state: 'wrap_up' }],
    ] as const)('while another one is only %s, that one is waited for', (_, over) => {
      const agents = [leaving, agent('b', over), low];
      expect(only(world({ entries: [one], agents }))).toMatchObject({ kind: 'wait', stageIndex: 0 });
    });

    test('once they are away the group is waited for as any other: somebody may come', () => {
      const agents = [{ ...leaving, state: 'break' as const }, low];
      expect(only(world({ entries: [one], agents }))).toMatchObject({ kind: 'wait', stageIndex: 0 });
    });

    test('a beginner who goes does not end the wait for an expert', () => {
      const agents = [agent('b', { state: 'leaving' }, { g: 1 }), agent('c', { state: 'offline' }), low];
      expect(only(world({ entries: [one], agents }))).toMatchObject({ kind: 'wait', stageIndex: 0 });
    });

    test('with the choice taken back they are asked from the last stage as well', () => {
      const passed = { ...one, reached: { stage: 1, at: now } };
      const agents = [agent('a', { loads: text(1) }), { ...low, loads: text(3) }];
      expect(only(world({ entries: [passed], agents }))).toMatchObject({ kind: 'offer', agentId: 'a' });
    });

    test('somebody who is named and goes is passed over, also in their wrap-up', () => {
      const named: PlanStage = {
        ...{ kind: 'designated_agent', agentId: 'a' as AgentId, lookupId: null, patienceMs: 20_000 },
      };
      const theirs = entry('e', { plan: { priority: 0, stages: [named, level(1, null)] }, enqueuedAt: now });
      expect(only(world({ entries: [theirs], agents: [leaving, low] }))).toMatchObject({ agentId: 'low' });
    });

    test('at the last stage the wait says why', () => {
      expect(only(world({ entries: [entry('e')], agents: [leaving] }))).toMatchObject({
        ...{ kind: 'wait', reason: 'leaving', until: null },
      });
    });
  });

  test('a caller whose page is away keeps the place but rings nobody; a writer is served', () => {
    const away = world({ entries: [entry('e', { medium: 'video', visitorAway: true })], agents: [agent('a')] });
    expect(only(away)).toMatchObject({ kind: 'wait', reason: 'visitor_away' });
    expect(only(world({ entries: [entry('e', { visitorAway: true })], agents: [agent('a')] })).kind).toBe('offer');
  });

  test.each([
    ['no_members', [], [group('g')]],
    ['no_members', [agent('a')], []],
    ['nobody_online', [agent('a', { state: 'offline' }), agent('b', { state: 'break' })], [group('g')]],
    ['no_free_place', [agent('a', { loads: text(3) })], [group('g')]],
  ] as const)('waits because of %s', (reason, agents, groups) => {
    expect(only(world({ entries: [entry('e')], agents, groups }))).toMatchObject({ kind: 'wait', reason });
  });

  test('a beginner who is there does not make the experts of a stage be there; one who finishes notes does', () => {
    const plan = groupPlan('g' as SkillGroupId, 0, 3);
    const beginner = agent('b', {}, { g: 2 });
    const reasonWith = (state: 'break' | 'wrap_up') =>
      only(world({ entries: [entry('e', { plan })], agents: [agent('a', { state }), beginner] }));
    expect(reasonWith('break')).toMatchObject({ kind: 'wait', reason: 'nobody_online' });
    expect(reasonWith('wrap_up')).toMatchObject({ kind: 'wait', reason: 'no_free_place' });
  });

  test('an entry that rings is left alone', () => {
    const offers = [{ id: 'o' as OfferId, entryId: 'e' as QueueEntryId, agentId: 'a' as AgentId }];
    expect(route(world({ entries: [entry('e')], agents: [agent('a')], offers }), now, half)).toEqual([]);
  });

  test('a later stage begins when the patience of the one before is over', () => {
    const staged: RoutingEntry = {
      ...entry('e', { enqueuedAt: now - 30_000 }),
      plan: {
        priority: 0,
        stages: [
          {
            kind: 'skill_group',
            groups: [{ groupId: 'h' as SkillGroupId, minLevel: 1 }],
            strategy: null,
            patienceMs: 30_001,
          },
          {
            kind: 'skill_group',
            groups: [{ groupId: 'g' as SkillGroupId, minLevel: 1 }],
            strategy: null,
            patienceMs: null,
          },
        ],
      },
    };
    const snapshot = world({
      entries: [staged],
      agents: [agent('a'), agent('b', { state: 'break' }, { h: 1 })],
      groups: [group('g'), group('h')],
    });
    expect(only(snapshot)).toMatchObject({ kind: 'wait', stageIndex: 0, until: now + 1 });
    expect(only(snapshot, now + 1)).toMatchObject({ kind: 'offer', stageIndex: 1, reason: { stage: 2 } });
  });
});
