/** A report as rows to read side by side: what each rule set did, and whether that is better or worse than the first. */
import type { RuleSetReport, SimulatedFigures } from './simulation.ts';

export type ComparisonVerdict = 'better' | 'worse' | 'same';
export type ComparedKey =
  | 'inTarget'
  | 'gaveUp'
  | 'meanWait'
  | 'medianWait'
  | 'p95Wait'
  | 'waitingStill'
  | 'callbacks'
  | 'sameAgent'
  | 'meanLevel'
  | 'occupancy'
  | 'evenness';

export interface ComparedCell {
  readonly value: number | null;
  /** Half width of the 99 % interval, where there is one. */
  readonly error: number | null;
  /** Against the first; null: it is the first, or more is neither good nor bad. */
  readonly verdict: ComparisonVerdict | null;
}
export interface ComparedRow {
  readonly key: ComparedKey;
  readonly kind: 'seconds' | 'share' | 'level';
  readonly cells: readonly ComparedCell[];
}

interface Measure<T = SimulatedFigures> {
  readonly key: ComparedKey;
  readonly kind: ComparedRow['kind'];
  readonly good: 'less' | 'more' | null;
  readonly of: (figures: T) => { readonly value: number | null; readonly error?: number | null };
}

/** Normal quantile for 99 %, two-sided. */
const z99 = 2.576;
/** A share with its own 99 % interval, as of independent contacts. */
const part = (value: number, all: number): { readonly value: number | null; readonly error: number | null } => {
  if (all === 0) return { value: null, error: null };
  const share = value / all;
  return { value: share, error: z99 * Math.sqrt((share * (1 - share)) / all) };
};
const measures: readonly Measure[] = [
  {
    key: 'inTarget',
    kind: 'share',
    good: 'more',
    of: ({ inTarget, inTargetError }) => ({ value: inTarget, error: inTargetError }),
  },
  { key: 'gaveUp', kind: 'share', good: 'less', of: (one) => part(one.abandoned, one.contacts) },
  {
    key: 'meanWait',
    kind: 'seconds',
    good: 'less',
    of: ({ meanWait, meanWaitError }) => ({ value: meanWait, error: meanWaitError }),
  },
  // Without an interval nobody can say whether it is more than chance.
  { key: 'medianWait', kind: 'seconds', good: null, of: ({ medianWait }) => ({ value: medianWait }) },
  { key: 'p95Wait', kind: 'seconds', good: null, of: ({ p95Wait }) => ({ value: p95Wait }) },
  { key: 'waitingStill', kind: 'share', good: 'less', of: (one) => part(one.unfinished, one.contacts) },
  { key: 'callbacks', kind: 'share', good: null, of: (one) => part(one.callbacks, one.contacts) },
  { key: 'sameAgent', kind: 'share', good: null, of: ({ sameAgent }) => ({ value: sameAgent }) },
  { key: 'meanLevel', kind: 'level', good: null, of: ({ meanLevel }) => ({ value: meanLevel }) },
];

const work: readonly Measure<RuleSetReport>[] = [
  { key: 'occupancy', kind: 'share', good: null, of: ({ occupancy }) => ({ value: occupancy.mean }) },
  { key: 'evenness', kind: 'level', good: null, of: ({ fairness }) => ({ value: fairness }) },
];

/** Smaller differences are not shown either. */
const step = { seconds: 0.5, share: 0.0005, level: 0.005 } as const;

/** A difference counts when it is larger than chance: beyond both intervals. */
const verdictOf = (
  { kind, good }: Pick<Measure<never>, 'kind' | 'good'>,
  first: Omit<ComparedCell, 'verdict'>,
  other: Omit<ComparedCell, 'verdict'>,
): ComparisonVerdict | null => {
  if (good === null || first.value === null || other.value === null) return null;
  const difference = other.value - first.value;
  const chance = Math.max(step[kind], Math.hypot(first.error ?? 0, other.error ?? 0));
  if (Math.abs(difference) < chance) return 'same';
  return difference < 0 === (good === 'less') ? 'better' : 'worse';
};

const rowOf = <T>(measure: Measure<T>, all: readonly T[]): ComparedRow => {
  const plain = all.map((figures) => ({ error: null, ...measure.of(figures) }));
  const [first] = plain;
  const cells = plain.map((cell, index) => ({
    ...cell,
    verdict: index === 0 || !first ? null : verdictOf(measure, first, cell),
  }));
  return { key: measure.key, kind: measure.kind, cells };
};

const says = (row: ComparedRow): boolean => row.cells.some(({ value }) => value !== null);
const quietAtZero: readonly ComparedKey[] = ['callbacks', 'waitingStill'];
const worthARow = (row: ComparedRow): boolean =>
  says(row) && !(quietAtZero.includes(row.key) && row.cells.every(({ value }) => (value ?? 0) < step[row.kind]));

export const comparedFigures = (sets: readonly RuleSetReport[]): ComparedRow[] => [
  ...measures
    .map((measure) =>
      rowOf(
        measure,
        sets.map(({ all }) => all),
      ),
    )
    .filter(worthARow),
  ...work.map((measure) => rowOf(measure, sets)),
];

const ofGroups: readonly ComparedKey[] = ['inTarget', 'gaveUp', 'meanWait', 'p95Wait'];

/** The groups that contacts came in by. */
export const comparedGroups = (
  sets: readonly RuleSetReport[],
): { readonly id: string; readonly name: string; readonly contacts: number; readonly rows: ComparedRow[] }[] =>
  (sets[0]?.groups ?? [])
    .filter(({ contacts }) => contacts > 0)
    .map(({ id, name, contacts }) => {
      const figures = sets.flatMap((set) => set.groups.filter((group) => group.id === id));
      const rows = measures.filter(({ key }) => ofGroups.includes(key)).map((measure) => rowOf(measure, figures));
      return { id, name, contacts, rows: rows.filter(says) };
    });
