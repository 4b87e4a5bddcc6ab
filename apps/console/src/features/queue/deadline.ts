const firstSeen = new Map<string, number>();

/**
 * The deadline on this machine's clock. The server's clock may differ from ours, so the length of the ringing counts
 * from when it was first seen here, and the server's instant only when that comes sooner.
 */
export function deadlineOf(key: string, offeredAt: string, expiresAt: string, now = Date.now()) {
  const totalMs = Math.max(0, Date.parse(expiresAt) - Date.parse(offeredAt));
  const seen = firstSeen.get(key) ?? now;
  firstSeen.set(key, seen);
  const byServer = Date.parse(expiresAt);
  const plausible = byServer > seen && byServer < seen + totalMs;
  return { deadline: plausible ? byServer : seen + totalMs, totalMs };
}
