import type { floorRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { FloorAgentService } from './floor-agent-service.ts';
import type { FloorService } from './floor-service.ts';

export const floorRouteHandlers = (
  floor: FloorService,
  agents: FloorAgentService,
): RouteHandlers<typeof floorRoutes> => ({
  getFloor: () => floor.board(),
  setAgentState: async ({ params, body, principal }) => ({
    presence: await agents.setState(principal, params.agentId, body.state),
  }),
  setAgentGroups: async ({ params, body, principal }) => ({
    agent: await agents.setGroups(principal, params.agentId, body),
  }),
  listAgentChanges: async ({ params }) => ({ changes: await agents.changes(params.agentId) }),
});
