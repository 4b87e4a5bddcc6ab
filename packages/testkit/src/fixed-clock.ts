/** A clock that moves only when told to. Fits the server's `Clock` port. */
export interface FixedClock {
  now(): Date;
  /** Moves forward by `ms`. */
  advance(ms: number): void;
  set(instant: Date | string): void;
}

export function fixedClock(start: Date | string = '2026-01-01T08:00:00.000Z'): FixedClock {
  let nowMs = new Date(start).getTime();
  return {
    now: () => new Date(nowMs),
    advance: (ms) => {
      nowMs += ms;
    },
    set: (instant) => {
      nowMs = new Date(instant).getTime();
    },
  };
}
