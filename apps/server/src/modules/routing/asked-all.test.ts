import { type AgentId, type SkillGroupId, textPlaces } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { agent, entry, half, now, world } from '../../../test/routing-worlds.ts';
import { askAgainAfter, asksDiffer, groupPlan, type PlanStage, type RoutingEntry, route } from './index.ts';

const level = (minLevel: number, patienceMs: number | null) =>
  ({ ...groupPlan('g' as SkillGroupId, 0, minLevel).stages[0], patienceMs }) as PlanStage;
const no = (name: string, times = 1, lastAt = now - 1_000) => ({ agentId: name as AgentId, times, lastAt });
const full = { capacity: textPlaces(1), loads: { text: 1, voice: 0, video: 0 } };
const told = (one: RoutingEntry, agents: readonly ReturnType<typeof agent>[]) => {
  const [decision] = route(world({ entries: [one], agents: [...agents] }), now, half);
  return decision?.kind === 'wait' ? decision.askedAll : decision?.kind;
};

describe('that all were asked already', () => {
  it('is said with when the first of them is asked again', () => {
    const asked = [no('a', 1, now - 1_000), no('b', 2, now - 2_000)];
    expect(told(entry('e', { asked }), [agent('a'), agent('b')])).toEqual({
      next: 'again',
      at: now - 1_000 + askAgainAfter(1),
    });
  });

  it('is not said while somebody can be asked, while all are only busy, or while nobody is there', () => {
    expect(told(entry('e', { asked: [no('a')] }), [agent('a'), agent('b')])).toBe('offer');
    expect(told(entry('e'), [agent('a', full)])).toBeNull();
    expect(told(entry('e', { asked: [no('a')] }), [agent('a', full)])).toBeNull();
    expect(told(entry('e', { asked: [no('a')] }), [agent('a', { state: 'offline' })])).toBeNull();
  });

  it('before the last stage is said with when the plan goes further, as long as another one may come free', () => {
    const plan = { priority: 0, stages: [level(3, 300_000), level(1, null)] };
    const one = entry('e', { plan, asked: [no('a')], enqueuedAt: now - 60_000 });
    expect(told(one, [agent('a'), agent('b', full)])).toEqual({ next: 'further', at: now + 240_000 });
  });

  it('at the end counts whoever the stages before it name', () => {
    const offer: PlanStage = { kind: 'offer', options: [{ kind: 'callback' }], afterMs: 0, patienceMs: null };
    const plan = { priority: 0, stages: [level(1, 60_000), offer] };
    const one = entry('e', { plan, asked: [no('a')], enqueuedAt: now - 120_000 });
    expect(told(one, [agent('a')])).toEqual({ next: 'again', at: now - 1_000 + askAgainAfter(1) });
  });

  it('is stored again only when it is another thing', () => {
    expect(asksDiffer(null, null)).toBe(false);
    expect(asksDiffer({ next: 'again', at: 5 }, { next: 'again', at: 5 })).toBe(false);
    expect(asksDiffer({ next: 'again', at: 5 }, { next: 'again', at: 6 })).toBe(true);
    expect(asksDiffer({ next: 'again', at: 5 }, { next: 'further', at: 5 })).toBe(true);
    expect(asksDiffer({ next: 'again', at: null }, null)).toBe(true);
  });
});
