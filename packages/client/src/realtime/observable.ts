/** A value that changes over time. Plain, so that React and Preact can both follow it. */
export interface Observable<T> {
  get(): T;
  /** Calls back on every change, not at once. Returns the way to stop. */
  subscribe(listener: (value: T) => void): () => void;
}

export interface Source<T> extends Observable<T> {
  set(value: T): void;
}

export function createSource<T>(initial: T): Source<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
