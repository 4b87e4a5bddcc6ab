import type { floorRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { FloorService } from './floor-service.ts';

export const floorRouteHandlers = (floor: FloorService): Pick<RouteHandlers<typeof floorRoutes>, 'getFloor'> => ({
  getFloor: () => floor.board(),
});
