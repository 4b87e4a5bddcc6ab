/** A clock that is set takes time from nobody: what a call waited for goes on for as long as it had left. Pure. */
import { type CallRecord, callTiming } from './call.ts';

/** Of the clock on the wall and of one that only runs, both in ms. */
export interface Moment {
  readonly at: number;
  readonly elapsed: number;
}

/** Less than this is a clock that is corrected, or a busy machine. */
export const jumpMs = 5_000;

/** By how much the clock was set between two moments; 0: it was not. */
export const jumpBetween = (before: Moment | null, now: Moment): number => {
  const jumped = before === null ? 0 : now.at - before.at - (now.elapsed - before.elapsed);
  return Math.abs(jumped) > jumpMs ? jumped : 0;
};

/** The call with its timers moved along with the clock; null: none of them ran before it was set. */
export const movedWithClock = (call: CallRecord, now: Date, jumpedMs: number): CallRecord | null => {
  if (call.state === 'ended') return null;
  // Whatever was written after the clock was set stands right: by a clock set back nothing lies ahead, by one set forward nothing so far behind.
  const isOld = (written: number): boolean =>
    jumpedMs > 0 ? written <= now.getTime() - jumpedMs : written > now.getTime();
  const moved = (instant: Date | null, lasts: number): Date | null =>
    instant !== null && isOld(instant.getTime() - lasts) ? new Date(instant.getTime() + jumpedMs) : instant;
  const next: CallRecord = {
    ...call,
    ringUntil: moved(call.ringUntil, callTiming.ringMs),
    mediaDue: moved(call.mediaDue, callTiming.connectMs),
    participants: call.participants.map((one) => ({ ...one, awaySince: moved(one.awaySince, 0) })),
  };
  const same =
    next.ringUntil === call.ringUntil &&
    next.mediaDue === call.mediaDue &&
    next.participants.every(({ awaySince }, index) => awaySince === call.participants[index]?.awaySince);
  return same ? null : next;
};
