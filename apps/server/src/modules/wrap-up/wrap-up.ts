/** How a contact ended: which dispositions can be chosen, what tags look like, and until when it may be said. */
import type { Disposition, DispositionId, SkillGroupId, WrapUpState } from '@visavis/protocol';

/** One spelling for what people mean alike: no sign before it, small letters, single spaces, full-width signs narrow. */
export const normalTag = (typed: string): string =>
  typed
    .normalize('NFKC')
    .trim()
    .replace(/^#+\s*/, '')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();

export const normalTags = (typed: readonly string[]): string[] => [
  ...new Set(typed.map(normalTag).filter((tag) => tag !== '')),
];

type Tree = ReadonlyMap<DispositionId, Disposition>;
export const treeOf = (all: readonly Disposition[]): Tree => new Map(all.map((one) => [one.id, one]));

/** From the top down to this one. */
export const pathTo = (tree: Tree, id: DispositionId): Disposition[] => {
  const path: Disposition[] = [];
  for (let at = tree.get(id); at && !path.includes(at); at = at.parentId ? tree.get(at.parentId) : undefined)
    path.unshift(at);
  return path;
};

/** Why a disposition cannot be chosen for a contact of this group; null: it can. */
export const whyNot = (
  tree: Tree,
  id: DispositionId,
  groupId: SkillGroupId,
): 'unknown' | 'retired' | 'heading' | 'other_group' | null => {
  const path = pathTo(tree, id);
  if (path.length === 0) return 'unknown';
  if (path.some((one) => one.retiredAt !== null)) return 'retired';
  const below = [...tree.values()].filter((one) => one.parentId === id && one.retiredAt === null);
  if (below.length > 0) return 'heading';
  return path.some((one) => one.groupId !== null && one.groupId !== groupId) ? 'other_group' : null;
};

/** Everything that can be chosen for a contact of this group, in the order of the list. */
export const choosable = (all: readonly Disposition[], groupId: SkillGroupId) => {
  const tree = treeOf(all);
  return all
    .filter((one) => whyNot(tree, one.id, groupId) === null)
    .map(({ id }) => ({ id, path: pathTo(tree, id).map((one) => one.name) }));
};

export interface WrapUpTimes {
  readonly endsAt: Date;
  readonly doneAt: Date | null;
}

export const stateOf = ({ endsAt, doneAt }: WrapUpTimes, now: Date): WrapUpState => {
  if (doneAt !== null) return 'done';
  return endsAt > now ? 'open' : 'ran_out';
};
