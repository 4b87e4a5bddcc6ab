/** A UUIDv7 in lower case: sortable by time of making. `now` in milliseconds since 1970, `bytes` are 10 random bytes. */
export function uuidV7(now: number, bytes: Uint8Array): string {
  const all = new Uint8Array(16);
  let rest = now;
  for (let index = 5; index >= 0; index -= 1) {
    all[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  all.set(bytes.subarray(0, 10), 6);
  all[6] = ((all[6] ?? 0) & 0x0f) | 0x70;
  all[8] = ((all[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(all, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A new UUIDv7 from this machine's clock and chance; works on insecure pages too, where `randomUUID` does not exist. */
export const newUuid = (): string => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
