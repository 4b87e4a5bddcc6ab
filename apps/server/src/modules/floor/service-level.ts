/** The service level, honestly: whoever gave up before the target counts neither way, whoever gave up after it was not served in time. */
export interface DayCounts {
  readonly answered: number;
  readonly answeredInTime: number;
  /** Abandoned, overflowed or expired after the target. */
  readonly late: number;
}

/** Whole percent, rounded down so that a missed promise never looks kept; null before anything counted. */
export const serviceLevelPercent = ({ answered, answeredInTime, late }: DayCounts): number | null =>
  answered + late === 0 ? null : Math.floor((answeredInTime * 100) / (answered + late));

/** The day begins at midnight where the server is. */
export const startOfDay = (now: Date): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate());
