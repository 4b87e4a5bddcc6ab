// Keys for machines through the real HTTP shell: no cookie, no Origin, no browser.
import { type AgentRole, type ApiKey, apiKeyPrefix } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgent, createLevelZero, type LevelZero, testPassword } from '../../../test/level-zero.ts';
import { wrongKeyLimit } from './wrong-key-limit.ts';

let zero: LevelZero;
beforeAll(async () => {
  zero = await createLevelZero();
});
afterAll(() => zero.drop());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const ask = async (
  method: Method,
  url: string,
  headers: Record<string, string>,
  payload?: object,
  from = '192.0.2.1',
) => {
  const answer = await zero.app.inject({ method, url, headers, remoteAddress: from, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : answer.json() };
};
const cookieOf = async (email: string): Promise<Record<string, string>> => {
  const { token } = await zero.identity.signIns.signIn({
    email,
    password: testPassword,
    address: '::1',
    userAgent: '',
  });
  return { cookie: `visavis=${token}` };
};
const withKey = (key: string) => ({ authorization: `Bearer ${key}` });
const administrator = async () => {
  const { agent, email } = await addAgent(zero, 'administrator');
  return { agent, cookie: await cookieOf(email) };
};
const makeKey = async (role: AgentRole, name = 'CRM') => {
  const { agent, cookie } = await administrator();
  const { status, body } = await ask('POST', '/api/v1/api-keys', cookie, { name, role });
  expect(status).toBe(200);
  return { agent, cookie, ...(body as { key: string; apiKey: ApiKey }) };
};
const newAgent = (email: string) => ({
  ...{ email, displayName: 'Made by a machine', role: 'agent', password: testPassword, language: 'en' },
  ...{ groups: [] },
});

describe('a key', () => {
  it('is shown once, kept as a hash, and opens the contract to its role without a browser', async () => {
    const { key, apiKey, agent, cookie } = await makeKey('administrator');
    expect(key).toMatch(new RegExp(`^${apiKeyPrefix}[A-Za-z0-9_-]{43}$`));
    expect(apiKey).toMatchObject({ name: 'CRM', hint: key.slice(-4), lastUsedAt: null, revokedAt: null });
    expect(apiKey.createdBy.agentId).toBe(agent.id);
    const { rows } = await sql<{ all: string }>`select string_agg(k::text, ' ') as all from api_keys k`.execute(
      zero.db,
    );
    expect(rows[0]?.all).not.toContain(key.slice(apiKeyPrefix.length));

    expect((await ask('GET', '/api/v1/auth/me', withKey(key))).body.agent.id).toBe(agent.id);
    const made = await ask('POST', '/api/v1/agents', withKey(key), newAgent('machine-made@test.example'));
    expect([made.status, made.body.agent?.displayName]).toEqual([200, 'Made by a machine']);
    const listed = await ask('GET', '/api/v1/api-keys', cookie);
    expect(listed.body.apiKeys[0]).toMatchObject({ id: apiKey.id, lastUsedAt: zero.clock.now().toISOString() });
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(apiKeyPrefix.length));
  });

  it('may no more than its role, and no more than whoever made it may by now', async () => {
    const { key } = await makeKey('agent');
    expect((await ask('GET', '/api/v1/agents', withKey(key))).status).toBe(200);
    const refused = await ask('POST', '/api/v1/agents', withKey(key), newAgent('never@test.example'));
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    const high = await makeKey('administrator');
    await sql`update agents set role = 'agent' where id = ${high.agent.id}`.execute(zero.db);
    expect((await ask('POST', '/api/v1/agents', withKey(high.key), newAgent('nor@test.example'))).status).toBe(403);
  });

  it('is refused from the moment it is revoked, and says so; the record stays', async () => {
    const { key, apiKey, agent, cookie } = await makeKey('supervisor');
    expect((await ask('GET', '/api/v1/agents', withKey(key))).status).toBe(200);
    const path = `/api/v1/api-keys/${apiKey.id}`;
    const revoked = await ask('DELETE', path, cookie);
    expect(revoked.body.apiKey).toMatchObject({ id: apiKey.id, revokedBy: { agentId: agent.id } });
    const refused = await ask('GET', '/api/v1/agents', withKey(key));
    expect([refused.status, refused.body.code]).toEqual([401, 'api_key_revoked']);
    // Again changes nothing, also by somebody else.
    const other = await administrator();
    expect((await ask('DELETE', path, other.cookie)).body).toEqual(revoked.body);
    const nowhere = await ask('DELETE', '/api/v1/api-keys/00000000-0000-7000-8000-000000000000', cookie);
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'api_key_not_found']);
  });

  it('ends with the account it acts for', async () => {
    const { key, agent } = await makeKey('agent');
    await sql`update agents set disabled_at = now() where id = ${agent.id}`.execute(zero.db);
    const refused = await ask('GET', '/api/v1/agents', withKey(key));
    expect([refused.status, refused.body.code]).toEqual([401, 'api_key_revoked']);
  });

  it('makes no keys, revokes none, lists none, and does nothing with sign-ins', async () => {
    const { key, apiKey } = await makeKey('administrator');
    for (const [method, url] of [
      ['GET', '/api/v1/api-keys'],
      ['POST', '/api/v1/api-keys'],
      ['DELETE', `/api/v1/api-keys/${apiKey.id}`],
      ['POST', '/api/v1/auth/sign-out'],
      ['POST', '/api/v1/auth/sign-out-everywhere'],
      ['PATCH', '/api/v1/auth/me'],
    ] as const) {
      const { status, body } = await ask(method, url, withKey(key));
      expect([url, status, body?.code]).toEqual([url, 403, 'forbidden']);
    }
  });

  it('is of no use in a page of another origin', async () => {
    const { key } = await makeKey('administrator');
    const headers = { ...withKey(key), origin: 'https://evil.example' };
    const refused = await ask('POST', '/api/v1/agents', headers, newAgent('evil@test.example'));
    expect([refused.status, refused.body.code]).toEqual([403, 'origin_refused']);
  });
});

