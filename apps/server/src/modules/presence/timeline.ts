/** From changes to periods: when was an agent what. */
import type { PresenceCause, PresencePeriod, PresenceState } from '@visavis/protocol';
import type { NamedReason } from './presence.ts';

interface Change {
  readonly state: PresenceState;
  readonly reason: NamedReason | null;
  readonly cause: PresenceCause;
  readonly at: Date;
}

/** Cut to the range asked for; the last one is open when it still lasts. Changes come oldest first. */
export const periodsOf = (changes: readonly Change[], from: Date, to: Date, now: Date): PresencePeriod[] =>
  changes.flatMap(({ state, reason, cause, at }, index) => {
    const end = changes[index + 1]?.at ?? null;
    const begin = at < from ? from : at;
    if (end !== null && end <= begin) return [];
    const open = end === null && to >= now;
    const until = end !== null && end < to ? end : to;
    return [{ state, reason, cause, from: begin.toISOString(), until: open ? null : until.toISOString() }];
  });
