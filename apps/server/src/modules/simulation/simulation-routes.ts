import type { simulationRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { SimulationService } from './simulation-service.ts';

export const createSimulationRoutes = (simulations: SimulationService): RouteHandlers<typeof simulationRoutes> => ({
  createSimulation: async ({ principal, body }) => ({
    simulation: await simulations.createSimulation(principal, body),
  }),
  listSimulations: async () => ({ simulations: await simulations.listSimulations() }),
  getSimulation: async ({ params }) => ({ simulation: await simulations.getSimulation(params.simulationId) }),
  deleteSimulation: async ({ params }) => {
    await simulations.deleteSimulation(params.simulationId);
  },
});
