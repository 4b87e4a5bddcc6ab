/** May this agent be asked about this medium now, and if not, why not. */
import type { ConsideredAgent, Medium } from '@visavis/protocol';
import type { RoutingAgent } from './snapshot.ts';

export type Verdict = Exclude<ConsideredAgent['verdict'], 'chosen'>;

/**
 * Text needs a free text place and nobody on the line; voice and video need the live place and nobody on the line,
 * running text conversations may go on beside them. `askedBefore`: declined, missed or lost this very entry.
 */
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
  if (agent.liveLoad > 0) return 'in_call';
  if (freePlaces(agent, need.medium) < 1) return 'at_capacity';
  return need.askedBefore ? 'declined_before' : 'eligible';
};

export const capacityFor = (agent: RoutingAgent, medium: Medium): number =>
  medium === 'text' ? agent.textCapacity : agent.liveCapacity;

/** Never negative: a capacity may have been lowered below the load. */
export const freePlaces = (agent: RoutingAgent, medium: Medium): number =>
  Math.max(0, medium === 'text' ? agent.textCapacity - agent.textLoad : agent.liveCapacity - agent.liveLoad);
