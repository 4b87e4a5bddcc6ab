/** A sign-in ends this long after it was last used ... */
export const idleMs = 12 * 3_600_000;
/** ... and this long after it began, whatever happens. */
export const absoluteMs = 7 * 24 * 3_600_000;
/** Use is written down at most this often. */
const touchEveryMs = 60_000;

export const expiresAt = (createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + idleMs, createdAt.getTime() + absoluteMs));

export const needsTouch = (lastSeenAt: Date, now: Date): boolean =>
  now.getTime() - lastSeenAt.getTime() >= touchEveryMs;
