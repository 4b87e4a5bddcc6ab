import { z } from 'zod';
import { defineRoutes } from '../contract.ts';

const Health = z.object({ status: z.enum(['ok', 'degraded', 'down']) }).meta({ id: 'Health' });
export const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    dependencies: z.record(
      z.string(),
      z.object({ status: z.enum(['ok', 'degraded', 'down']), reason: z.string().nullable() }),
    ),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;

export const operationsRoutes = defineRoutes({
  health: {
    method: 'GET',
    path: '/healthz',
    audience: 'public',
    tag: 'operations',
    summary: 'The process answers',
    response: Health,
    errors: [],
  },
  readiness: {
    method: 'GET',
    path: '/readyz',
    audience: 'public',
    tag: 'operations',
    summary: 'Each dependency by name; 503 when the database is down',
    response: Readiness,
    errors: [],
  },
});
