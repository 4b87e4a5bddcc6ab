/** The supervisor's floor, wired. */
import { floorRoutes, queueRoutes, type RouteContract } from '@visavis/protocol';
import { createFloorModule, type FloorDeps } from './modules/floor/index.ts';
import type { SocketModule } from './ports/index.ts';

export interface FloorParts {
  readonly sockets: readonly SocketModule[];
  readonly routes: readonly (readonly [contract: Record<string, RouteContract>, handlers: unknown])[];
  stop(): Promise<void>;
}

export const composeFloor = (s: FloorDeps, queueHandlers: unknown): FloorParts => {
  const floor = createFloorModule(s);
  return {
    sockets: [floor.socket],
    routes: [
      [floorRoutes, floor.routes],
      [queueRoutes, queueHandlers],
    ],
    stop: () => floor.stop(),
  };
};
