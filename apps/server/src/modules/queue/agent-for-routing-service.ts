/** An agent's presence and groups as the router looks at them. */
import { totalLoad } from '@visavis/protocol';
import { type PresenceRecord, stateForRouting } from '../presence/index.ts';
import type { RoutingAgent } from '../routing/index.ts';

export const toRoutingAgent = (record: PresenceRecord, groups: RoutingAgent['groups'], now: Date): RoutingAgent => ({
  id: record.agentId,
  displayName: record.displayName,
  state: stateForRouting(record, now),
  capacity: record.capacity,
  loads: record.loads,
  arrivedAt: record.arrivedAt.getTime(),
  groups,
  idleSince: totalLoad(record.loads) === 0 ? record.idleSince.getTime() : null,
  lastAssignedAt: record.lastAssignedAt?.getTime() ?? null,
});
