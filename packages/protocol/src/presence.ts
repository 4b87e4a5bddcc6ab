import { z } from 'zod';
import { Capacity, Loads } from './capacity.ts';
import { AgentId, Instant } from './ids.ts';

export const PresenceState = z.enum(['online', 'break', 'not_responding', 'offline']);
export type PresenceState = z.infer<typeof PresenceState>;

export const Presence = z
  .object({
    agentId: AgentId,
    displayName: z.string(),
    state: PresenceState,
    since: Instant,
    /** What is offered to, ringing at or running with the agent. */
    loads: Loads,
    /** What holds for the agent now: own, of the groups, or the deployment's default. */
    capacity: Capacity,
    version: z.number().int(),
  })
  .meta({ id: 'Presence' });
export type Presence = z.infer<typeof Presence>;

/** What an agent may choose; not_responding is set by the router and left by choosing online. */
export const ChosenPresence = z.enum(['online', 'break', 'offline']);
export type ChosenPresence = z.infer<typeof ChosenPresence>;

/** The client sends a heartbeat this often; without one for `leaseMs` the agent counts as lost. */
export const presenceTiming = { heartbeatMs: 5_000, leaseMs: 15_000, callGraceMs: 30_000 } as const;
