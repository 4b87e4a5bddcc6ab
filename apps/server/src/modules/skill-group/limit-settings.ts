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
