/**
 * How long a visitor will most likely wait, from the last hour's handling. Pure.
 *
 * Whoever is n-th in line waits until n places have become free. With `places` contacts running side by side one becomes free
 * every mean / places; n of them vary as n such steps do, and the mean itself is known only as well as so few contacts allow.
 * Both go into the range, which holds the real wait in about four of five cases; the wait is never below zero and has a long
 * tail, so it is taken as a gamma variable (quantiles by Wilson and Hilferty).
 */
export interface HandlingHistory {
  /** Contacts whose work ended in the last hour. */
  readonly handled: number;
  readonly meanHandlingMs: number;
  /** Standard deviation of the handling time. */
  readonly deviationMs: number;
  /** How many contacts of this kind the agents who are there can serve side by side. */
  readonly places: number;
}
export interface WaitEstimate {
  readonly ms: number;
  readonly from: number;
  readonly to: number;
}

/** Fewer handled contacts than this in the last hour give no honest estimate. */
export const fewestForEstimate = 5;
/** One in ten waits is shorter, one in ten longer. */
const tenthQuantile = 1.2816;

/** `ahead`: how many of the same kind stand before. Null when there is too little to go by. Whole seconds, in ms. */
export const estimateWait = (ahead: number, history: HandlingHistory | undefined): WaitEstimate | null => {
  if (!history || history.handled < fewestForEstimate || history.places < 1 || history.meanHandlingMs <= 0) return null;
  const { handled, meanHandlingMs, deviationMs, places } = history;
  const steps = ahead + 1;
  const mean = (steps * meanHandlingMs) / places;
  const deviation = (deviationMs / places) * Math.sqrt(steps + (steps * steps) / handled);
  const spread = deviation / mean;
  const quantile = (z: number): number => mean * Math.max(0, 1 - spread ** 2 / 9 + (z * spread) / 3) ** 3;
  return {
    ms: wholeSeconds(mean),
    from: Math.floor(quantile(-tenthQuantile) / 1_000) * 1_000,
    to: wholeSeconds(Math.max(mean, quantile(tenthQuantile))),
  };
};

const wholeSeconds = (ms: number): number => Math.ceil(ms / 1_000) * 1_000;
