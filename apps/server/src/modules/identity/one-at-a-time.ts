/** Runs works of one key one after another; `null` when too many already wait for it. Keys do not hinder each other. */
export const createOneAtATime = (maxWaiting: number) => {
  const lines = new Map<string, { tail: Promise<unknown>; length: number }>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> | null => {
    const line = lines.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (line.length >= maxWaiting) return null;
    line.length += 1;
    const result = line.tail.then(work);
    const settled = () => {
      line.length -= 1;
      if (line.length === 0) lines.delete(key);
    };
    line.tail = result.then(settled, settled);
    lines.set(key, line);
    return result;
  };
};
