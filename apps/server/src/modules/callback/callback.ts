/**
 * A callback: somebody keeps the place in line without keeping the page, and is rung back.
 *
 *   waiting   in line, or not before a time. Left when an agent takes it, or when it is called off.
 *   calling   an agent tries to reach the visitor, by number or by link. Left when a call with them is live or the agent says so
 *             (reached; closing says it too), by "not reached" (in line again with a later time, three times at most), or back
 *             to waiting when the agent is lost.
 *   reached   the visitor was reached. For good, but for an agent who is lost before the contact is over: waiting again.
 *   unreached nobody answered three times. For good.
 *   cancelled the visitor or an administrator called it off. For good.
 *
 * Timers, all of them rows: callbacks.not_before, which the queue entry repeats for the router.
 */
import { type CallbackState, type CallbackWindow, callbackAttempts } from '@visavis/protocol';
import { nextState, type TransitionTable } from '../../lib/state-machine.ts';

export type CallbackEvent =
  | 'taken'
  | 'answered'
  | 'finished'
  | 'not_reached'
  | 'given_up'
  | 'agent_lost'
  | 'called_off';

export const callbackTransitions: TransitionTable<CallbackState, CallbackEvent> = {
  waiting: { taken: 'calling', finished: 'cancelled', called_off: 'cancelled' },
  calling: {
    answered: 'reached',
    finished: 'reached',
    not_reached: 'waiting',
    given_up: 'unreached',
    agent_lost: 'waiting',
  },
  reached: { agent_lost: 'waiting' },
  unreached: {},
  cancelled: {},
};

export const afterCallbackEvent = (state: CallbackState, event: CallbackEvent): CallbackState | null =>
  nextState(callbackTransitions, state, event);

const minuteMs = 60_000;
/** How long after the first, second ... vain try the next one is made. */
const retryAfterMs = [10 * minuteMs, 60 * minuteMs] as const;

/** What a vain try leads to. */
export const afterVainTry = (
  attempts: number,
  now: Date,
): { readonly again: Date | null; readonly attempts: number } => {
  const done = attempts + 1;
  if (done >= callbackAttempts) return { again: null, attempts: done };
  return { again: new Date(now.getTime() + (retryAfterMs[done - 1] ?? 60 * minuteMs)), attempts: done };
};

const hourMs = 60 * minuteMs;
/** How far ahead a time may be chosen. */
export const farthestMs = 14 * 24 * hourMs;
const shownDays = 7;

/** When a service is open, as far as it is known. */
export interface OpeningHours {
  readonly timeZone: string;
  isOpen(at: Date): boolean;
}

const minuteOf = (at: Date, timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone, minute: '2-digit' }).format(at));

const isOpenThrough = (hours: OpeningHours, window: { from: Date; to: Date }): boolean => {
  for (let at = window.from.getTime(); at < window.to.getTime(); at += 15 * minuteMs)
    if (!hours.isOpen(new Date(at))) return false;
  return hours.isOpen(new Date(window.to.getTime() - 1));
};

/** Whole hours on the wall clock of the service, from the next one on; the first `count`, of at most seven days. */
export const windowsOf = (hours: OpeningHours, now: Date, count: number): CallbackWindow[] => {
  const found: CallbackWindow[] = [];
  // Half-hour steps: some zones are half an hour off.
  const first = Math.ceil((now.getTime() + 1) / (30 * minuteMs)) * 30 * minuteMs;
  for (let at = first; at < now.getTime() + shownDays * 24 * hourMs && found.length < count; at += 30 * minuteMs) {
    const window = { from: new Date(at), to: new Date(at + hourMs) };
    if (minuteOf(window.from, hours.timeZone) !== 0 || !isOpenThrough(hours, window)) continue;
    found.push({ from: window.from.toISOString(), to: window.to.toISOString() });
  }
  return found;
};

/** May somebody be rung back then: still to come, not too far away, and inside the hours where they are known. */
export const isPossible = (window: CallbackWindow, hours: OpeningHours | null, now: Date): boolean => {
  const from = new Date(window.from);
  const to = new Date(window.to);
  if (to <= from || to.getTime() - from.getTime() > 12 * hourMs) return false;
  if (to <= now || from.getTime() > now.getTime() + farthestMs) return false;
  return hours === null || isOpenThrough(hours, { from, to });
};

/** When a closed service is open again; null while it is open, where nobody has said, or not before long. */
export const opensAgainAt = (hours: OpeningHours | null, now: Date): Date | null => {
  const at = nextOpen(hours, now);
  return at > now ? at : null;
};

/** The first moment from `at` on at which the service is open. */
export const nextOpen = (hours: OpeningHours | null, at: Date): Date => {
  if (hours === null || hours.isOpen(at)) return at;
  const first = Math.ceil(at.getTime() / (15 * minuteMs)) * 15 * minuteMs;
  for (let step = first; step < at.getTime() + farthestMs; step += 15 * minuteMs)
    if (hours.isOpen(new Date(step))) return new Date(step);
  return at;
};
