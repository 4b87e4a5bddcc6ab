/** The group's columns that the floor and the alarms go by, to and from the wire. */
import { defaultServiceLevel, type GroupFloorChange, noThresholds, type SkillGroup } from '@visavis/protocol';

export const floorColumns = [
  'service_target_seconds',
  'service_promised_percent',
  'allow_pick',
  'alarm_max_waiting',
  'alarm_max_wait_seconds',
  'alarm_min_service_level',
  'alarm_min_agents_free',
] as const;

export interface FloorColumns {
  readonly service_target_seconds: number;
  readonly service_promised_percent: number;
  readonly allow_pick: boolean;
  readonly alarm_max_waiting: number | null;
  readonly alarm_max_wait_seconds: number | null;
  readonly alarm_min_service_level: number | null;
  readonly alarm_min_agents_free: number | null;
}

export type FloorSettings = Pick<SkillGroup, 'serviceLevel' | 'thresholds' | 'allowPick'>;

export const toFloorSettings = (row: FloorColumns): FloorSettings => ({
  serviceLevel: { targetSeconds: row.service_target_seconds, promisedPercent: row.service_promised_percent },
  thresholds: {
    maxWaiting: row.alarm_max_waiting,
    maxWaitSeconds: row.alarm_max_wait_seconds,
    minServiceLevelPercent: row.alarm_min_service_level,
    minAgentsFree: row.alarm_min_agents_free,
  },
  allowPick: row.allow_pick,
});

/** Only what the change names. */
export const toFloorColumns = ({ serviceLevel, thresholds, allowPick }: GroupFloorChange): Partial<FloorColumns> => ({
  ...(serviceLevel && {
    service_target_seconds: serviceLevel.targetSeconds,
    service_promised_percent: serviceLevel.promisedPercent,
  }),
  ...(thresholds && {
    alarm_max_waiting: thresholds.maxWaiting,
    alarm_max_wait_seconds: thresholds.maxWaitSeconds,
    alarm_min_service_level: thresholds.minServiceLevelPercent,
    alarm_min_agents_free: thresholds.minAgentsFree,
  }),
  ...(allowPick !== undefined && { allow_pick: allowPick }),
});

export const withFloorDefaults = (change: GroupFloorChange): FloorSettings => ({
  serviceLevel: change.serviceLevel ?? defaultServiceLevel,
  thresholds: change.thresholds ?? noThresholds,
  allowPick: change.allowPick ?? false,
});
