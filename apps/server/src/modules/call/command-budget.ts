/** Allows `burst` at once and `perSecond` in the long run. Times in Unix milliseconds. */
export interface Budget {
  take(nowMs: number): boolean;
}

export const createBudget = ({ burst, perSecond }: { burst: number; perSecond: number }): Budget => {
  let tokens = burst;
  let lastMs: number | null = null;
  return {
    take(nowMs) {
      tokens = Math.min(burst, tokens + ((nowMs - (lastMs ?? nowMs)) / 1000) * perSecond);
      lastMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};

/** The engine has no limits of its own, so one connection may cost it only this much. */
export const mediaBudgets = {
  /** Joins, offers, answers and renewals: each makes the engine work on SDP. */
  descriptions: { burst: 30, perSecond: 2 },
  candidates: { burst: 300, perSecond: 20 },
} as const;

/** What each connection (tab) has left. */
export const createMediaBudgets = () => {
  const bySocket = new Map<string, Record<keyof typeof mediaBudgets, Budget>>();
  return {
    take(socketId: string, kind: keyof typeof mediaBudgets, nowMs: number): boolean {
      const own = bySocket.get(socketId) ?? {
        descriptions: createBudget(mediaBudgets.descriptions),
        candidates: createBudget(mediaBudgets.candidates),
      };
      bySocket.set(socketId, own);
      return own[kind].take(nowMs);
    },
    forget: (socketId: string): void => void bySocket.delete(socketId),
  };
};
export type MediaBudgets = ReturnType<typeof createMediaBudgets>;
