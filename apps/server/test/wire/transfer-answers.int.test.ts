// Whoever is asked to take a transfer answers over REST as over the socket: the same steps, the same refusals, the same facts.
import type { Transfer } from '@visavis/protocol';
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
let contact: Contact;
beforeAll(async () => {
  world = await createWireWorld();
  grace = await goOnline(world, 'grace@demo.visavis');
  contact = await startContact(world);
  await acceptContact(grace.tab, contact.conversationId);
  jun = await goOnline(world, 'jun@demo.visavis');
});
afterAll(() => world.stop());

const handToJun = async (mode: Transfer['mode']): Promise<Transfer> => {
  const target = { kind: 'agent', agentId: jun.snapshot.presence.agentId };
  const { transfer } = await grace.tab.command<{ transfer: Transfer }>('transfer:start', {
    ...{ conversationId: contact.conversationId, target, mode, note: null },
  });
  return transfer;
};
const at = ({ id }: Transfer, what: string) => `/api/v1/transfers/${id}/${what}`;
const asJun = (path: string, body?: object) =>
  world.rest(path, { cookie: jun.cookie, method: 'POST', ...(body && { body }) });
const told = (id: Transfer['id'], state: Transfer['state']) =>
  grace.tab.fact<Transfer>('transfer:changed', (one) => one.id === id && one.state === state);

it('declined with a reason in own words, the sender reads it; declined again it is gone', async () => {
  const transfer = await handToJun('blind');
  const refused = { cookie: grace.cookie, method: 'POST', body: {} };
  await refusedOverHttp(world, at(transfer, 'decline'), refused, 'transfer_not_found');
  const odd = { cookie: jun.cookie, method: 'POST', body: { reason: 'bored' } };
  await refusedOverHttp(world, at(transfer, 'decline'), odd, 'request_invalid');
  const why = { reason: 'other', note: 'Ask Marta, she knows the house.' };
  expect((await asJun(at(transfer, 'decline'), why)).status).toBe(204);
  expect(await told(transfer.id, 'returned')).toMatchObject({ endReason: 'declined', declined: why });
  const again = { cookie: jun.cookie, method: 'POST', body: why };
  await refusedOverHttp(world, at(transfer, 'decline'), again, 'transfer_gone');
});

it('a consultation is agreed to and left', async () => {
  const transfer = await handToJun('consult');
  const accepted = await asJun(at(transfer, 'accept'));
  expect([accepted.status, accepted.json]).toMatchObject([
    200,
    { transfer: { id: transfer.id, state: 'consulting' }, conversation: { id: contact.conversationId }, call: null },
  ]);
  expect((await asJun(at(transfer, 'leave'))).status).toBe(204);
  expect(await told(transfer.id, 'returned')).toMatchObject({ endReason: 'target_left', declined: null });
  await refusedOverHttp(world, at(transfer, 'leave'), { cookie: jun.cookie, method: 'POST' }, 'transfer_gone');
});

it('taken, the contact is the colleague’s, whose page follows it', async () => {
  const transfer = await handToJun('blind');
  const taken = await asJun(at(transfer, 'accept'));
  expect([taken.status, taken.json.conversation.agent?.id]).toEqual([200, jun.snapshot.presence.agentId]);
  await contact.page.command('message:send', {
    ...{
      conversationId: contact.conversationId,
      clientMsgId: crypto.randomUUID(),
      body: { kind: 'text', text: 'Hello?' },
    },
  });
  await jun.tab.fact('message:new', (one: { body: { text?: string } }) => one.body.text === 'Hello?');
  await refusedOverHttp(world, at(transfer, 'accept'), { cookie: jun.cookie, method: 'POST' }, 'transfer_gone');
});
