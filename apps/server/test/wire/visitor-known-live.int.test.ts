// What is known of a visitor reaches everybody who sees them, wherever they stand just then, without asking again.
import type { Conversation, FloorBoard, Offer, QueueEntry, Transfer, VisitorSnapshot, WrapUp } from '@visavis/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acceptContact,
  type Contact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  refusedOverHttp,
  startContact,
  type WireClient,
  type WireWorld,
} from './wire-world.ts';

let world: WireWorld;
let supervisor: string;
let grace: OnlineAgent;
let jun: OnlineAgent;
beforeAll(async () => {
  world = await createWireWorld();
  supervisor = await world.signIn('marta@demo.visavis');
  [grace, jun] = [await goOnline(world, 'grace@demo.visavis'), await goOnline(world, 'jun@demo.visavis')];
  for (const { tab } of [grace, jun]) await tab.command('presence:set', { state: 'busy' });
});
afterAll(() => world.stop());

const patch = async (visitorId: string, body: object, cookie = supervisor) => {
  const answer = await world.rest(`/api/v1/visitors/${visitorId}`, { method: 'PATCH', cookie, body });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.json.profile;
};
const visitorOf = async ({ conversationId }: Contact): Promise<string> =>
  (await world.rest(`/api/v1/conversations/${conversationId}`, { cookie: supervisor })).json.conversation.visitor.id;
const inLine = (tab: WireClient, { conversationId }: Contact, vipLevel: number) =>
  tab.fact<{ entries: QueueEntry[] }>('queue:changed', ({ entries }) =>
    entries.some((entry) => entry.conversationId === conversationId && entry.vipLevel === vipLevel),
  );
const offered = (tab: WireClient, { conversationId }: Contact, vipLevel: number) =>
  tab.fact<Offer>('offer:ringing', (offer) => offer.conversationId === conversationId && offer.vipLevel === vipLevel);

it('a VIP level stands in the line, on the ringing offer, on the contact and its transfer, and on the floor, as soon as it is set', async () => {
  const contact = await startContact(world);
  const { conversationId } = contact;
  const visitorId = await visitorOf(contact);
  const watching = await world.agent(supervisor);
  await watching.command('floor:watch', {});

  await inLine(grace.tab, contact, 0);
  await patch(visitorId, { vipLevel: 3 });
  await inLine(grace.tab, contact, 3);
  await watching.fact<{ entries: FloorBoard['entries'] | null }>('floor:changed', ({ entries }) =>
    Boolean(entries?.some((entry) => entry.conversationId === conversationId && entry.vipLevel === 3)),
  );

  await grace.tab.command('presence:set', { state: 'online' });
  const { id } = await offered(grace.tab, contact, 3);
  await patch(visitorId, { vipLevel: 5 });
  expect((await offered(grace.tab, contact, 5)).id).toBe(id);
  const { conversation } = await grace.tab.command<{ conversation: Conversation }>('offer:accept', { offerId: id });
  expect(conversation.visitor.vipLevel).toBe(5);

  await patch(visitorId, { vipLevel: 7 }, grace.cookie);
  await grace.tab.fact<Conversation>('conversation:changed', ({ visitor }) => visitor.vipLevel === 7);
  await watching.fact<{ agents: FloorBoard['agents'] }>('floor:changed', ({ agents }) =>
    agents.some(({ work }) => work.some((one) => one.conversationId === conversationId && one.vipLevel === 7)),
  );

  await jun.tab.command('presence:set', { state: 'online' });
  const target = { kind: 'agent', agentId: jun.snapshot.presence.agentId };
  await grace.tab.command('transfer:start', { conversationId, target, mode: 'consult', note: null });
  const ringing = await jun.tab.fact<Transfer>('transfer:changed', ({ vipLevel }) => vipLevel === 7);
  await patch(visitorId, { vipLevel: 9 }, grace.cookie);
  const again = await jun.tab.fact<Transfer>('transfer:changed', ({ vipLevel }) => vipLevel === 9);
  expect(again).toEqual({ ...ringing, vipLevel: 9 });
  await grace.tab.command('transfer:cancel', { transferId: ringing.id });
  await grace.tab.command('conversation:close', { conversationId });
});

