import { describe, expect, test } from 'vitest';
import { nextState } from '../../lib/state-machine.ts';
import { presenceTransitions } from '../presence/index.ts';
import type { PresenceEvent } from '../presence/presence.ts';
import { type EntryEvent, entryTransitions, isOpenOffer, type OfferEvent, offerTransitions } from './queue.ts';

/** Every pair of state and event, as a table people can read. */
const pairs = <S extends string, E extends string>(
  table: Parameters<typeof nextState<S, E>>[0],
  events: readonly E[],
): Record<string, Record<string, S | null>> =>
  Object.fromEntries(
    (Object.keys(table) as S[]).map((state) => [
      state,
      Object.fromEntries(events.map((event) => [event, nextState(table, state, event)])),
    ]),
  );

describe('transition tables, every pair', () => {
  test('queue entry', () => {
    const ended = { offered: null, not_taken: null, accepted: null, left: null, moved_on: null, waited_too_long: null };
    expect(pairs(entryTransitions, Object.keys(ended) as EntryEvent[])).toEqual({
      waiting: { ...ended, offered: 'ringing', left: 'abandoned', moved_on: 'overflowed', waited_too_long: 'expired' },
      ringing: { ...ended, not_taken: 'waiting', accepted: 'served', left: 'abandoned' },
      served: ended,
      abandoned: ended,
      overflowed: ended,
      expired: ended,
    });
  });

  test('offer', () => {
    const ended = { accept: null, decline: null, run_out: null, withdraw: null };
    expect(pairs(offerTransitions, ['accept', 'decline', 'run_out', 'withdraw'] satisfies OfferEvent[])).toEqual({
      ringing: { accept: 'accepted', decline: 'declined', run_out: 'missed', withdraw: 'cancelled' },
      accepted: ended,
      declined: ended,
      missed: ended,
      cancelled: ended,
    });
  });

  test('presence', () => {
    const choices = {
      ...{ choose_online: 'online', choose_busy: 'busy', choose_break: 'break', choose_offline: 'offline' },
      ...{ missed_too_often: null, lease_ran_out: 'offline', wrap_up: null, wrap_up_over: null },
    };
    const handling = { ...choices, missed_too_often: 'not_responding', wrap_up: 'wrap_up' };
    expect(pairs(presenceTransitions, Object.keys(choices) as PresenceEvent[])).toEqual({
      online: handling,
      busy: choices,
      break: choices,
      wrap_up: { ...handling, wrap_up_over: 'online' },
      not_responding: choices,
      offline: { ...choices, lease_ran_out: null },
    });
  });
});

describe('an offer', () => {
  const at = new Date('2026-01-01T10:00:00Z');
  test.each([
    ['ringing', 1, true],
    ['ringing', 0, false],
    ['ringing', -1, false],
    ['accepted', 1, false],
    ['cancelled', 1, false],
  ] as const)('%s with %i ms left is open: %s', (state, left, open) => {
    expect(isOpenOffer({ state, expiresAt: new Date(at.getTime() + left) }, at)).toBe(open);
  });
});
