/** How long a line may grow and how long anybody waits in it. */
import { z } from 'zod';
import { SkillGroupId } from './ids.ts';

/** What becomes of a contact when the line is full or the time is over. */
export const GroupOverflow = z.discriminatedUnion('kind', [
  /** It goes on in the line of another group, in the order of its whole waiting time. */
  z.strictObject({ kind: z.literal('group'), groupId: SkillGroupId }),
  /** A full line takes no more; whoever has waited too long is told, and the contact ends. */
  z.strictObject({ kind: z.literal('expire') }),
]);
export type GroupOverflow = z.infer<typeof GroupOverflow>;

export const GroupLimits = z.strictObject({
  /** Contacts waiting at once; null: any number. */
  maxWaiting: z.number().int().min(1).max(100_000).nullable(),
  /** null: for ever. A contact that wants to be rung back waits as long as it takes. */
  maxWaitSeconds: z.number().int().min(5).max(86_400).nullable(),
  overflow: GroupOverflow,
});
export type GroupLimits = z.infer<typeof GroupLimits>;

/** Whoever comes online gets one text at once and one more every so many seconds, not a night's pile; 0: all at once. */
export const RampSeconds = z.number().int().min(0).max(600);

export const noLimits: GroupLimits = { maxWaiting: null, maxWaitSeconds: null, overflow: { kind: 'expire' } };
export const groupLimitFields = { limits: GroupLimits, rampSeconds: RampSeconds };
export const groupLimitChange = { limits: GroupLimits.optional(), rampSeconds: RampSeconds.optional() };
export interface GroupLimitChange {
  readonly limits?: GroupLimits | undefined;
  readonly rampSeconds?: number | undefined;
}

export interface OverflowingGroup {
  readonly id: string;
  readonly name: string;
  readonly overflowTo: string | null;
}

/** Why the overflow of `group` leads nowhere; null: it leads somewhere. */
export const overflowProblem = (
  group: OverflowingGroup,
  others: readonly OverflowingGroup[],
): { readonly problem: 'itself' | 'unknown' | 'cycle'; readonly path: string[] } | null => {
  if (group.overflowTo === null) return null;
  if (group.overflowTo === group.id) return { problem: 'itself', path: [group.name, group.name] };
  const byId = new Map(others.map((one) => [one.id, one]));
  const path = [group.name];
  let at: OverflowingGroup | undefined = group;
  while (at.overflowTo !== null) {
    const next: OverflowingGroup | undefined = at.overflowTo === group.id ? group : byId.get(at.overflowTo);
    if (!next) return path.length === 1 ? { problem: 'unknown', path } : null;
    path.push(next.name);
    if (next === group) return { problem: 'cycle', path };
    // A circle that does not come by here is not this group's fault, and must not hold us either.
    if (path.length > others.length + 1) return null;
    at = next;
  }
  return null;
};
