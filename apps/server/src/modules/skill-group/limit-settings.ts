/** The group's columns about the length of its line, to and from the wire. */
import { type GroupLimitChange, noLimits, type SkillGroup, type SkillGroupId } from '@visavis/protocol';

export const limitColumns = ['max_waiting', 'max_wait_seconds', 'overflow_group_id', 'ramp_seconds'] as const;

export interface LimitColumns {
  readonly max_waiting: number | null;
  readonly max_wait_seconds: number | null;
  readonly overflow_group_id: string | null;
  readonly ramp_seconds: number;
}

export type LimitSettings = Pick<SkillGroup, 'limits' | 'rampSeconds'>;

export const toLimitSettings = (row: LimitColumns): LimitSettings => ({
  limits: {
    maxWaiting: row.max_waiting,
    maxWaitSeconds: row.max_wait_seconds,
    overflow: row.overflow_group_id
      ? { kind: 'group', groupId: row.overflow_group_id as SkillGroupId }
      : { kind: 'expire' },
  },
  rampSeconds: row.ramp_seconds,
});

/** Only what the change names. */
export const toLimitColumns = ({ limits, rampSeconds }: GroupLimitChange): Partial<LimitColumns> => ({
  ...(limits && {
    max_waiting: limits.maxWaiting,
    max_wait_seconds: limits.maxWaitSeconds,
    overflow_group_id: limits.overflow.kind === 'group' ? limits.overflow.groupId : null,
  }),
  ...(rampSeconds !== undefined && { ramp_seconds: rampSeconds }),
});

export const withLimitDefaults = (change: GroupLimitChange): LimitSettings => ({
  limits: change.limits ?? noLimits,
  rampSeconds: change.rampSeconds ?? 0,
});

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
