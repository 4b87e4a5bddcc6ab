/** The supervisor's floor: one live board of groups, agents and who waits. Reads of the modules below, writes nothing. */
import type { CoreDeps, Realtime } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { floorRouteHandlers } from './floor-routes.ts';
import { createFloorService } from './floor-service.ts';
import { floorSocket } from './floor-socket.ts';
import { createFloorWatch } from './floor-watch-service.ts';

export type { FloorService } from './floor-service.ts';

export interface FloorDeps extends Pick<CoreDeps, 'clock' | 'log'> {
  readonly db: Db;
  readonly realtime: Pick<Realtime, 'toAgentSocket'>;
}

export const createFloorModule = (deps: FloorDeps) => {
  const service = createFloorService(deps);
  const watch = createFloorWatch({
    floor: service,
    log: deps.log,
    tell: (socketId, change) => deps.realtime.toAgentSocket(socketId, 'floor:changed', change),
  });
  return { service, routes: floorRouteHandlers(service), socket: floorSocket(watch), stop: () => watch.stop() };
};