it('a name an agent gives stands wherever the visitor shows, is kept from their own page, and gives way to theirs', async () => {
  for (const { tab } of [grace, jun]) await tab.command('presence:set', { state: 'busy' });
  const contact = await startContact(world);
  const { conversationId, page } = contact;
  const visitorId = await visitorOf(contact);
  const path = `/api/v1/visitors/${visitorId}`;
  const watching = await world.agent(supervisor);
  await watching.command('floor:watch', {});
  const called = ({ visitorName }: { visitorName: string | null }) => visitorName;

  // Whoever has nothing to do with the visitor gives no names, and neither does the visitor by this way.
  const name = { method: 'PATCH', body: { displayName: 'Mrs Zhao' } };
  await refusedOverHttp(world, path, { ...name, cookie: grace.cookie }, 'visitor_not_found');
  await refusedOverHttp(world, path, { ...name, token: contact.token }, 'auth_required');
  for (const displayName of ['', '   ', 'x'.repeat(81), 7])
    await refusedOverHttp(
      world,
      path,
      { method: 'PATCH', cookie: supervisor, body: { displayName } },
      'request_invalid',
    );

  await patch(visitorId, { displayName: '  Mrs Zhao ' });
  await grace.tab.fact<{ entries: QueueEntry[] }>('queue:changed', ({ entries }) =>
    entries.some((entry) => entry.conversationId === conversationId && called(entry) === 'Mrs Zhao'),
  );
  await grace.tab.command('presence:set', { state: 'online' });
  const { id } = await grace.tab.fact<Offer>('offer:ringing', (offer) => called(offer) === 'Mrs Zhao');
  await grace.tab.command('offer:accept', { offerId: id });
  const profile = await patch(visitorId, { displayName: '赵女士' }, grace.cookie);
  expect(profile).toMatchObject({ displayName: '赵女士', namedBy: grace.snapshot.presence.agentId });
  await grace.tab.fact<Conversation>('conversation:changed', ({ visitor }) => visitor.displayName === '赵女士');
  await watching.fact<{ agents: FloorBoard['agents'] }>('floor:changed', ({ agents }) =>
    agents.some(({ work }) => work.some((one) => called(one) === '赵女士')),
  );
  const { payload } = await world.db
    .selectFrom('domain_events')
    .select('payload')
    .where('type', '=', 'visitor_changed')
    .where('subject_id', '=', visitorId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(payload).toMatchObject({ agentId: grace.snapshot.presence.agentId, changed: ['displayName'] });

  const snapshot = await page.command<VisitorSnapshot>('visitor:hello', {});
  expect(snapshot.visitor).toMatchObject({ id: visitorId, displayName: null });
  expect(JSON.stringify(snapshot)).not.toMatch(/Zhao|赵/);

  await page.command('visitor:update', { displayName: 'Zhao Min' });
  await grace.tab.fact<Conversation>('conversation:changed', ({ visitor }) => visitor.displayName === 'Zhao Min');
  const own = await page.command<VisitorSnapshot>('visitor:hello', {});
  expect(own.visitor.displayName).toBe('Zhao Min');
  await patch(visitorId, { displayName: null }, grace.cookie);
  await grace.tab.fact<Conversation>('conversation:changed', ({ visitor }) => visitor.displayName === null);

  await grace.tab.command('conversation:close', { conversationId });
  await refusedOverHttp(world, path, { ...name, cookie: grace.cookie }, 'forbidden');
});

it('whoever wraps a contact up gives its visitor a name until that is over, and the panel follows it', async () => {
  const admin = await world.signIn('admin@demo.visavis');
  const { groups } = (await world.rest('/api/v1/skill-groups', { cookie: admin })).json;
  for (const { id, version } of groups) {
    const body = { version, wrapUpSeconds: { text: 600, voice: 600, video: 600 } };
    const changed = await world.rest(`/api/v1/skill-groups/${id}`, { method: 'PATCH', cookie: admin, body });
    expect([changed.status, changed.text]).toEqual([200, changed.text]);
  }
  await jun.tab.command('presence:set', { state: 'busy' });
  await grace.tab.command('presence:set', { state: 'online' });
  const contact = await startContact(world);
  const { conversationId } = contact;
  const visitorId = (await acceptContact(grace.tab, conversationId)).visitor.id;
  await grace.tab.command('conversation:close', { conversationId });
  const called = (name: string) =>
    grace.tab.fact<WrapUp>('wrapup:changed', (one) => one.visitorId === visitorId && one.visitorName === name);

  const name = { method: 'PATCH', body: { displayName: 'Mrs Zhao' } };
  await refusedOverHttp(world, `/api/v1/visitors/${visitorId}`, { ...name, cookie: jun.cookie }, 'visitor_not_found');
  await patch(visitorId, { displayName: 'Mrs Zhao' }, grace.cookie);
  expect(await called('Mrs Zhao')).toMatchObject({ conversationId, state: 'open' });
  await patch(visitorId, { displayName: 'Mrs Zhao Min' });
  expect(await called('Mrs Zhao Min')).toMatchObject({ conversationId, state: 'open' });

  await grace.tab.command('wrapup:done', { conversationId });
  await refusedOverHttp(world, `/api/v1/visitors/${visitorId}`, { ...name, cookie: grace.cookie }, 'forbidden');
});
