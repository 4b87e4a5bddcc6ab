import DataLoader from 'dataloader';

/** More keys than this go into a further statement. */
const MOST_KEYS = 500;

/**
 * Questions of one moment become one: `load` gets the keys, each once, and answers what it found by key. Nothing is remembered.
 * `waitMs`: how long a question may wait for others; unless said, only for those that are asked in the same turn.
 */
export function gathered<Key, Value>(
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  waitMs?: number,
): (key: Key) => Promise<Value | undefined> {
  const loader = new DataLoader<Key, Value | undefined>(
    async (keys) => {
      const found = await load([...new Set(keys)]);
      return keys.map((key) => found.get(key));
    },
    {
      cache: false,
      maxBatchSize: MOST_KEYS,
      ...(waitMs === undefined ? {} : { batchScheduleFn: (go: () => void) => void setTimeout(go, waitMs) }),
    },
  );
  return (key) => loader.load(key);
}
