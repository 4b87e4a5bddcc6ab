import type { FloorBoard } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { type AgentRow, activityOf, type BoardRows, changeBetween, type GroupRow, toBoard } from './board.ts';
import { serviceLevelPercent, startOfDay } from './service-level.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const group = (groupId: string, more: Partial<GroupRow> = {}): GroupRow => ({
  groupId,
  name: groupId,
  ...{ targetSeconds: 20, promisedPercent: 80, allowPick: false, waiting: 0, ringing: 0, text: 0, voice: 0, video: 0 },
  ...{ callbacks: 0, oldestMs: null, oldest: null, answered: 0, answeredInTime: 0, abandoned: 0, late: 0 },
  ...more,
});
const agent = (agentId: string, more: Partial<AgentRow> = {}): AgentRow => ({
  agentId,
  displayName: agentId,
  ...{
    state: 'online',
    reachable: true,
    reason: null,
    next: null,
    sinceMs: 0,
    idleMs: 0,
    ringing: 0,
    ringsMs: null,
    consulted: 0,
    textLimit: 5,
    loads: { text: 0, voice: 0, video: 0 },
    work: [],
  },
  groups: [{ groupId: 'cards', level: 3 }] as unknown as AgentRow['groups'],
  ...more,
});
const rows = (more: Partial<BoardRows> = {}): BoardRows => ({
  groups: [group('cards')],
  agents: [],
  entries: [],
  ...more,
});
const work = [
  {
    conversationId: 'c',
    visitorId: 'v',
    visitorName: null,
    vipLevel: 0,
    medium: 'text' as const,
    groupId: 'cards',
    sinceMs: 0,
  },
];

describe('the service level', () => {
  it('counts who gave up late, and not who gave up before the promise was due', () => {
    expect(serviceLevelPercent({ answered: 8, answeredInTime: 6, late: 2 })).toBe(60);
    expect(serviceLevelPercent({ answered: 8, answeredInTime: 8, late: 0 })).toBe(100);
  });
  it('is rounded down: a promise just missed does not look kept', () => {
    expect(serviceLevelPercent({ answered: 1000, answeredInTime: 799, late: 0 })).toBe(79);
  });
  it('says nothing before anything happened', () => {
    expect(serviceLevelPercent({ answered: 0, answeredInTime: 0, late: 0 })).toBeNull();
  });
  it('begins anew at midnight where the server is', () => {
    const start = startOfDay(now);
    expect([start.getHours(), start.getMinutes(), start.getDate()]).toEqual([0, 0, now.getDate()]);
  });
});

describe('what an agent is at', () => {
  it.each([
    ['free', agent('a')],
    ['in_contact', agent('a', { work })],
    ['ringing', agent('a', { ringing: 1 })],
    ['in_contact', agent('a', { ringing: 1, work })],
    ['busy', agent('a', { state: 'busy', ringing: 1 })],
    ['in_contact', agent('a', { consulted: 1 })],
    ['offline', agent('a', { reachable: false })],
    ['break', agent('a', { state: 'break', reachable: true, work })],
    ['not_responding', agent('a', { state: 'not_responding' })],
    ['wrap_up', agent('a', { state: 'wrap_up' })],
    ['busy', agent('a', { state: 'something_new' })],
  ])('%s', (activity, row) => {
    expect(activityOf(row)).toBe(activity);
  });
});

describe('the board', () => {
  it('counts somebody at whom it only rings as ringing, in the group as in their own row, since it rings', () => {
    const board = toBoard(rows({ agents: [agent('ann', { ringing: 2, ringsMs: 5_000, sinceMs: 1_000 })] }), [], now);
    expect(board.groups[0]?.agents).toMatchObject({ free: 0, ringing: 1, in_contact: 0 });
    expect(board.agents).toMatchObject([{ activity: 'ringing', since: new Date(5_000).toISOString() }]);
  });
  it('counts the members of each group by what they are at', () => {
    const board = toBoard(
      rows({ agents: [agent('ann'), agent('bob', { work }), agent('cat', { state: 'break' })] }),
      [],
      now,
    );
    expect(board.groups[0]?.agents).toMatchObject({ free: 1, in_contact: 1, break: 1, offline: 0 });
  });
});

describe('a change', () => {
  const before = (more: Partial<BoardRows> = {}): FloorBoard => ({ ...toBoard(rows(more), [], now), revision: 7 });
  it('is told only when there is one', () => {
    expect(changeBetween(before(), toBoard(rows(), [], new Date(now.getTime() + 5_000)))).toBeNull();
  });
  it('names who changed, who is gone, and follows on the revision before', () => {
    const then = before({ agents: [agent('ann'), agent('bob'), agent('cat')] });
    const change = changeBetween(
      then,
      toBoard(rows({ agents: [agent('ann'), agent('bob', { state: 'break' })] }), [], now),
    );
    expect(change).toMatchObject({ revision: 8, gone: ['cat'], entries: null });
    expect(change?.agents.map((one) => one.agentId)).toEqual(['bob']);
    expect(change?.groups).toHaveLength(1);
  });
  it('of the groups alone leaves the agents out', () => {
    const change = changeBetween(
      before({ agents: [agent('ann')] }),
      toBoard(rows({ agents: [agent('ann')], groups: [group('cards', { waiting: 1 })] }), [], now),
    );
    expect(change).toMatchObject({ agents: [], gone: [], groups: [{ waiting: 1 }] });
  });
});
