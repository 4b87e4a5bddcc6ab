import type { Disposition, SkillGroupId } from '@visavis/protocol';

/**
 * Is there an ending that agents of this group can choose: the lowest of its branch, with nothing retired above it. A new group
 * (null) has those of all groups. Without any the server lets contacts be closed without one.
 */
export function hasEndingFor(all: readonly Disposition[], groupId: SkillGroupId | null): boolean {
  const byId = new Map(all.map((one) => [one.id, one]));
  const isLive = (one: Disposition | undefined): boolean =>
    one === undefined || (one.retiredAt === null && (one.parentId === null || isLive(byId.get(one.parentId))));
  const live = all.filter(isLive);
  const headings = new Set(live.map((one) => one.parentId));
  return live.some((one) => !headings.has(one.id) && (one.groupId === null || one.groupId === groupId));
}
