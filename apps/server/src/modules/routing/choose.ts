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

/** The first comparison that tells two apart decides. */
const inTurn =
  (...compares: readonly Compare[]): Compare =>
  (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order < 0 || order > 0) return order;
    }
    return 0;
  };

/** Who comes first, for every strategy that leaves nothing to chance. */
export const orders: Readonly<Record<Exclude<ChoiceStrategy, 'random'>, Compare>> = {
  least_loaded: inTurn(byFreeShare, byIdleness),
  longest_idle: inTurn(byIdleness),
  round_robin: inTurn(byLastContact, byId),
  most_skilled: inTurn(byLevel, byFreeShare, byIdleness),
  sequence: inTurn(byPosition, byId),
};

const first =
  (compare: Compare) =>
  (candidates: Candidates): Choice => {
    let candidate = candidates[0];
    for (const next of candidates) if (compare(next, candidate) < 0) candidate = next;
    return { candidate, random: null };
  };

export const choose: Readonly<Record<ChoiceStrategy, (candidates: Candidates, random: Random) => Choice>> = {
  least_loaded: first(orders.least_loaded),
  longest_idle: first(orders.longest_idle),
  round_robin: first(orders.round_robin),
  most_skilled: first(orders.most_skilled),
  sequence: first(orders.sequence),
  random: (candidates, random) => {
    const number = random();
    // In the order of ids, so that the same number gives the same agent whatever the order of the rows.
    const sorted = candidates.toSorted(byId);
    return { candidate: sorted[Math.floor(number * sorted.length)] ?? candidates[0], random: number };
  },
};
