/** How one of the eligible agents is chosen. A new strategy is one more entry of `choose`. */
import { type ChoiceStrategy, freeShare } from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import type { RoutingAgent } from './snapshot.ts';

export interface Candidate {
  readonly agent: RoutingAgent;
  readonly level: number;
  /** Place in the order of the group or of the list that names the agent. */
  readonly position: number;
  /** Share of free capacity where it is known already. */
  readonly share?: number;
}
export type Candidates = readonly [Candidate, ...Candidate[]];
export interface Choice {
  readonly candidate: Candidate;
  /** The random number that decided; null where chance played no part. */
  readonly random: number | null;
}

type Compare = (a: Candidate, b: Candidate) => number;

const byId: Compare = (a, b) => (a.agent.id < b.agent.id ? -1 : 1);
const byLastContact: Compare = (a, b) => (a.agent.lastAssignedAt ?? 0) - (b.agent.lastAssignedAt ?? 0);
/** Idle agents first, the longest idle leading; then those whose last contact is longest ago; the id settles the rest. */
// Both busy gives NaN, which like 0 leaves it to the next comparison.
const byIdleness: Compare = (a, b) =>
  (a.agent.idleSince ?? Number.POSITIVE_INFINITY) - (b.agent.idleSince ?? Number.POSITIVE_INFINITY) ||
  byLastContact(a, b) ||
  byId(a, b);
const shareOf = ({ agent, share }: Candidate): number => share ?? freeShare(agent.capacity, agent.loads);
const byFreeShare: Compare = (a, b) => shareOf(b) - shareOf(a);
const byLevel: Compare = (a, b) => b.level - a.level;
const byPosition: Compare = (a, b) => a.position - b.position;

/** Whoever comes before all others by the first comparison that tells two apart. */
const first =
  (...compares: readonly Compare[]) =>
  (candidates: Candidates): Choice => {
    let candidate = candidates[0];
    for (const next of candidates) {
      for (const compare of compares) {
        const order = compare(next, candidate);
        if (order < 0) candidate = next;
        if (order < 0 || order > 0) break;
      }
    }
    return { candidate, random: null };
  };

export const choose: Readonly<Record<ChoiceStrategy, (candidates: Candidates, random: Random) => Choice>> = {
  least_loaded: first(byFreeShare, byIdleness),
  longest_idle: first(byIdleness),
  round_robin: first(byLastContact, byId),
  most_skilled: first(byLevel, byFreeShare, byIdleness),
  sequence: first(byPosition, byId),
  random: (candidates, random) => {
    const number = random();
    // In the order of ids, so that the same number gives the same agent whatever the order of the rows.
    const sorted = candidates.toSorted(byId);
    return { candidate: sorted[Math.floor(number * sorted.length)] ?? candidates[0], random: number };
  },
};
