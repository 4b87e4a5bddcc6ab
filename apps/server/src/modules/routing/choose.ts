/** How one of the eligible agents is chosen. A new strategy is one more entry of `choose`. */
import { type ChoiceStrategy, freeShare } from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import type { RoutingAgent } from './snapshot.ts';

export interface Candidate {
  readonly agent: RoutingAgent;
  readonly level: number;
}

type Compare = (a: Candidate, b: Candidate) => number;

/** Idle agents first, the longest idle leading; then those whose last contact is longest ago; the id settles the rest. */
// Both busy gives NaN, which like 0 leaves it to the next comparison.
const byIdleness: Compare = (a, b) =>
  (a.agent.idleSince ?? Number.POSITIVE_INFINITY) - (b.agent.idleSince ?? Number.POSITIVE_INFINITY) ||
  (a.agent.lastAssignedAt ?? 0) - (b.agent.lastAssignedAt ?? 0) ||
  (a.agent.id < b.agent.id ? -1 : 1);

const shareOf = ({ agent }: Candidate): number => freeShare(agent.capacity, agent.loads);
const byFreeShare: Compare = (a, b) => shareOf(b) - shareOf(a);

const first =
  (...compares: readonly Compare[]) =>
  (candidates: readonly [Candidate, ...Candidate[]]): Candidate =>
    candidates.reduce((best, next) => {
      for (const compare of compares) {
        const order = compare(next, best);
        if (order < 0) return next;
        if (order > 0) return best;
      }
      return best;
    });

export const choose: Readonly<
  Record<ChoiceStrategy, (candidates: readonly [Candidate, ...Candidate[]], random: Random) => Candidate>
> = {
  least_loaded: first(byFreeShare, byIdleness),
  longest_idle: first(byIdleness),
};
