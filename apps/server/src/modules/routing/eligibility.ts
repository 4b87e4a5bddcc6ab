/** May this agent be asked about this medium now, and if not, why not. */
import { type ConsideredAgent, fits, type Medium } from '@visavis/protocol';
import type { RoutingAgent } from './snapshot.ts';

export type Verdict = Exclude<ConsideredAgent['verdict'], 'chosen'>;

/** What an agent can carry decides `fits`. `askedBefore`: declined, missed or lost this very entry. */
export const verdictOf = (
  agent: RoutingAgent,
  need: { readonly medium: Medium; readonly level: number; readonly minLevel: number; readonly askedBefore: boolean },
): Verdict => {
  switch (agent.state) {
    case 'offline':
      return 'offline';
    case 'break':
      return 'on_break';
    case 'not_responding':
      return 'not_responding';
    case 'online':
      break;
  }
  if (need.level < need.minLevel) return 'level_too_low';
  const fit = fits(agent.capacity, agent.loads, need.medium);
  if (fit !== 'fits') return fit;
  return need.askedBefore ? 'declined_before' : 'eligible';
};
