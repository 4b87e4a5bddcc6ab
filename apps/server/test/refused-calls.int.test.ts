// What callers without the right get, route by route from the tables, and that it leaves no trace.
import {
  channelRoutes,
  conversationRoutes,
  identityRoutes,
  type RouteContract,
  skillGroupRoutes,
  visitorRoutes,
} from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addConversation } from './conversations.ts';
import { fingerprint } from './fingerprint.ts';
import { addAgent, cookieOf, createLevelZero, type LevelZero, testPassword } from './level-zero.ts';

const { uploadFile, downloadFile } = conversationRoutes;
const contracts: [string, RouteContract][] = Object.entries({
  ...identityRoutes,
  ...skillGroupRoutes,
  ...channelRoutes,
  ...visitorRoutes,
  uploadFile,
  downloadFile,
});
const withAudience = (...audiences: RouteContract['audience'][]) =>
  contracts.filter(([, contract]) => audiences.includes(contract.audience));
const id = '00000000-0000-7000-8000-000000000000';
const urlOf = (contract: RouteContract): string =>
  contract.path.replace(':channelKey', 'demo').replace(/:[a-zA-Z]+/g, id);

let zero: LevelZero;
let expiredToken: string;
const cookies: Record<'agent' | 'supervisor', { cookie: string }> = {
  agent: { cookie: '' },
  supervisor: { cookie: '' },
};

beforeAll(async () => {
  zero = await createLevelZero();
  const leaver = await addAgent(zero, 'administrator');
  expiredToken = await leaver.signIn();
  zero.clock.advance(13 * 3_600_000);
  cookies.agent = cookieOf(await (await addAgent(zero, 'agent')).signIn());
  cookies.supervisor = cookieOf(await (await addAgent(zero, 'supervisor')).signIn());
});
afterAll(() => zero.drop());

const call = (contract: RouteContract, headers: Record<string, string>, payload?: object) =>
  zero.app.inject({ method: contract.method, url: urlOf(contract), headers, ...(payload ? { payload } : {}) });

const refusedWithoutTrace = async (
  contract: RouteContract,
  headers: Record<string, string>,
  status: number,
  code: string,
): Promise<void> => {
  const before = await fingerprint(zero.db);
  const answer = await call(contract, headers);
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  expect(answer.json()).toMatchObject({ retryable: false, requestId: expect.any(String) });
  expect(await fingerprint(zero.db)).toEqual(before);
};

describe('nobody signed in', () => {
  it.each(withAudience('agent', 'supervisor', 'administrator', 'visitor_or_agent'))('%s', async (_name, contract) => {
    await refusedWithoutTrace(contract, {}, 401, 'auth_required');
  });
});

describe('an expired sign-in', () => {
  it.each(withAudience('agent', 'supervisor', 'administrator', 'visitor_or_agent'))('%s', async (_name, contract) => {
    await refusedWithoutTrace(contract, cookieOf(expiredToken), 401, 'auth_expired');
  });
});

describe('a visitor where only agents may', () => {
  it.each(withAudience('agent', 'supervisor', 'administrator'))('%s', async (_name, contract) => {
    const { token } = await addConversation(zero);
    await refusedWithoutTrace(contract, { authorization: `Bearer ${token}` }, 401, 'auth_required');
  });
});

describe('a wrong visitor token', () => {
  it.each(withAudience('visitor', 'visitor_or_agent'))('%s', async (_name, contract) => {
    const headers = { authorization: `Bearer ${'A'.repeat(43)}` };
    await refusedWithoutTrace(contract, headers, 401, 'visitor_token_invalid');
  });
});

describe('an agent or a supervisor where only administrators may', () => {
  const cases = withAudience('administrator');
  it('finds such routes', () => {
    expect(cases.map(([name]) => name)).toEqual([
      'createAgent',
      'updateAgent',
      'createSkillGroup',
      'updateSkillGroup',
      'deleteSkillGroup',
      'createChannel',
      'updateChannel',
      'getChannelIdentity',
      'putChannelIdentity',
    ]);
  });
  it.each(cases)('%s', async (_name, contract) => {
    await refusedWithoutTrace(contract, cookies.agent, 403, 'forbidden');
    await refusedWithoutTrace(contract, cookies.supervisor, 403, 'forbidden');
  });
});

describe('a page of another origin', () => {
  it.each(contracts.filter(([, contract]) => contract.method !== 'GET'))('%s', async (_name, contract) => {
    const origin = 'https://evil.example';
    await refusedWithoutTrace(contract, { ...cookies.supervisor, origin }, 403, 'origin_refused');
    await refusedWithoutTrace(contract, { ...cookies.supervisor, origin: 'null' }, 403, 'origin_refused');
  });
});

describe('bodies', () => {
  const signIn = identityRoutes.signIn;
  it('with an unknown field are refused with its name', async () => {
    const { email } = await addAgent(zero, 'agent');
    const before = await fingerprint(zero.db);
    const answer = await call(signIn, {}, { email, password: testPassword, role: 'administrator' });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { code: 'request_invalid', details: { fields: { role: 'unknown field' } } },
    ]);
    expect(await fingerprint(zero.db)).toEqual(before);
  });
  it('of one megabyte are refused', async () => {
    const before = await fingerprint(zero.db);
    const answer = await call(signIn, {}, { email: 'a@test.example', password: 'x'.repeat(1024 * 1024) });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'request_too_large']);
    expect(await fingerprint(zero.db)).toEqual(before);
  });
  it('that are no JSON are refused', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await zero.app.inject({ method: 'POST', url: signIn.path, headers, payload: '{"email":' });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'request_invalid']);
  });
  it('with an id that is none are refused', async () => {
    const answer = await zero.app.inject({ url: '/api/v1/agents/1%27--', headers: cookies.agent });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'request_invalid']);
  });
});
