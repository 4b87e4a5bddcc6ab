/** Wrong passwords an account takes within the window before it is locked, and what one address may do to all accounts. */
export const signInLimits = {
  perAccount: 5,
  perAddress: 30,
  windowMs: 15 * 60_000,
  lockMs: 15 * 60_000,
} as const;

/** How far back failures matter: a lock can begin at the end of a window and lasts from there. */
export const failureMemoryMs = signInLimits.windowMs + signInLimits.lockMs;

/**
 * Until when `limit` failures inside one window lock further tries; null: not locked.
 * `failures` in ascending order, in ms.
 */
export const lockedUntil = (failures: readonly number[], limit: number, now: number): number | null => {
  let until: number | null = null;
  for (let last = limit - 1; last < failures.length; last += 1) {
    const end = failures[last] ?? 0;
    const start = failures[last - limit + 1] ?? 0;
    if (end - start <= signInLimits.windowMs) until = end + signInLimits.lockMs;
  }
  return until !== null && until > now ? until : null;
};
