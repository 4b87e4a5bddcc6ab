import type { AgentRole } from '@visavis/protocol';

const rank: Readonly<Record<AgentRole, number>> = { agent: 1, supervisor: 2, administrator: 3 };

/** An administrator may whatever a supervisor may, who may whatever an agent may. */
export const isAtLeast = (role: AgentRole, needed: AgentRole): boolean => rank[role] >= rank[needed];
