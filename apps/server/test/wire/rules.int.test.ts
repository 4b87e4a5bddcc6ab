// Rules through the whole product: put in force over HTTP, a visitor vouched for by the integrator's server, and the right console rings.
import type { Offer, Visit } from '@visavis/protocol';
import { SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWireWorld, goOnline, type OnlineAgent, refusedOverHttp, type WireWorld } from './wire-world.ts';

const key = Buffer.alloc(32, 5);
let world: WireWorld;
let administrator: string;
let grace: OnlineAgent;
let jun: OnlineAgent;
beforeAll(async () => {
  world = await createWireWorld();
  administrator = await world.signIn('admin@demo.visavis');
  grace = await goOnline(world, 'grace@demo.visavis');
  jun = await goOnline(world, 'jun@demo.visavis');
});
afterAll(() => world.stop());

const ask = (method: string, path: string, body?: object, cookie = administrator) =>
  world.rest(path, { method, cookie, ...(body ? { body } : {}) });
const channelId = async (): Promise<string> =>
  (await ask('GET', '/api/v1/channels')).json.channels.find((one: { key: string }) => one.key === 'demo').id;

const start = async (identity?: string) => {
  const body = { language: 'en', ...(identity ? { identity } : {}) };
  const { token, visitor } = (await world.rest('/api/v1/public/channels/demo/visits', { body })).json as Visit;
  const page = await world.visitor(token);
  await page.command('visitor:hello', {});
  const conversationId = uuidv7();
  await page.command('conversation:start', { conversationId, medium: 'text', recordingConsent: null });
  return { page, visitor, conversationId };
};

it('a VIP whose manager stands in the signed identity rings there, by the rule that says so', async () => {
  const manager = {
    ...{ id: uuidv7(), name: 'Managers', when: [{ kind: 'vip', min: 5, max: 9 }], priority: 4 },
    stages: [
      { kind: 'designated_agent', by: { kind: 'attribute', name: 'manager' }, patienceSeconds: 30 },
      { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null },
    ],
  };
  expect((await ask('PUT', '/api/v1/routing/rules', { version: 0, rules: [manager], note: 'VIPs' })).status).toBe(200);
  const identityPath = `/api/v1/channels/${await channelId()}/identity`;
  const secret = key.toString('base64');
  expect((await ask('PUT', identityPath, { key: { algorithm: 'HS256', secret } })).status).toBe(200);

  // Both names, one after the other: whoever is named rings, not whoever has most room.
  for (const [tab, manager] of [
    [jun.tab, 'jun@demo.visavis'],
    [grace.tab, 'GRACE@demo.visavis'],
  ] as const) {
    const identity = await new SignJWT({ vipLevel: 6, attributes: { manager } })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(`customer of ${manager}`)
      .setAudience('demo')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key);
    const { page, conversationId } = await start(identity);
    const offer = await tab.fact<Offer>('offer:ringing', (one) => one.conversationId === conversationId);
    expect(offer.reason).toMatchObject({ rule: 'Managers', ruleVersion: 1, stage: 1, stageKind: 'designated_agent' });
    await page.command('conversation:leave', { conversationId });
  }
  const { json } = await ask('GET', '/api/v1/routing/rules/counts');
  expect(json.counts).toEqual([{ ruleId: manager.id, entries: 2 }]);
});

it('the agent who serves a visitor makes them a VIP; the next visit goes by it, a colleague may not even look', async () => {
  const { page, visitor, conversationId } = await start();
  const rung = await Promise.race(
    [grace, jun].map(async (agent) => ({
      agent,
      offer: await agent.tab.fact<Offer>('offer:ringing', (one) => one.conversationId === conversationId),
    })),
  );
  await rung.agent.tab.command('offer:accept', { offerId: rung.offer.id });
  const other = rung.agent === grace ? jun : grace;
  const path = `/api/v1/visitors/${visitor.id}`;
  await refusedOverHttp(world, path, { cookie: other.cookie }, 'visitor_not_found');
  await refusedOverHttp(
    world,
    path,
    { method: 'PATCH', body: { vipLevel: 9 }, cookie: other.cookie },
    'visitor_not_found',
  );
  const changed = await ask('PATCH', path, { vipLevel: 7, tags: ['gold'] }, rung.agent.cookie);
  expect(changed.json.profile).toMatchObject({
    vipLevel: 7,
    tags: ['gold'],
    servedBy: [{ agentId: rung.offer.agentId }],
  });
  await page.command('conversation:leave', { conversationId });
  const again = uuidv7();
  await page.command('conversation:start', { conversationId: again, medium: 'text', recordingConsent: null });
  const entry = await world.db
    .selectFrom('queue_entries')
    .select(['rule', 'priority'])
    .where('conversation_id', '=', again)
    .executeTakeFirstOrThrow();
  expect(entry).toEqual({ rule: 'Managers', priority: 4 });
  await page.command('conversation:leave', { conversationId: again });
});

it('a group that rules name is not deleted, and the rules say which', async () => {
  const made = (await ask('POST', '/api/v1/skill-groups', { name: 'Named by a rule' })).json.group;
  const { version } = (await ask('GET', '/api/v1/routing/rules')).json.ruleSet;
  const rule = {
    ...{ id: uuidv7(), name: 'To the named', when: [{ kind: 'tag', tags: ['x'] }], priority: 0 },
    stages: [
      { kind: 'skill_group', groups: [{ groupId: made.id, minLevel: 1 }], strategy: null, patienceSeconds: null },
    ],
  };
  expect((await ask('PUT', '/api/v1/routing/rules', { version, rules: [rule] })).status).toBe(200);
  const refused = await ask('DELETE', `/api/v1/skill-groups/${made.id}`);
  expect([refused.status, refused.json.code]).toEqual([409, 'skill_group_in_use']);
  expect(JSON.stringify(refused.json.details)).toContain('To the named');
  await ask('PUT', '/api/v1/routing/rules', { version: version + 1, rules: [] });
  expect((await ask('DELETE', `/api/v1/skill-groups/${made.id}`)).status).toBe(204);
});
