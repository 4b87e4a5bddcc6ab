/** Ids of what exists in a simulation only. */
import type { AgentId } from '@visavis/protocol';

/** The id of the made-up agent at this place in the scenario, counted from 0. */
export const madeUpAgentId = (place: number): AgentId =>
  `00000000-0000-4000-9000-${place.toString(16).padStart(12, '0')}` as AgentId;
