import type { TestProject } from 'vitest/node';
import type { PostgresConnection } from '../src/infra/db/embedded-postgres.ts';
import { startTestServer } from './postgres-for-tests.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: PostgresConnection;
  }
}

/** Vitest global setup of the integration project: one PostgreSQL for the whole run, gone afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startTestServer();
  project.provide('postgres', server.connection);
  return stop;
}
