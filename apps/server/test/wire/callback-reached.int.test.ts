// A callback is being tried until the visitor is reached, not until its agent has closed the conversation.
import type { Call, Callback, QueuePlace, VisitorCallback } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acceptContact,
  type Contact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  refusedOverHttp,
  startCall,
  type WireWorld,
} from './wire-world.ts';

let world: WireWorld;
let grace: OnlineAgent;
beforeAll(async () => {
  world = await createWireWorld();
  const search = { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: 1 };
  const rung = { kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null };
  const rule = { id: uuidv7(), name: 'Rung back', when: [], priority: 4, stages: [search, rung] };
  const cookie = await world.signIn('admin@demo.visavis');
  const body = { version: 0, rules: [rule], note: '' };
  expect((await world.rest('/api/v1/routing/rules', { method: 'PUT', cookie, body })).status).toBe(200);
});
afterAll(() => world.stop());

const path = ({ conversationId }: Contact, what = '') => `/api/v1/conversations/${conversationId}/callback${what}`;
const callbackOf = async (contact: Contact): Promise<Callback> =>
  (await world.rest(path(contact), { cookie: grace.cookie })).json.callback;
const say = async (contact: Contact, what: string): Promise<Callback> => {
  const answer = await world.rest(path(contact, what), { method: 'POST', cookie: grace.cookie });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.json.callback;
};

/** Somebody who has asked to be rung back, and whom Grace is on now. */
const beingTried = async (): Promise<Contact> => {
  if (grace) await grace.tab.command('presence:set', { state: 'offline' });
  const { token } = await world.visit();
  const page = await world.visitor(token);
  await page.command('visitor:hello', {});
  const conversationId = uuidv7();
  await page.command('conversation:start', { conversationId, medium: 'video', recordingConsent: 'given' });
  await page.fact<QueuePlace>('queue:changed', ({ options }) => options.length > 0);
  const address = { kind: 'phone', value: '+447700900417' };
  await page.command('callback:request', { conversationId, address, window: null });
  if (grace) await grace.tab.command('presence:set', { state: 'online' });
  else grace = await goOnline(world, 'grace@demo.visavis');
  await acceptContact(grace.tab, conversationId);
  const contact = { token, page, conversationId };
  expect(await callbackOf(contact)).toMatchObject({ state: 'calling' });
  return contact;
};
const changed = ({ conversationId }: Contact) =>
  grace.tab.fact<{ conversationId: string }>('callback:changed', (told) => told.conversationId === conversationId);
const reachedAt = ({ page }: Contact) =>
  page.fact<VisitorCallback>('callback:changed', ({ state }) => state === 'reached');

it('a call that both sides are in says so while it runs; closing and wrapping up change nothing any more', async () => {
  const contact = await beingTried();
  const call = await startCall(contact, grace.tab);
  for (const client of [contact.page, grace.tab]) {
    expect(await callbackOf(contact)).toMatchObject({ state: 'calling' });
    const { participantId } = await client.command<{ participantId: string }>('media:join', {
      ...{ callId: call.id, epoch: null },
    });
    world.gateway.emit({ type: 'connected', callId: call.id, participantId, connection: 'publish' });
  }
  await reachedAt(contact);
  await changed(contact);
  const live = await grace.tab.fact<Call>('call:changed', ({ id, state }) => id === call.id && state === 'live');
  expect(live.endedAt).toBeNull();
  expect(await callbackOf(contact)).toMatchObject({ state: 'reached', attempts: 0 });
  await refusedOverHttp(
    world,
    path(contact, '/not-reached'),
    { method: 'POST', cookie: grace.cookie },
    'callback_not_found',
  );
  await grace.tab.command('call:end', { callId: call.id });
  expect(await callbackOf(contact)).toMatchObject({ state: 'reached' });
  await grace.tab.command('conversation:close', { conversationId: contact.conversationId });
  expect(await callbackOf(contact)).toMatchObject({ state: 'reached' });
});

it('a call nobody takes leaves it to the agent, who says reached or not, once or twice', async () => {
  const contact = await beingTried();
  const { call } = await grace.tab.command<{ call: Call }>('call:start', {
    ...{ conversationId: contact.conversationId, kind: 'video' },
  });
  await contact.page.command('call:decline', { callId: call.id });
  await grace.tab.fact<Call>('call:changed', ({ id, state }) => id === call.id && state === 'ended');
  expect(await callbackOf(contact)).toMatchObject({ state: 'calling' });
  expect(await say(contact, '/reached')).toMatchObject({ state: 'reached' });
  await reachedAt(contact);
  expect(await say(contact, '/reached')).toMatchObject({ state: 'reached' });
  await grace.tab.command('conversation:close', { conversationId: contact.conversationId });

  const other = await beingTried();
  expect(await say(other, '/not-reached')).toMatchObject({ state: 'waiting', attempts: 1 });
});
