// How earlier contacts ended, over the real wire: for whoever serves the visitor or is consulted, for as long as that lasts.
import type { EarlierContact, Transfer } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acceptContact,
  type Contact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  refusedOverHttp,
  startContact,
  type WireWorld,
} from './wire-world.ts';

let world: WireWorld;
let grace: OnlineAgent;
let jun: OnlineAgent;
let first: Contact;
let visitorId: string;
let dispositionId: string;
beforeAll(async () => {
  world = await createWireWorld();
  const admin = await world.signIn('admin@demo.visavis');
  const add = async (en: string, parentId: string | null) => {
    const body = { name: { en, zh: en }, parentId };
    return (await world.rest('/api/v1/dispositions', { cookie: admin, method: 'POST', body })).json.disposition.id;
  };
  dispositionId = await add('Rate fixed', await add('Mortgage', null));
  grace = await goOnline(world, 'grace@demo.visavis');
  first = await startContact(world);
  visitorId = (await acceptContact(grace.tab, first.conversationId)).visitor.id;
});
afterAll(() => world.stop());

const path = () => `/api/v1/visitors/${visitorId}/earlier-contacts`;
const read = async (cookie: string): Promise<EarlierContact[]> => {
  const answer = await world.rest(path(), { cookie });
  expect(answer.status).toBe(200);
  return answer.json.contacts;
};
const close = async ({ cookie }: OnlineAgent, conversationId: string, body: object) => {
  const url = `/api/v1/conversations/${conversationId}/close`;
  expect((await world.rest(url, { cookie, method: 'POST', body })).status).toBe(200);
};
/** The same visitor comes again. */
const again = async (): Promise<string> => {
  const conversationId = uuidv7();
  await first.page.command('conversation:start', { conversationId, medium: 'text', recordingConsent: null });
  return conversationId;
};
const earlier = () => ({
  ...{ conversationId: first.conversationId, medium: 'text', note: 'Ten years, sends the contract.' },
  agent: { agentId: grace.snapshot.presence.agentId, displayName: 'Grace Tan' },
  disposition: { id: dispositionId, path: ['Mortgage', 'Rate fixed'].map((en) => ({ en, zh: en })) },
  tags: ['contract'],
});

it('the first contact has none before it; when it is closed, its agent reads it no more this way', async () => {
  expect(await read(grace.cookie)).toEqual([]);
  const note = 'Ten years, sends the contract.';
  await close(grace, first.conversationId, { note, dispositionId, tags: ['Contract'] });
  const refused = await world.rest(path(), { cookie: grace.cookie });
  expect([refused.status, refused.json]).toMatchObject([
    403,
    { code: 'forbidden', details: { needs: 'an open conversation with this visitor' } },
  ]);
  expect(await read(await world.signIn('marta@demo.visavis'))).toMatchObject([earlier()]);
});

it('the next agent reads how the colleague ended it, not what was said; a third one reads nothing', async () => {
  await grace.tab.command('presence:set', { state: 'offline' });
  jun = await goOnline(world, 'jun@demo.visavis');
  await refusedOverHttp(world, path(), { cookie: jun.cookie }, 'visitor_not_found');
  const conversationId = await again();
  await acceptContact(jun.tab, conversationId);
  expect(await read(jun.cookie)).toMatchObject([earlier()]);
  const said = `/api/v1/conversations/${first.conversationId}/messages`;
  await refusedOverHttp(world, said, { cookie: jun.cookie }, 'conversation_not_found');
  await refusedOverHttp(world, path(), { cookie: grace.cookie }, 'forbidden');

  await grace.tab.command('presence:set', { state: 'online' });
  const target = { kind: 'agent', agentId: grace.snapshot.presence.agentId };
  const { transfer } = await jun.tab.command<{ transfer: Transfer }>('transfer:start', {
    ...{ conversationId, target, mode: 'consult', note: null },
  });
  await refusedOverHttp(world, path(), { cookie: grace.cookie }, 'forbidden');
  await grace.tab.command('transfer:accept', { transferId: transfer.id });
  expect(await read(grace.cookie)).toMatchObject([earlier()]);
  await jun.tab.command('transfer:cancel', { transferId: transfer.id });
  await refusedOverHttp(world, path(), { cookie: grace.cookie }, 'forbidden');

  await close(jun, conversationId, {});
  await refusedOverHttp(world, path(), { cookie: jun.cookie }, 'forbidden');
  const all = await read(await world.signIn('marta@demo.visavis'));
  expect(all.map((contact) => contact.conversationId)).toEqual([conversationId, first.conversationId]);
  expect(all[0]).toMatchObject({ disposition: null, note: null, tags: [], agent: { displayName: 'He Jun' } });
});

it('a page of the same person by another way counts, and a stranger does not', async () => {
  const supervisor = await world.signIn('marta@demo.visavis');
  const known = { external_id: 'customer-7' };
  const { token } = await world.visit();
  const page = await world.visitor(token);
  const { visitor } = await page.command<{ visitor: { id: string } }>('visitor:hello', {});
  const of = async () =>
    (await world.rest(`/api/v1/visitors/${visitor.id}/earlier-contacts`, { cookie: supervisor })).json.contacts;
  expect(await of()).toEqual([]);
  await world.db.updateTable('visitors').set(known).where('id', 'in', [visitor.id, visitorId]).execute();
  expect(await of()).toHaveLength(2);
});
