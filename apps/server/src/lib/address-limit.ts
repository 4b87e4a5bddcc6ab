export interface AddressLimit {
  readonly perAddress: number;
  readonly windowMs: number;
}
const maxAddresses = 50_000;

/** Counts per address in fixed windows. Returns null, or the ms to wait. */
export const createAddressLimit = (limit: AddressLimit) => {
  let counts = new Map<string, number>();
  let windowStart = 0;
  return (address: string, now: number): number | null => {
    if (now - windowStart >= limit.windowMs || counts.size > maxAddresses) {
      counts = new Map();
      windowStart = now;
    }
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count > limit.perAddress ? windowStart + limit.windowMs - now : null;
  };
};
