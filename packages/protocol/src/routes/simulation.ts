import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { SimulationId } from '../ids.ts';
import { CreateSimulation, Simulation, SimulationSummary } from '../simulation-request.ts';

const one = z.object({ simulation: Simulation });

export const simulationRoutes = defineRoutes({
  createSimulation: {
    method: 'POST',
    path: '/api/v1/simulations',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'Let rule sets serve the same made-up contacts in simulated time; runs in the background, changes nothing',
    body: CreateSimulation,
    // Drafts carry mapping tables.
    maxBodyBytes: 4 * 1024 * 1024,
    response: one,
    errors: [
      'rules_invalid',
      'rule_set_not_found',
      'skill_group_not_found',
      'simulation_period_invalid',
      'simulation_too_little_history',
      'simulation_no_agents',
      'simulation_too_large',
    ],
  },
  listSimulations: {
    method: 'GET',
    path: '/api/v1/simulations',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'The latest simulations, newest first',
    response: z.object({ simulations: z.array(SimulationSummary) }),
    errors: [],
  },
  getSimulation: {
    method: 'GET',
    path: '/api/v1/simulations/:simulationId',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'How far it is, and its report',
    params: z.strictObject({ simulationId: SimulationId }),
    response: one,
    errors: ['simulation_not_found'],
  },
  deleteSimulation: {
    method: 'DELETE',
    path: '/api/v1/simulations/:simulationId',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'Stop one that runs, and forget it with its report',
    params: z.strictObject({ simulationId: SimulationId }),
    response: null,
    errors: ['simulation_not_found'],
  },
});
