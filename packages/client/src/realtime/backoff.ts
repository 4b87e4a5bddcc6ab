export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const reconnectBackoff: Backoff = { firstMs: 400, maxMs: 8_000 };

/**
 * How long to wait before try number `attempt` (1, 2, 3 ...): doubles up to the limit, spread over the upper half, so
 * that a thousand pages do not come back in the same moment. `random` gives [0, 1).
 */
export function backoffDelayMs(attempt: number, random: () => number, backoff: Backoff = reconnectBackoff): number {
  const ceiling = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
