/** Ids whose membership or level differs between two lists. The last of several entries with one id counts. */
export const changedIds = <I extends string>(
  before: readonly { readonly id: I; readonly level: number }[],
  after: readonly { readonly id: I; readonly level: number }[],
): I[] => {
  const was = new Map(before.map(({ id, level }) => [id, level]));
  const is = new Map(after.map(({ id, level }) => [id, level]));
  return [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id));
};

/** One entry per id; the last one counts. */
export const withoutDoubles = <I extends string>(
  entries: readonly { readonly id: I; readonly level: number }[],
): { id: I; level: number }[] => [...new Map(entries.map((entry) => [entry.id, entry])).values()];
