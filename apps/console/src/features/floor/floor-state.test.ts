import type { FloorAgent, FloorBoard, FloorGroup } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { inOrderOfCare, ofGroup, runningWork, totalsOf, withChange } from './floor-state.ts';

const agent = (agentId: string, activity: FloorAgent['activity'], groups = ['cards'], work: object[] = []) =>
  ({
    ...{ agentId, displayName: agentId, activity, since: '', ringing: 0, consulted: 0, textLimit: 5, work },
    groups: groups.map((groupId) => ({ groupId, level: 3 })),
  }) as unknown as FloorAgent;
const group = (groupId: string, more: object = {}) =>
  ({
    ...{
      groupId,
      name: groupId,
      waiting: 0,
      ringing: 0,
      byMedium: { text: 0, voice: 0, video: 0 },
      oldestAt: null,
      oldest: null,
      callbacks: 0,
    },
    ...{ serviceLevel: { targetSeconds: 20, promisedPercent: 80 }, allowPick: false },
    today: { answered: 0, answeredInTime: 0, abandoned: 0, late: 0, serviceLevelPercent: null },
    ...more,
  }) as unknown as FloorGroup;
const board = (more: Partial<FloorBoard> = {}): FloorBoard => ({
  ...{ at: '', revision: 3, groups: [], agents: [], entries: [], alarms: [] },
  ...more,
});

describe('a change of the board', () => {
  const change = { at: '', revision: 4, groups: null, agents: [], gone: [], entries: null, alarms: null };
  it('that does not follow asks for the whole again; one already known changes nothing', () => {
    expect(withChange(board(), { ...change, revision: 5 })).toBeNull();
    const known = board();
    expect(withChange(known, { ...change, revision: 3 })).toBe(known);
  });
  it('replaces agents, takes away who is gone, keeps the rest', () => {
    const before = board({ agents: [agent('ann', 'free'), agent('bob', 'free'), agent('cat', 'free')] });
    const after = withChange(before, { ...change, agents: [agent('bob', 'break')], gone: ['cat'] as never });
    expect(after?.agents.map(({ agentId, activity }) => [agentId, activity])).toEqual([
      ['ann', 'free'],
      ['bob', 'break'],
    ]);
  });
});

describe('the large numbers', () => {
  it('count an agent of two groups once, and everybody but the offline as there', () => {
    const agents = [agent('ann', 'free', ['cards', 'loans']), agent('bob', 'offline'), agent('cat', 'in_contact')];
    expect(totalsOf(board({ agents }))).toMatchObject({ free: 1, there: 2 });
  });
  it('count everybody at one thing, and say apart who serves on although they chose another state meanwhile', () => {
    const agents = [
      agent('ann', 'ringing'),
      agent('bob', 'busy', [], [{}]),
      agent('cat', 'in_contact', [], [{}]),
      agent('dan', 'free'),
    ];
    expect(totalsOf(board({ agents }))).toMatchObject({
      activities: { ringing: 1, in_contact: 1, busy: 1, free: 1 },
      ...{ stillServing: 1, there: 4 },
    });
  });
  it('take the service level over all contacts, not the mean of the groups', () => {
    const groups = [
      group('cards', { today: { answered: 90, answeredInTime: 90, abandoned: 0, late: 0 } }),
      group('loans', { today: { answered: 5, answeredInTime: 0, abandoned: 5, late: 5 } }),
    ];
    expect(totalsOf(board({ groups })).percent).toBe(90);
  });
  it('name the longest wait and its group, and a target only where all groups have the same', () => {
    const groups = [
      group('cards', { oldestAt: '2026-03-02T10:00:00.000Z' }),
      group('loans', {
        oldestAt: '2026-03-02T09:00:00.000Z',
        serviceLevel: { targetSeconds: 30, promisedPercent: 80 },
      }),
    ];
    expect(totalsOf(board({ groups }))).toMatchObject({
      ...{ longest: { group: { name: 'loans' } }, targetSeconds: null, promisedPercent: 80 },
    });
    expect(totalsOf(ofGroup(board({ groups }), 'cards'))).toMatchObject({ targetSeconds: 20 });
  });
});

it('running contacts come longest first, agents to look after come first', () => {
  const agents = [
    agent('ann', 'free'),
    agent('bob', 'in_contact', [], [{ since: '2' }, { since: '1' }]),
    agent('cat', 'not_responding'),
  ];
  expect(runningWork(agents).map((work) => work.since)).toEqual(['1', '2']);
  expect(inOrderOfCare(agents).map((one) => one.displayName)).toEqual(['cat', 'bob', 'ann']);
});
