// One JSON line per figure, and the small arithmetic behind them.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same work without the product, measured in the same run; null where there is nothing to compare with. */
  readonly baseline: number | null;
  /** value / baseline. */
  readonly ratio?: number | null;
  /** In words: what was compared, under which conditions. */
  readonly note?: string;
}

const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

export function report(figure: Figure): void {
  const { name, value, unit, baseline, note } = figure;
  const ratio = figure.ratio ?? (baseline === null || baseline === 0 ? null : value / baseline);
  console.log(
    JSON.stringify({
      ...{ name, value: rounded(value), unit },
      baseline: baseline === null ? null : rounded(baseline),
      ratio: ratio === null ? null : Number(ratio.toFixed(2)),
      ...(note ? { note } : {}),
    }),
  );
}

/** The value below which `share` (0..1) of the samples lie; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** Marks the run as failed without cutting off what is still to be printed and tidied up. */
export function fail(reason: string): void {
  console.error(`FAILED: ${reason}`);
  process.exitCode = 1;
}
