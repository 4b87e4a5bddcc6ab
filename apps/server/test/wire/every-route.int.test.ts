// Every REST route of the composed product, taken from the protocol's tables: who is not signed in, whose role is too low,
// whose page is foreign, and what no answer may carry.

import type { RouteContract } from '@visavis/protocol';
import * as protocol from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWireWorld, refusedAtRest, refusedOnSocket, type WireWorld } from './wire-world.ts';

const contracts: [string, RouteContract][] = Object.entries(protocol)
  .filter(([name]) => name.endsWith('Routes') && name !== 'defineRoutes')
  .flatMap(([, table]) => Object.entries(table as Record<string, RouteContract>));
const withAudience = (...audiences: RouteContract['audience'][]) =>
  contracts.filter(([, contract]) => audiences.includes(contract.audience));
const signedIn = withAudience('agent', 'supervisor', 'administrator', 'visitor_or_agent');

const nobody = '00000000-0000-7000-8000-000000000000';
const pathOf = (contract: RouteContract): string =>
  contract.path
    .replace(':channelKey', 'demo')
    .replace(':version', '0')
    .replace(/:[a-zA-Z]+/g, nobody);

let world: WireWorld;
let token: string;
const cookies = { agent: '', supervisor: '', administrator: '' };
beforeAll(async () => {
  world = await createWireWorld();
  cookies.agent = await world.signIn('grace@demo.visavis');
  cookies.supervisor = await world.signIn('marta@demo.visavis');
  cookies.administrator = await world.signIn('admin@demo.visavis');
  token = (await world.visit()).token;
});
afterAll(() => world.stop());

it('the tables are complete: every address the product answers under /api is in them', () => {
  const described = Object.entries((world.product.app.swagger() as { paths: object }).paths).flatMap(
    ([path, methods]) => Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const known = contracts.map(([, { method, path }]) => `${method} ${path.replace(/:([a-zA-Z]+)/g, '{$1}')}`);
  expect(described.sort()).toEqual(known.sort());
  expect(known.length).toBeGreaterThan(25);
});

describe('nobody signed in', () => {
  it.each(signedIn)('%s', async (_name, contract) => {
    await refusedAtRest(world, pathOf(contract), { method: contract.method }, 'auth_required');
  });
});

describe('a made-up sign-in', () => {
  it.each(signedIn)('%s', async (_name, contract) => {
    const cookie = `visavis=${'A'.repeat(43)}`;
    await refusedAtRest(world, pathOf(contract), { method: contract.method, cookie }, 'auth_expired');
  });
});

describe('a visitor where only staff may', () => {
  it.each(withAudience('agent', 'supervisor', 'administrator'))('%s', async (_name, contract) => {
    await refusedAtRest(world, pathOf(contract), { method: contract.method, token }, 'auth_required');
  });
});

describe('a role that is too low', () => {
  it.each(withAudience('administrator'))('%s', async (_name, contract) => {
    for (const cookie of [cookies.agent, cookies.supervisor])
      await refusedAtRest(world, pathOf(contract), { method: contract.method, cookie }, 'forbidden');
  });
});

describe('an agent where only supervisors may', () => {
  it.each(withAudience('supervisor'))('%s', async (_name, contract) => {
    await refusedAtRest(world, pathOf(contract), { method: contract.method, cookie: cookies.agent }, 'forbidden');
  });
});

describe("what is no agent's business", () => {
  // The loops above go by the audience of a route. Here the address says what it is about, so that a wrong audience is seen.
  const supervised =
    /^\/api\/v1\/(floor|alarms|routing|simulations|webhook|calendars|lookups|callbacks)\b|\/(routing|pull-back|assign|identity)$/;
  const others = /^(POST|PUT|PATCH|DELETE) \/api\/v1\/(agents|channels|skill-groups|dispositions|break-reasons)\b/;
  const mine = contracts.filter(([, { method, path }]) => supervised.test(path) || others.test(`${method} ${path}`));
  it('is most of what supervisors and administrators may', () => {
    expect(mine.length).toBeGreaterThan(50);
  });
  it.each(mine)('%s', async (_name, contract) => {
    await refusedAtRest(world, pathOf(contract), { method: contract.method, cookie: cookies.agent }, 'forbidden');
  });
  it('nor may an agent watch the floor over the socket', async () => {
    const tab = await world.agent(cookies.agent);
    await tab.command('agent:hello', {});
    for (const command of ['floor:watch', 'floor:unwatch']) await refusedOnSocket(world, tab, command, {}, 'forbidden');
    tab.close();
  });
});

describe('a page of another origin', () => {
  it.each(contracts.filter(([, contract]) => contract.method !== 'GET'))('%s', async (_name, contract) => {
    const options = { method: contract.method, cookie: cookies.administrator, origin: 'https://evil.example' };
    await refusedAtRest(world, pathOf(contract), options, 'origin_refused');
  });
});

describe('what does not exist', () => {
  const byId = contracts.filter(([, { path, method }]) => /:\w+Id/.test(path) && method === 'GET');
  it.each(byId)('%s', async (_name, contract) => {
    const answer = await world.rest(pathOf(contract), { cookie: cookies.administrator });
    expect(answer.status).toBe(404);
    expect(contract.errors).toContain(answer.json.code);
    const broken = await world.rest(pathOf(contract).replace(nobody, "1'--"), { cookie: cookies.administrator });
    expect([broken.status, broken.json.code]).toEqual([400, 'request_invalid']);
  });

  it('has no page either', async () => {
    await refusedAtRest(world, '/api/v1/nothing', { cookie: cookies.administrator }, 'route_not_found');
  });
});

describe('answers with the right', () => {
  // Looking for secret fields is part of every request of these tests; here there is something to find them in.
  it.each(contracts.filter(([, { method, path }]) => method === 'GET' && !/:\w+Id/.test(path)))(
    '%s carries no secret',
    async (_name, contract) => {
      const query = contract.path.endsWith('/search') ? '?q=a' : '';
      const answer = await world.rest(pathOf(contract) + query, { cookie: cookies.administrator });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.text.length).toBeGreaterThan(2);
    },
  );
});
