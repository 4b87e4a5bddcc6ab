import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EventsContract, RouteContract } from './index.ts';
import * as protocol from './index.ts';

const toSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });

const routes = Object.entries(protocol)
  .filter(([name]) => name.endsWith('Routes') && name !== 'defineRoutes')
  .flatMap(([, table]) => Object.entries(table as unknown as Record<string, RouteContract>));

const describeEvents = (contract: EventsContract) => ({
  commands: Object.fromEntries(
    Object.entries(contract.commands).map(([name, c]) => [
      name,
      { payload: toSchema(c.payload, 'input'), ack: toSchema(c.ack, 'output') },
    ]),
  ),
  facts: Object.fromEntries(
    Object.entries(contract.facts).map(([name, f]) => [
      name,
      { ephemeral: f.ephemeral, payload: toSchema(f.payload, 'output') },
    ]),
  ),
});

const wire = () => ({
  version: protocol.protocolVersion,
  errors: protocol.errorCatalogue,
  routes: Object.fromEntries(
    routes.map(([name, r]) => [
      name,
      {
        method: r.method,
        path: r.path,
        audience: r.audience,
        ...(r.params ? { params: toSchema(r.params, 'input') } : {}),
        ...(r.query ? { query: toSchema(r.query, 'input') } : {}),
        ...(r.body ? { body: toSchema(r.body, 'input') } : {}),
        response: r.response === null || r.response === 'binary' ? r.response : toSchema(r.response, 'output'),
      },
    ]),
  ),
  agent: describeEvents(protocol.agentEvents),
  visitor: describeEvents(protocol.visitorEvents),
});

const snapshot = join(import.meta.dirname, 'contract.snapshot.json');

describe('the wire contract', () => {
  it('changes only on purpose: run with UPDATE_CONTRACT=1 and say in the changelog what changed for clients', () => {
    const now = `${JSON.stringify(wire(), null, 1)}\n`;
    if (process.env.UPDATE_CONTRACT === '1' || !existsSync(snapshot)) writeFileSync(snapshot, now);
    expect(JSON.parse(readFileSync(snapshot, 'utf8'))).toEqual(JSON.parse(now));
  });

  it('gives every route its own method and path', () => {
    const addresses = routes.map(([, r]) => `${r.method} ${r.path}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('names only errors of the catalogue', () => {
    for (const [name, route] of routes)
      for (const code of route.errors) expect(protocol.errorCatalogue, name).toHaveProperty(code);
  });

  it('refuses unknown fields in every body, query and command', () => {
    const junk = { surely_unknown: 1 };
    const refusesJunk = (schema: z.ZodType) => {
      const result = schema.safeParse(junk);
      return !result.success && result.error.issues.some((issue) => issue.code === 'unrecognized_keys');
    };
    for (const [name, r] of routes)
      for (const schema of [r.body, r.query]) if (schema) expect(refusesJunk(schema), name).toBe(true);
    for (const contract of [protocol.agentEvents, protocol.visitorEvents] as EventsContract[]) {
      for (const [name, c] of Object.entries(contract.commands)) expect(refusesJunk(c.payload), name).toBe(true);
    }
  });

  it('spells every event noun:verb', () => {
    for (const contract of [protocol.agentEvents, protocol.visitorEvents] as EventsContract[]) {
      for (const name of [...Object.keys(contract.commands), ...Object.keys(contract.facts)])
        expect(name).toMatch(/^[a-z]+:[a-z]+$/);
    }
  });
});
