/** What a group promises, and when somebody must be told. */
import { z } from 'zod';

/** So many percent of the contacts are answered within so many seconds. */
export const ServiceLevelTarget = z.strictObject({
  targetSeconds: z.number().int().min(1).max(3600),
  promisedPercent: z.number().int().min(1).max(100),
});
export type ServiceLevelTarget = z.infer<typeof ServiceLevelTarget>;

/** Thresholds of a group's alarms; null: none. */
export const AlarmThresholds = z.strictObject({
  maxWaiting: z.number().int().min(1).max(100_000).nullable(),
  maxWaitSeconds: z.number().int().min(1).max(86_400).nullable(),
  minServiceLevelPercent: z.number().int().min(1).max(100).nullable(),
  minAgentsFree: z.number().int().min(1).max(10_000).nullable(),
});
export type AlarmThresholds = z.infer<typeof AlarmThresholds>;

/** A group's own columns for the floor, as part of the group. */
export const groupFloorFields = {
  serviceLevel: ServiceLevelTarget,
  thresholds: AlarmThresholds,
  /** Agents of the group may take a waiting contact out of the line themselves. */
  allowPick: z.boolean(),
};

export const defaultServiceLevel: ServiceLevelTarget = { targetSeconds: 20, promisedPercent: 80 };
export const noThresholds: AlarmThresholds = {
  maxWaiting: null,
  maxWaitSeconds: null,
  minServiceLevelPercent: null,
  minAgentsFree: null,
};

export const groupFloorChange = {
  serviceLevel: ServiceLevelTarget.optional(),
  thresholds: AlarmThresholds.optional(),
  allowPick: z.boolean().optional(),
};
export interface GroupFloorChange {
  readonly serviceLevel?: ServiceLevelTarget | undefined;
  readonly thresholds?: AlarmThresholds | undefined;
  readonly allowPick?: boolean | undefined;
}