describe('a wrong key', () => {
  it('is refused, whatever it looks like, and too many make the address wait while others go on', async () => {
    const from = '203.0.113.9';
    const { key } = await makeKey('agent');
    const wrong = [`${apiKeyPrefix}${'A'.repeat(43)}`, apiKeyPrefix, `${apiKeyPrefix}x`, `${key}x`];
    for (let n = 0; n < wrongKeyLimit.tries; n += 1) {
      const refused = await ask('GET', '/api/v1/agents', withKey(wrong[n % wrong.length] as string), undefined, from);
      expect([refused.status, refused.body.code]).toEqual([401, 'api_key_invalid']);
    }
    const waits = await ask('GET', '/api/v1/agents', withKey(key), undefined, from);
    expect([waits.status, waits.body.code]).toEqual([429, 'rate_limited']);
    expect(waits.headers['retry-after']).toBe(String(wrongKeyLimit.windowMs / 1000));
    expect((await ask('GET', '/api/v1/agents', withKey(key))).status).toBe(200);
    zero.clock.advance(wrongKeyLimit.windowMs);
    expect((await ask('GET', '/api/v1/agents', withKey(key), undefined, from)).status).toBe(200);
  });
});

it('the OpenAPI document says which routes take a key', () => {
  const document = zero.app.swagger() as unknown as {
    components: { securitySchemes: Record<string, { scheme?: string }> };
    paths: Record<string, Record<string, { security?: object[] }>>;
  };
  expect(document.components.securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' });
  expect(document.paths['/api/v1/agents']?.post?.security).toEqual([{ apiKey: [] }, { signIn: [] }]);
  expect(document.paths['/api/v1/api-keys']?.post?.security).toEqual([{ signIn: [] }]);
  expect(document.paths['/api/v1/auth/sign-in']?.post?.security).toEqual([]);
});
