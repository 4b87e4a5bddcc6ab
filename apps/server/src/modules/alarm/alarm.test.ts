import type { AlarmThresholds, FloorBoard } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { causesOf, fineForMs, judge, type OpenAlarm } from './alarm.ts';

const now = Date.parse('2026-03-02T10:00:00.000Z');
const none = { maxWaiting: null, maxWaitSeconds: null, minServiceLevelPercent: null, minAgentsFree: null };
const board = (group: object = {}, agents: object[] = []): FloorBoard =>
  ({
    groups: [
      {
        ...{ groupId: 'cards', waiting: 0, oldestAt: null, oldest: null, agents: { free: 2 } },
        today: { answered: 10, late: 0, serviceLevelPercent: 90 },
        ...group,
      },
    ],
    agents,
    entries: [],
  }) as unknown as FloorBoard;
const causes = (limits: Partial<AlarmThresholds>, group?: object, agents?: object[]) =>
  causesOf(board(group, agents), new Map([['cards', { ...none, ...limits }]]), now).map(({ kind, value }) => [
    kind,
    value,
  ]);

describe('a cause', () => {
  it.each<[string, Partial<AlarmThresholds>, object, unknown]>([
    ['more wait than allowed', { maxWaiting: 3 }, { waiting: 4 }, [['waiting', 4]]],
    ['as many as allowed', { maxWaiting: 3 }, { waiting: 3 }, []],
    [
      'somebody waits too long',
      { maxWaitSeconds: 100 },
      { oldestAt: '2026-03-02T09:58:00.000Z' },
      [['longest_wait', 120]],
    ],
    ['the day is below its promise', { minServiceLevelPercent: 95 }, {}, [['service_level', 90]]],
    [
      'too few contacts say nothing',
      { minServiceLevelPercent: 95 },
      { today: { answered: 2, late: 1, serviceLevelPercent: 0 } },
      [],
    ],
    ['too few are free', { minAgentsFree: 3 }, {}, [['agents_free', 2]]],
    ['no thresholds, no alarms', {}, { waiting: 1000, agents: { free: 0 } }, []],
  ])('%s', (_name, limits, group, expected) => {
    expect(causes(limits, group)).toEqual(expected);
  });
  it('names who waits, also when the board shows only others of the line', () => {
    const oldest = { visitorId: 'v', visitorName: 'Xu Lihua' };
    const found = causesOf(
      board({ oldestAt: '2026-03-02T09:58:00.000Z', oldest }),
      new Map([['cards', { ...none, maxWaitSeconds: 1 }]]),
      now,
    );
    expect(found[0]?.visitor).toEqual(oldest);
  });
  it('is an agent who does not respond', () => {
    expect(
      causes({}, {}, [
        { agentId: 'a', activity: 'not_responding' },
        { agentId: 'b', activity: 'free' },
      ]),
    ).toEqual([['agent_not_responding', null]]);
  });
});

describe('an alarm', () => {
  const cause = { kind: 'waiting', subjectId: 'cards', threshold: 3, value: 4, visitor: null } as const;
  const open = (fineSince: number | null): OpenAlarm => ({ id: 'x', kind: 'waiting', subjectId: 'cards', fineSince });
  const nothing = { raise: [], clear: [], fine: [], back: [] };
  it('is raised once', () => {
    expect(judge([cause], [], now)).toEqual({ ...nothing, raise: [cause] });
    expect(judge([cause], [open(null)], now)).toEqual(nothing);
  });
  it('is cleared when there was no cause for a while, and not before', () => {
    expect(judge([], [open(null)], now)).toEqual({ ...nothing, fine: ['x'] });
    expect(judge([], [open(now - fineForMs + 1)], now)).toEqual(nothing);
    expect(judge([], [open(now - fineForMs)], now)).toEqual({ ...nothing, clear: ['x'] });
  });
  it('that is fine for a moment only is not cleared', () => {
    expect(judge([cause], [open(now - 1)], now)).toEqual({ ...nothing, back: ['x'] });
  });
  it('of an agent ends with the agent’s choice', () => {
    const agent: OpenAlarm = { id: 'y', kind: 'agent_not_responding', subjectId: 'a', fineSince: null };
    expect(judge([], [agent], now)).toEqual({ ...nothing, clear: ['y'] });
  });
});
