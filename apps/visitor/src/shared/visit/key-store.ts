/** Small things that outlive a reload. */
export interface KeyStore {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

export function memoryKeyStore(): KeyStore {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}

/** localStorage, or memory where the browser refuses it (private windows, blocked third-party storage). */
export function browserKeyStore(prefix: string): KeyStore {
  try {
    const probe = `${prefix}probe`;
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
  } catch {
    return memoryKeyStore();
  }
  return {
    get: (key) => localStorage.getItem(prefix + key) ?? undefined,
    set(key, value) {
      try {
        localStorage.setItem(prefix + key, value);
      } catch {
        // Storage is full: this page goes on, only a reload would forget.
      }
    },
    remove: (key) => localStorage.removeItem(prefix + key),
  };
}
