/** From what happened to every contact to the figures of a report. */
import type { RuleSetReport, SimulatedFigures } from '@visavis/protocol';
import { type ContactOutcome, createRow, type Outcome } from './outcomes.ts';

/** Few and long: congestion lasts, and the means of stretches that are too short resemble their neighbours. */
const batches = 10;
/** Student's t for 99 %, two-sided, 9 degrees of freedom. */
const t99 = 3.25;

/** Numbers in an array of any kind. */
interface Row {
  readonly length: number;
  readonly [index: number]: number;
}
const mean = (values: Row, from = 0, to = values.length): number | null => {
  if (to <= from) return null;
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += values[index] ?? 0;
  return sum / (to - from);
};

/**
 * Half width of the 99 % confidence interval of a mean over a sequence in time, by batch means: neighbours resemble each other,
 * the means of long stretches hardly do. null with too few values to say.
 */
export const batchMeansError = (values: Row): number | null => {
  const size = Math.floor(values.length / batches);
  if (size < 10) return null;
  const means = Array.from({ length: batches }, (_, index) => mean(values, index * size, (index + 1) * size) ?? 0);
  const middle = mean(means) ?? 0;
  const variance = means.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (batches - 1);
  return t99 * Math.sqrt(variance / batches);
};

const quantile = (sorted: Row, at: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? null;

/** Contacts in the order in which they came. A callback is no wait: nobody sat in front of a page. */
export const figuresOf = (contacts: Iterable<ContactOutcome>, targetSeconds: number): SimulatedFigures => {
  const counts: Record<Outcome, number> = { served: 0, abandoned: 0, overflowed: 0, expired: 0, unfinished: 0 };
  let callbacks = 0;
  const [waits, inTime, same, levels] = [createRow(), createRow(), createRow(), createRow()];
  for (const { outcome, waitMs, callback, sameAgent, level } of contacts) {
    counts[outcome] += 1;
    const served = outcome === 'served';
    const late = waitMs > targetSeconds * 1_000;
    if (callback) callbacks += 1;
    else if (served || late) inTime.push(Number(served && !late));
    if (!served) continue;
    if (!callback) waits.push(waitMs / 1_000);
    if (sameAgent !== null) same.push(Number(sameAgent));
    if (level !== null) levels.push(level);
  }
  const sorted = waits.values().toSorted();
  return {
    contacts: Object.values(counts).reduce((sum, count) => sum + count, 0),
    ...counts,
    callbacks,
    meanWait: mean(waits.values()),
    meanWaitError: batchMeansError(waits.values()),
    medianWait: quantile(sorted, 0.5),
    p90Wait: quantile(sorted, 0.9),
    p95Wait: quantile(sorted, 0.95),
    maxWait: sorted.at(-1) ?? null,
    inTarget: mean(inTime.values()),
    inTargetError: batchMeansError(inTime.values()),
    sameAgent: mean(same.values()),
    meanLevel: mean(levels.values()),
  };
};

const curveSeconds = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1_200, 1_800];

/** How the answers come in with time. Who takes a callback is not answered by waiting. */
export const answeredWithin = (contacts: Iterable<ContactOutcome>): RuleSetReport['answeredWithin'] => {
  const answered = curveSeconds.map(() => 0);
  let all = 0;
  for (const { outcome, callback, waitMs } of contacts) {
    all += 1;
    if (outcome !== 'served' || callback) continue;
    for (const [at, seconds] of curveSeconds.entries())
      if (waitMs / 1_000 <= seconds) answered[at] = (answered[at] ?? 0) + 1;
  }
  return curveSeconds.map((seconds, at) => ({ seconds, share: all === 0 ? 0 : (answered[at] ?? 0) / all }));
};

/** Jain's index: 1 when all are equal, 1/n when one has everything. */
export const jainIndex = (values: readonly number[]): number => {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  return squares === 0 ? 1 : (sum * sum) / (values.length * squares);
};
