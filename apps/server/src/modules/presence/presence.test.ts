import { type AgentId, noLoads, presenceTiming, textPlaces } from '@visavis/protocol';
import { describe, expect, test } from 'vitest';
import { departure, isLost, isReachable, leaseFrom, mayBeOffered, type PresenceRecord } from './presence.ts';

const now = new Date('2026-01-01T10:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const record = (over: Partial<PresenceRecord> = {}): PresenceRecord => ({
  agentId: 'a' as AgentId,
  displayName: 'A',
  state: 'online',
  since: now,
  leaseUntil: leaseFrom(now),
  disconnectedAt: null,
  loads: noLoads,
  capacity: textPlaces(2),
  strained: false,
  missedOffers: 0,
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
    for (const state of ['break', 'not_responding', 'offline'] as const)
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
    [{ disconnectedAt: now }, 'video', false],
  ] as const)('%j may be offered %s: %s', (over, kind, possible) => {
    expect(mayBeOffered(record(over), kind, now)).toBe(possible);
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
