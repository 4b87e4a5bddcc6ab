/** What the form still lacks, said beside the button that waits for it. */

/** So many stand side by side in one report. */
export const mostSets = 4;

export type Missing = 'period' | 'contacts' | 'sets' | 'tooManySets';

interface Asked {
  readonly basis: 'history' | 'figures';
  /** Instants; null: no such day. */
  readonly from: string | null;
  readonly to: string | null;
  /** Streams of contacts, and sets of rules to compare. */
  readonly arrivals: number;
  readonly ruleSets: number;
}

export const missingOf = ({ basis, from, to, arrivals, ruleSets }: Asked): Missing | null => {
  if (basis === 'history' && (from === null || to === null || from >= to)) return 'period';
  if (basis === 'figures' && arrivals === 0) return 'contacts';
  if (ruleSets === 0) return 'sets';
  return ruleSets > mostSets ? 'tooManySets' : null;
};
