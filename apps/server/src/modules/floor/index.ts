/** The supervisor's floor: one live board of groups, agents and who waits, and what a supervisor may do to an agent. */
import type { AgentId, Alarm } from '@visavis/protocol';
import type { CoreDeps, Realtime } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createFloorAgentService } from './floor-agent-service.ts';
import { floorRouteHandlers } from './floor-routes.ts';
import { createFloorService } from './floor-service.ts';
import { floorSocket } from './floor-socket.ts';
import type { AgentsForFloor, PresenceForFloor } from './floor-wants.ts';
import { createFloorWatch } from './floor-watch-service.ts';

export type { FloorService } from './floor-service.ts';

export interface FloorDeps extends Pick<CoreDeps, 'clock' | 'log' | 'transactions'> {
  readonly db: Db;
  readonly realtime: Pick<Realtime, 'toAgentSocket' | 'agentConnections'>;
  /** Those that are open. */
  readonly openAlarms: () => Promise<Alarm[]>;
  readonly agents: AgentsForFloor;
  readonly presence: PresenceForFloor;
}

export const createFloorModule = (deps: FloorDeps) => {
  const service = createFloorService(deps);
  const agents = createFloorAgentService({
    ...deps,
    isConnected: (id: AgentId) => deps.realtime.agentConnections(id) > 0,
  });
  const watch = createFloorWatch({
    floor: service,
    log: deps.log,
    tell: (socketId, change) => deps.realtime.toAgentSocket(socketId, 'floor:changed', change),
  });
  return {
    service,
    agents,
    routes: floorRouteHandlers(service, agents),
    socket: floorSocket(watch),
    stop: () => watch.stop(),
  };
};
