import { defineRoutes } from '../contract.ts';
import { FloorBoard } from '../floor.ts';

export const floorRoutes = defineRoutes({
  getFloor: {
    method: 'GET',
    path: '/api/v1/floor',
    audience: 'supervisor',
    tag: 'floor',
    summary: 'The live board: groups, agents, who waits, and how the day has been',
    response: FloorBoard,
    errors: [],
  },
});
