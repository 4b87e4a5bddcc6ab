/** May this agent be asked about this medium now, and if not, why not. */
import { type ConsideredAgent, type Fit, fits, type Medium, placesFor } from '@visavis/protocol';
import type { RoutingAgent } from './snapshot.ts';

export type Verdict = Exclude<ConsideredAgent['verdict'], 'chosen' | 'later_choice'>;

export interface Need {
  readonly medium: Medium;
  /** The agent's level and the least that will do; equal where the stage names agents. */
  readonly level: number;
  readonly minLevel: number;
  /** See `RoutingGroup.rampMs`. */
  readonly rampMs: number;
  readonly now: number;
  /** What `fits` says, where it is known already. */
  readonly fit?: Fit;
}

/** What an agent can carry decides `fits`. */
export const verdictOf = (agent: RoutingAgent, need: Need): Verdict => {
  switch (agent.state) {
    case 'offline':
      return 'offline';
    case 'busy':
      return 'busy';
    case 'leaving':
      return 'leaving';
    case 'wrap_up':
      return 'wrap_up';
    case 'break':
      return 'on_break';
    case 'not_responding':
      return 'not_responding';
    case 'online':
      break;
  }
  if (need.level < need.minLevel) return 'level_too_low';
  const fit = need.fit ?? fits(agent.capacity, agent.loads, need.medium);
  if (fit !== 'fits') return fit;
  if (need.medium === 'text' && agent.loads.text >= rampedPlaces(agent, need)) return 'ramping';
  return 'eligible';
};

/** Of these verdicts the agent may be a free one before long, without anybody doing anything special. */
export const mayComeFree = (verdict: Verdict): boolean =>
  verdict === 'in_call' ||
  verdict === 'at_capacity' ||
  verdict === 'wrap_up' ||
  verdict === 'ramping' ||
  verdict === 'eligible';

/** Text places open to an agent who came online a moment ago: one at once, then one more per step. */
const rampedPlaces = (agent: RoutingAgent, { rampMs, now }: Need): number =>
  rampMs === 0 ? Number.POSITIVE_INFINITY : 1 + Math.floor(Math.max(0, now - agent.arrivedAt) / rampMs);

/** When the next place of the ramp opens; null when the ramp is behind. */
export const nextRampStep = (agent: RoutingAgent, rampMs: number, now: number): number | null => {
  const steps = Math.floor(Math.max(0, now - agent.arrivedAt) / rampMs) + 1;
  return steps >= placesFor(agent.capacity, 'text') ? null : agent.arrivedAt + steps * rampMs;
};
