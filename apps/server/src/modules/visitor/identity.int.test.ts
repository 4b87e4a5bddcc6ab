// Who visitors are on the word of the integrator's server: taken, refused one by one without a trace, and never more than said.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChannel } from '../../../test/conversations.ts';
import { fingerprint } from '../../../test/fingerprint.ts';
import { addAgent, cookieOf, createLevelZero, type LevelZero } from '../../../test/level-zero.ts';

const shared = Buffer.from('0123456789abcdef0123456789abcdef-and-more').toString('base64url');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

let zero: LevelZero;
let administrator: { cookie: string };
let channel: Awaited<ReturnType<typeof addChannel>>;
let byCurve: Awaited<ReturnType<typeof addChannel>>;
beforeAll(async () => {
  zero = await createLevelZero();
  administrator = cookieOf(await (await addAgent(zero, 'administrator')).signIn());
  channel = await addChannel(zero);
  byCurve = await addChannel(zero);
  await put(channel.id, { key: { algorithm: 'HS256', secret: shared }, pageAttributes: ['page', 'product'] });
  await put(byCurve.id, { key: { algorithm: 'ES256', publicKey } });
});
afterAll(() => zero.drop());

const put = (channelId: string, payload: object) =>
  zero.app.inject({
    method: 'PUT',
    url: `/api/v1/channels/${channelId}/identity`,
    headers: administrator,
    payload,
  });
const visit = (payload: object, key = channel.key) =>
  zero.app.inject({
    method: 'POST',
    url: `/api/v1/public/channels/${key}/visits`,
    payload: { language: 'en', ...payload },
  });
const profileOf = async (visitorId: string) =>
  (await zero.app.inject({ url: `/api/v1/visitors/${visitorId}`, headers: administrator })).json().profile;

const nowSeconds = (): number => Math.floor(zero.clock.now().getTime() / 1_000);
const sign = (
  claims: Record<string, unknown>,
  at: { aud?: string; iat?: number; exp?: number; nbf?: number } = {},
  secret = shared,
): Promise<string> => {
  const iat = at.iat ?? nowSeconds();
  const payload = { aud: channel.key, iat, exp: iat + 300, ...at, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret, 'base64'));
};

describe('a signed identity', () => {
  it('makes the visitor known: name, language, VIP level, attributes, tags', async () => {
    const identity = await sign({
      ...{ sub: 'customer-1', displayName: 'Chen Yu', vipLevel: 7, language: 'zh', tags: ['Private'] },
      attributes: { account_manager: 'li.wei@bank.example', balance: 1_200_000 },
    });
    const answer = await visit({ identity, displayName: 'typed', attributes: { page: '/cards', product: 'gold' } });
    expect([answer.statusCode, answer.json().visitor]).toMatchObject([
      200,
      { displayName: 'Chen Yu', language: 'zh', channelId: channel.id },
    ]);
    expect(await profileOf(answer.json().visitor.id)).toMatchObject({
      ...{ externalId: 'customer-1', vipLevel: 7, tags: ['private'], servedBy: [] },
      attributes: { account_manager: 'li.wei@bank.example', balance: 1_200_000, page: '/cards', product: 'gold' },
    });
  });

  it('may be signed with a private key of which only the public one is here', async () => {
    const iat = nowSeconds();
    const identity = await new SignJWT({ sub: 'customer-2', aud: byCurve.key, iat, exp: iat + 60, vipLevel: 3 })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(pair.privateKey);
    const answer = await visit({ identity }, byCurve.key);
    expect(await profileOf(answer.json().visitor.id)).toMatchObject({ externalId: 'customer-2', vipLevel: 3 });
  });

  it('is the same person on every device, with a token and conversations of each device’s own', async () => {
    const first = (await visit({ identity: await sign({ sub: 'two-devices', vipLevel: 5, tags: ['gold'] }) })).json();
    const second = (await visit({ identity: await sign({ sub: 'two-devices' }) })).json();
    expect(second.visitor.id).not.toBe(first.visitor.id);
    expect(await profileOf(second.visitor.id)).toMatchObject({ vipLevel: 5, tags: ['gold'] });
    const principal = await zero.authentication.visitorFromToken(second.token);
    expect(principal).toMatchObject({ visitorId: second.visitor.id });
    const other = (await visit({ identity: await sign({ sub: 'somebody-else' }) })).json();
    expect(await profileOf(other.visitor.id)).toMatchObject({ vipLevel: 0, tags: [] });
    // What staff say about one of the two visits is said about the person.
    const patch = { vipLevel: 9, attributes: { risk: 'low' }, tags: ['Platinum'] };
    const url = `/api/v1/visitors/${first.visitor.id}`;
    expect((await zero.app.inject({ method: 'PATCH', url, headers: administrator, payload: patch })).statusCode).toBe(
      200,
    );
    for (const { visitor } of [first, second])
      expect(await profileOf(visitor.id)).toMatchObject({
        vipLevel: 9,
        attributes: { risk: 'low' },
        tags: ['platinum'],
      });
    expect(await profileOf(other.visitor.id)).toMatchObject({ vipLevel: 0 });
    const removed = await zero.app.inject({
      method: 'PATCH',
      url,
      headers: administrator,
      payload: { attributes: { risk: null } },
    });
    expect(removed.json().profile.attributes).toEqual({});
    // A name that staff gave goes along to the next device, for staff; the page hears only what is vouched for.
    const named = await zero.app.inject({
      ...{ method: 'PATCH', url, headers: administrator, payload: { displayName: 'Chen' } },
    });
    expect(named.json().profile).toMatchObject({ displayName: 'Chen', namedBy: expect.any(String) });
    const third = (await visit({ identity: await sign({ sub: 'two-devices' }) })).json();
    expect(third.visitor.displayName).toBeNull();
    expect(await profileOf(third.visitor.id)).toMatchObject({ displayName: 'Chen', namedBy: expect.any(String) });
    expect(await profileOf(second.visitor.id)).toMatchObject({ displayName: 'Chen' });
    const vouched = (await visit({ identity: await sign({ sub: 'two-devices', displayName: 'Chen Yu' }) })).json();
    expect(vouched.visitor.displayName).toBe('Chen Yu');
    expect(await profileOf(vouched.visitor.id)).toMatchObject({ displayName: 'Chen Yu', namedBy: null });
  });
});

