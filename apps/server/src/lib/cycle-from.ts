/** The way from `start` back to a node on it, both ends named; null: every way ends. `edges` gives the nodes a node leads to. */
export const cycleFrom = (
  start: string,
  edges: (node: string) => readonly string[],
): readonly [string, ...string[]] | null => {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): readonly [string, ...string[]] | null => {
    const met = path.indexOf(node);
    if (met !== -1) return [node, ...path.slice(met + 1), node];
    if (done.has(node)) return null;
    for (const next of edges(node)) {
      const cycle = walk(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return null;
  };
  return walk(start, []);
};
