import type { Readiness } from '@visavis/protocol';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricsOptions {
  readonly readiness: () => Promise<Readiness>;
  /** Numbers of the moment, by name. */
  readonly figures: () => Promise<Readonly<Record<string, number>>>;
}

/** `/metrics` for Prometheus: process, requests by route and status, and what waits or runs right now. */
export const createMetrics = (app: FastifyInstance, options: MetricsOptions): void => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'visavis_' });
  const requests = new Histogram({
    name: 'visavis_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const up = new Gauge({
    name: 'visavis_dependency_up',
    help: '1 when the dependency works',
    labelNames: ['dependency'],
    registers: [registry],
  });
  const figure = new Gauge({
    name: 'visavis_now',
    help: 'What waits or runs at this moment',
    labelNames: ['what'],
    registers: [registry],
  });

  app.addHook('onResponse', async (request, reply) => {
    requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { dependencies } = await options.readiness();
    for (const [name, { status }] of Object.entries(dependencies))
      up.set({ dependency: name }, status === 'down' ? 0 : 1);
    for (const [name, value] of Object.entries(await options.figures())) figure.set({ what: name }, value);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
