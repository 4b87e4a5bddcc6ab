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

it('an overflow that leads round in a circle through a rule in force is refused from the group too, and nothing changed', async () => {
  const make = async (name: string) => (await ask('POST', '/api/v1/skill-groups', { name })).json.group;
  const [asked, next] = [await make('Asked first'), await make('Takes over')];
  const { version } = (await ask('GET', '/api/v1/routing/rules')).json.ruleSet;
  const rule = {
    ...{ id: uuidv7(), name: 'On to the next', when: [{ kind: 'tag', tags: ['x'] }], priority: 0 },
    stages: [
      { kind: 'skill_group', groups: [{ groupId: asked.id, minLevel: 1 }], strategy: null, patienceSeconds: 60 },
      { kind: 'overflow', groupId: next.id },
    ],
  };
  expect((await ask('PUT', '/api/v1/routing/rules', { version, rules: [rule] })).status).toBe(200);
  const back = (to: string) => ({ maxWaiting: null, maxWaitSeconds: 60, overflow: { kind: 'group', groupId: to } });
  const path = `/api/v1/skill-groups/${next.id}`;
  const refused = await ask('PATCH', path, { version: next.version, limits: back(asked.id) });
  expect([refused.status, refused.json.code]).toEqual([409, 'skill_group_overflow_invalid']);
  expect(refused.json.details).toMatchObject({ problem: 'cycle', rule: 'On to the next' });
  expect(refused.json.details.path).toEqual(expect.arrayContaining(['Asked first', 'Takes over']));
  const { groups } = (await ask('GET', '/api/v1/skill-groups')).json;
  const unchanged = { version: next.version, limits: { overflow: { kind: 'expire' } } };
  expect(groups.find(({ id }: { id: string }) => id === next.id)).toMatchObject(unchanged);
  // Nobody stands in front of a wall: deleted it cannot be either, and the other way round it goes.
  expect((await ask('DELETE', path)).json.code).toBe('skill_group_in_use');
  await ask('PUT', '/api/v1/routing/rules', { version: version + 1, rules: [] });
  const { json } = await ask('PATCH', path, { version: next.version, limits: back(asked.id) });
  expect(json.group.limits.overflow).toEqual({ kind: 'group', groupId: asked.id });
  const held = await ask('DELETE', `/api/v1/skill-groups/${asked.id}`);
  expect([held.status, held.json.details.uses]).toEqual([409, [{ kind: 'overflow', name: 'Takes over' }]]);
  expect((await ask('DELETE', path)).status).toBe(204);
  expect((await ask('DELETE', `/api/v1/skill-groups/${asked.id}`)).status).toBe(204);
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
