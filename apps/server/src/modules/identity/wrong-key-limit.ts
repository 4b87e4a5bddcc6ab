/** How many wrong keys one address may try before it has to wait. Pure. */
export const wrongKeyLimit = { tries: 20, windowMs: 60_000, addresses: 10_000 } as const;

export interface WrongKeys {
  /** Seconds this address has to wait; 0: it may try. */
  waitOf(address: string, nowMs: number): number;
  note(address: string, nowMs: number): void;
}

/** In memory: keys are 256 random bits, so this only keeps the database from being asked without end. */
export const createWrongKeys = (): WrongKeys => {
  const windows = new Map<string, { readonly until: number; count: number }>();
  const current = (address: string, nowMs: number) => {
    const found = windows.get(address);
    return found && found.until > nowMs ? found : undefined;
  };
  return {
    waitOf(address, nowMs) {
      const window = current(address, nowMs);
      return window && window.count >= wrongKeyLimit.tries ? Math.ceil((window.until - nowMs) / 1000) : 0;
    },
    note(address, nowMs) {
      const window = current(address, nowMs);
      if (window) {
        window.count += 1;
        return;
      }
      if (windows.size >= wrongKeyLimit.addresses) windows.clear();
      windows.set(address, { until: nowMs + wrongKeyLimit.windowMs, count: 1 });
    },
  };
};
