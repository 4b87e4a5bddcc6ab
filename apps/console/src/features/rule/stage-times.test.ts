import type { RoutingStage } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { earliestStart, setPatience, settled, stageTimes, startAt } from './stage-times.ts';

const regular = (patienceSeconds: number | null): RoutingStage => ({
  kind: 'regular_agent',
  choose: 'last_served',
  withinDays: 90,
  patienceSeconds,
});
const callback: RoutingStage = { kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null };
const rule = (stages: RoutingStage[], then: 'decide' | 'fall_through' = 'decide') => ({ stages, then });
const spans = (stages: RoutingStage[], then?: 'fall_through') =>
  stageTimes(rule(stages, then)).map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]);

describe('the times of stages', () => {
  it('follow each other, the last one without an end', () => {
    expect(spans([regular(20), regular(40), callback])).toEqual([
      [0, 20],
      [20, 60],
      [60, null],
    ]);
  });
  it('give an endless stage before another one the time the router gives it', () => {
    expect(spans([regular(null), callback])).toEqual([
      [0, 30],
      [30, null],
    ]);
  });
  it('end in a rule that falls through, because the next rule follows', () => {
    expect(spans([regular(20)], 'fall_through')).toEqual([[0, 20]]);
    expect(spans([regular(null)], 'fall_through')).toEqual([[0, 30]]);
  });
  it('have no end where the entry leaves for another line', () => {
    const overflow = { kind: 'overflow', groupId: 'g' } as unknown as RoutingStage;
    expect(spans([regular(60), overflow])).toEqual([
      [0, 60],
      [60, null],
    ]);
  });
});

describe('changing them', () => {
  it('lets a stage begin when wanted by stretching the one before', () => {
    const three = rule([regular(20), regular(40), callback]);
    expect(stageTimes(startAt(three, 2, 180))[2]).toEqual({ fromSeconds: 180, untilSeconds: null });
    expect(stageTimes(startAt(three, 2, 180))[1]).toEqual({ fromSeconds: 20, untilSeconds: 180 });
  });
  it('never lets a stage begin before the one before it has begun', () => {
    const three = rule([regular(20), regular(40), callback]);
    expect(earliestStart(three, 2)).toBe(21);
    expect(stageTimes(startAt(three, 2, 5))[2]?.fromSeconds).toBe(21);
    expect(startAt(three, 0, 50)).toBe(three);
  });
  it('leaves the other stages alone', () => {
    const two = setPatience(rule([regular(20), regular(40)]), 0, 25);
    expect(two.stages.map((stage) => stage.kind !== 'overflow' && stage.patienceSeconds)).toEqual([25, 40]);
  });
  it('settles ends: none for the last that decides, one for each that others follow', () => {
    const patience = (stages: RoutingStage[], then?: 'fall_through') =>
      settled(rule(stages, then)).stages.map((stage) => (stage.kind === 'overflow' ? 0 : stage.patienceSeconds));
    expect(patience([regular(null), regular(40)])).toEqual([30, null]);
    expect(patience([regular(null)], 'fall_through')).toEqual([30]);
  });
});
