/** From what happened to every contact to the figures of a report. */
import type { RuleSetReport, SimulatedFigures } from '@visavis/protocol';

export type Outcome = 'served' | 'abandoned' | 'overflowed' | 'expired' | 'unfinished';

export interface ContactOutcome {
  readonly outcome: Outcome;
  /** From coming in to the answer, or to the end. */
  readonly waitMs: number;
  readonly callback: boolean;
  /** Answered by whoever served them last; null: nobody had, or nobody answered. */
  readonly sameAgent: boolean | null;
  /** Level of the agent who served, in the group that was asked; null where the stage named agents. */
  readonly level: number | null;
}

/** Few and long: congestion lasts, and the means of stretches that are too short resemble their neighbours. */
const batches = 10;
/** Student's t for 99 %, two-sided, 9 degrees of freedom. */
const t99 = 3.25;

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Half width of the 99 % confidence interval of a mean over a sequence in time, by batch means: neighbours resemble each other,
 * the means of long stretches hardly do. null with too few values to say.
 */
export const batchMeansError = (values: readonly number[]): number | null => {
  const size = Math.floor(values.length / batches);
  if (size < 10) return null;
  const means = Array.from(
    { length: batches },
    (_, index) => mean(values.slice(index * size, (index + 1) * size)) ?? 0,
  );
  const middle = mean(means) ?? 0;
  const variance = means.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (batches - 1);
  return t99 * Math.sqrt(variance / batches);
};

const share = (flags: readonly boolean[]): number | null => mean(flags.map(Number));
const quantile = (sorted: readonly number[], at: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? null;

/** Contacts in the order in which they came. A callback is no wait: nobody sat in front of a page. */
export const figuresOf = (contacts: readonly ContactOutcome[], targetSeconds: number): SimulatedFigures => {
  const count = (outcome: Outcome): number => contacts.filter((one) => one.outcome === outcome).length;
  const served = contacts.filter((one) => one.outcome === 'served');
  const waits = served.filter((one) => !one.callback).map((one) => one.waitMs / 1_000);
  const inTime = contacts
    .filter((one) => !one.callback && (one.outcome === 'served' || one.waitMs > targetSeconds * 1_000))
    .map((one) => Number(one.outcome === 'served' && one.waitMs <= targetSeconds * 1_000));
  const sorted = waits.toSorted((a, b) => a - b);
  return {
    contacts: contacts.length,
    served: served.length,
    abandoned: count('abandoned'),
    overflowed: count('overflowed'),
    expired: count('expired'),
    unfinished: count('unfinished'),
    callbacks: contacts.filter((one) => one.callback).length,
    meanWait: mean(waits),
    meanWaitError: batchMeansError(waits),
    medianWait: quantile(sorted, 0.5),
    p90Wait: quantile(sorted, 0.9),
    p95Wait: quantile(sorted, 0.95),
    maxWait: sorted.at(-1) ?? null,
    inTarget: mean(inTime),
    inTargetError: batchMeansError(inTime),
    sameAgent: share(served.flatMap((one) => (one.sameAgent === null ? [] : [one.sameAgent]))),
    meanLevel: mean(served.flatMap((one) => (one.level === null ? [] : [one.level]))),
  };
};

const curveSeconds = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1_200, 1_800];

/** How the answers come in with time. Who takes a callback is not answered by waiting. */
export const answeredWithin = (contacts: readonly ContactOutcome[]): RuleSetReport['answeredWithin'] => {
  const waits = contacts.filter((one) => one.outcome === 'served' && !one.callback).map((one) => one.waitMs / 1_000);
  return curveSeconds.map((seconds) => ({
    seconds,
    share: contacts.length === 0 ? 0 : waits.filter((wait) => wait <= seconds).length / contacts.length,
  }));
};

/** Jain's index: 1 when all are equal, 1/n when one has everything. */
export const jainIndex = (values: readonly number[]): number => {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
};
