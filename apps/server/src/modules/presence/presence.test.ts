import { type AgentId, noLoads, presenceTiming, textPlaces } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { nextState } from '../../lib/state-machine.ts';
import {
  arrivalAfter,
  choiceEvent,
  departure,
  isFinished,
  isLost,
  isReachable,
  leaseFrom,
  mayBeOffered,
  type PresenceRecord,
  presenceTransitions,
  stateForRouting,
} from './presence.ts';

const now = new Date('2026-01-01T10:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const record = (over: Partial<PresenceRecord> = {}): PresenceRecord => ({
  agentId: 'a' as AgentId,
  displayName: 'A',
  state: 'online',
  since: now,
  reason: null,
  wrapUntil: null,
  next: null,
  leaseUntil: leaseFrom(now),
  disconnectedAt: null,
  loads: noLoads,
  capacity: textPlaces(2),
  strained: false,
  missedOffers: 0,
  arrivedAt: now,
  idleSince: now,
  lastAssignedAt: null,
  version: 1,
  ...over,
});
const { leaseMs, callGraceMs } = presenceTiming;

describe('presence', () => {
  test('an agent is reachable while online, connected and inside the lease', () => {
    expect(isReachable(record(), later(leaseMs))).toBe(true);
    expect(isReachable(record(), later(leaseMs + 1))).toBe(false);
    expect(isReachable(record({ disconnectedAt: now }), now)).toBe(false);
    expect(isReachable(record({ state: 'wrap_up' }), now)).toBe(true);
    for (const state of ['busy', 'break', 'not_responding', 'offline'] as const)
      expect(isReachable(record({ state }), now)).toBe(false);
  });

  test('a call gives 30 seconds more before the agent counts as lost', () => {
    expect(isLost(record(), later(leaseMs))).toBe(false);
    expect(isLost(record(), later(leaseMs + 1))).toBe(true);
    expect(isLost(record({ loads: { ...noLoads, video: 1 } }), later(leaseMs + callGraceMs))).toBe(false);
    expect(isLost(record({ loads: { ...noLoads, video: 1 } }), later(leaseMs + callGraceMs + 1))).toBe(true);
  });

  test.each([
    [{}, 'text', true],
    [{ loads: { ...noLoads, text: 1 } }, 'text', true],
    [{ loads: { ...noLoads, text: 2 } }, 'text', false],
    [{ loads: { ...noLoads, text: 2 } }, 'video', true],
    [{ loads: { ...noLoads, video: 1 } }, 'video', false],
    [{ loads: { ...noLoads, video: 1 } }, 'text', false],
    [{ state: 'break' }, 'text', false],
    [{ state: 'busy' }, 'text', false],
    [{ state: 'wrap_up' }, 'text', false],
    [{ next: { state: 'break', reason: null } }, 'text', false],
    [{ state: 'wrap_up', next: { state: 'break', reason: null } }, 'text', false],
    [{ disconnectedAt: now }, 'video', false],
  ] as const)('%j may be offered %s: %s', (over, kind, possible) => {
    expect(mayBeOffered(record(over), kind, now)).toBe(possible);
  });

  test('whoever goes after this one is leaving for the router, while they work and while they wrap up', () => {
    const next = { state: 'break', reason: null } as const;
    expect(stateForRouting(record({ next }), now)).toBe('leaving');
    expect(stateForRouting(record({ state: 'wrap_up', next }), now)).toBe('leaving');
    expect(stateForRouting(record({ state: 'wrap_up' }), now)).toBe('wrap_up');
    expect(stateForRouting(record({ state: 'break', next }), now)).toBe('break');
    expect(stateForRouting(record({ next, disconnectedAt: now }), now)).toBe('offline');
  });

  test('work goes back when the agent is gone; not while they finish a call they are in', () => {
    expect(departure(record(), later(leaseMs + 1))).toBeNull();
    expect(departure(record({ state: 'break' }), now)).toBeNull();
    expect(departure(record({ state: 'offline' }), now)).toBe('signed_out');
    expect(departure(record({ state: 'offline', loads: { ...noLoads, video: 1 } }), now)).toBeNull();
    expect(
      departure(record({ state: 'offline', loads: { ...noLoads, video: 1 } }), later(leaseMs + callGraceMs + 1)),
    ).toBe('lost');
    expect(departure(record({ state: 'offline' }), later(leaseMs + 1))).toBe('lost');
  });
});

describe('the transition table', () => {
  const states = Object.keys(presenceTransitions) as (keyof typeof presenceTransitions)[];

  test('every state can be left for every choice', () => {
    for (const state of states)
      for (const choice of ['online', 'busy', 'break', 'offline'] as const)
        expect(nextState(presenceTransitions, state, choiceEvent(choice)), `${state} to ${choice}`).toBe(choice);
  });

  test('only who is online, or wraps up already, comes into a wrap-up; its end leads back online', () => {
    for (const state of states)
      expect(nextState(presenceTransitions, state, 'wrap_up')).toBe(
        state === 'online' || state === 'wrap_up' ? 'wrap_up' : null,
      );
    for (const state of states)
      expect(nextState(presenceTransitions, state, 'wrap_up_over')).toBe(state === 'wrap_up' ? 'online' : null);
  });

  test('"after this one" has come when nothing is offered, ringing, running or open', () => {
    expect(isFinished(record(), false)).toBe(true);
    expect(isFinished(record(), true)).toBe(false);
    expect(isFinished(record({ loads: { ...noLoads, voice: 1 } }), false)).toBe(false);
  });
});

describe('arrival', () => {
  const before = new Date('2026-01-01T08:00:00Z');
  test.each([
    ['offline', 'online', true],
    ['break', 'online', true],
    ['not_responding', 'online', true],
    ['wrap_up', 'online', false],
    ['busy', 'online', false],
    ['online', 'wrap_up', false],
    ['online', 'busy', false],
    ['online', 'break', false],
    ['offline', 'busy', true],
  ] as const)('from %s to %s begins anew: %s', (from, to, anew) => {
    expect(arrivalAfter({ state: from, arrivedAt: before }, to, now)).toEqual(anew ? now : before);
  });
});