const unsigned = (header: object, payload: object): string =>
  `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;

describe('refused without a trace', () => {
  const good = { sub: 'customer-1' };
  const cases: [string, () => Promise<string> | string, string, string?][] = [
    ['expired', () => sign(good, { iat: nowSeconds() - 400, exp: nowSeconds() - 100 }), 'identity_expired'],
    ['for another channel', () => sign(good, { aud: byCurve.key }), 'identity_foreign'],
    ['for nobody in particular', () => sign({ ...good, aud: undefined }), 'identity_foreign'],
    ['of another key', () => sign(good, {}, Buffer.alloc(32, 1).toString('base64')), 'identity_invalid', 'signature'],
    ['valid for an hour', () => sign(good, { exp: nowSeconds() + 3_600 }), 'identity_invalid', 'lives_too_long'],
    ['without an end', () => sign({ ...good, exp: undefined }), 'identity_invalid', 'claim exp'],
    ['signed tomorrow', () => sign(good, { iat: nowSeconds() + 3_600 }), 'identity_invalid', 'claim iat'],
    ['valid from tomorrow', () => sign(good, { nbf: nowSeconds() + 3_600 }), 'identity_invalid', 'claim nbf'],
    ['of nobody', () => sign({ sub: ' ' }), 'identity_invalid', 'no_subject'],
    ['with a VIP level of 10', () => sign({ ...good, vipLevel: 10 }), 'identity_invalid', 'claims'],
    ['with a claim nobody knows', () => sign({ ...good, role: 'administrator' }), 'identity_invalid', 'claims'],
    ['no token at all', () => 'hello', 'identity_invalid', 'malformed'],
    [
      'not signed',
      () => unsigned({ alg: 'none' }, { ...good, aud: channel.key, iat: nowSeconds(), exp: nowSeconds() + 60 }),
      'identity_invalid',
      'algorithm',
    ],
  ];
  it.each(cases)('%s', async (_what, make, code, reason) => {
    const identity = await make();
    const before = await fingerprint(zero.db);
    const answer = await visit({ identity });
    expect([answer.statusCode, answer.json().code]).toEqual([401, code]);
    expect(answer.json().details?.reason).toBe(reason);
    expect(await fingerprint(zero.db)).toEqual(before);
  });

  it('signed with the public key as if it were a shared secret', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const iat = nowSeconds();
    const head = `${part({ alg: 'HS256' })}.${part({ ...good, aud: byCurve.key, iat, exp: iat + 60 })}`;
    const identity = `${head}.${createHmac('sha256', publicKey).update(head).digest('base64url')}`;
    const before = await fingerprint(zero.db);
    const answer = await visit({ identity }, byCurve.key);
    expect(answer.json()).toMatchObject({ code: 'identity_invalid', details: { reason: 'algorithm' } });
    expect(await fingerprint(zero.db)).toEqual(before);
  });

  it('where the channel takes none, or not any more', async () => {
    const open = await addChannel(zero);
    expect((await visit({ identity: await sign(good) }, open.key)).json().code).toBe('identity_not_taken');
    await put(open.id, { key: { algorithm: 'HS256', secret: shared } });
    expect((await visit({ identity: await sign(good, { aud: open.key }) }, open.key)).statusCode).toBe(200);
    await put(open.id, { key: null });
    expect((await visit({ identity: await sign(good, { aud: open.key }) }, open.key)).json().code).toBe(
      'identity_not_taken',
    );
  });

  it('attributes a page may not give by itself, and a VIP level in any dress', async () => {
    const before = await fingerprint(zero.db);
    const answer = await visit({ attributes: { page: '/', account_manager: 'me' } });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      422,
      { code: 'attributes_refused', details: { names: ['account_manager'] } },
    ]);
    expect((await visit({ attributes: { vipLevel: 9 } })).json().code).toBe('attributes_refused');
    expect((await visit({ vipLevel: 9 })).json().code).toBe('request_invalid');
    expect((await visit({ attributes: { page: '/' } }, byCurve.key)).json().code).toBe('attributes_refused');
    expect(await fingerprint(zero.db)).toEqual(before);
  });
});

describe('keys', () => {
  it.each([
    ['of 31 bytes', { algorithm: 'HS256', secret: `${Buffer.alloc(31, 7).toString('base64')}` }],
    ['that are words', { algorithm: 'HS256', secret: 'this is a very long secret but it is no base64 at all!' }],
    ['that are private', { algorithm: 'ES256', publicKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) }],
    [
      'of another curve',
      {
        algorithm: 'ES256',
        publicKey: generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' }),
      },
    ],
  ])('%s are refused without a trace', async (_what, key) => {
    const before = await fingerprint(zero.db);
    const answer = await put(channel.id, { key });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'identity_key_invalid']);
    expect(await fingerprint(zero.db)).toEqual(before);
  });

  it('are never shown, but for public ones', async () => {
    const shown = async (id: string) =>
      (await zero.app.inject({ url: `/api/v1/channels/${id}/identity`, headers: administrator })).json().identity;
    expect(await shown(channel.id)).toEqual({
      ...{ algorithm: 'HS256', publicKey: null, pageAttributes: ['page', 'product'] },
      changedAt: expect.any(String),
    });
    expect(await shown(byCurve.id)).toMatchObject({
      algorithm: 'ES256',
      publicKey: publicKey.trim(),
      pageAttributes: [],
    });
    expect(await shown((await addChannel(zero)).id)).toEqual({
      ...{ algorithm: null, publicKey: null, pageAttributes: [], changedAt: null },
    });
  });
});

describe('profiles', () => {
  it('are for supervisors, and for agents who serve the visitor: to read, and while they serve to change', async () => {
    const { visitor } = (await visit({})).json();
    const grace = await addAgent(zero, 'agent');
    const headers = cookieOf(await grace.signIn());
    const url = `/api/v1/visitors/${visitor.id}`;
    const change = () => zero.app.inject({ method: 'PATCH', url, headers, payload: { vipLevel: 4 } });
    expect((await zero.app.inject({ url, headers })).json().code).toBe('visitor_not_found');
    expect((await change()).json().code).toBe('visitor_not_found');
    const conversation = {
      ...{ id: visitor.id, channel_id: channel.id, visitor_id: visitor.id, agent_id: grace.agent.id },
      ...{ state: 'active' as const, medium: 'text' as const, created_at: zero.clock.now() },
    };
    await zero.db.insertInto('conversations').values(conversation).execute();
    expect((await zero.app.inject({ url, headers })).json().profile).toMatchObject({ id: visitor.id, vipLevel: 0 });
    expect((await change()).json().profile).toMatchObject({ vipLevel: 4 });
    await zero.db.updateTable('conversations').set({ state: 'closed', closed_at: zero.clock.now() }).execute();
    expect((await zero.app.inject({ url, headers })).statusCode).toBe(200);
    const before = await fingerprint(zero.db);
    expect((await change()).json().code).toBe('forbidden');
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`a${n}`, n]));
    const full = await zero.app.inject({ method: 'PATCH', url, headers: administrator, payload: { attributes: many } });
    expect([full.statusCode, full.json().code]).toEqual([422, 'attributes_refused']);
    expect(await fingerprint(zero.db)).toEqual(before);
  });
});
