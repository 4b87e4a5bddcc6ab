// How earlier contacts ended, over the real wire: for whoever serves the visitor or is consulted, for as long as that lasts.
import type { EarlierContact, InternalNotePage, MessagePage, Transfer } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acceptContact,
  type Contact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  refusedOnSocket,
  refusedOverHttp,
  startCall,
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
  agents: [{ agentId: grace.snapshot.presence.agentId, displayName: 'Grace Tan' }],
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
  expect(all[0]).toMatchObject({ disposition: null, note: null, tags: [], agents: [{ displayName: 'He Jun' }] });
});

/** A small text file of the visitor, sent into the conversation. */
const sendFile = async (conversationId: string, name: string): Promise<string> => {
  const form = new FormData();
  form.set('file', new Blob([name]), name);
  const upload = await world.rest(`/api/v1/conversations/${conversationId}/files`, { token: first.token, form });
  const fileId = upload.json.file.id;
  const body = { kind: 'file', fileId, caption: '' };
  await first.page.command('message:send', { conversationId, clientMsgId: uuidv7(), body });
  return fileId;
};
const sayAndNote = async ({ tab }: OnlineAgent, conversationId: string, words: string): Promise<void> => {
  const body = { kind: 'text', text: `Said: ${words}` };
  await tab.command('message:send', { conversationId, clientMsgId: uuidv7(), body });
  await tab.command('note:write', { conversationId, clientMsgId: uuidv7(), text: `Noted: ${words}` });
};

it('who served a contact reads it, once closed, up to where it left them, and nothing of it before', async () => {
  const { cookie, tab } = grace;
  await jun.tab.command('presence:set', { state: 'busy' });
  const conversationId = await again();
  await acceptContact(tab, conversationId);
  await jun.tab.command('presence:set', { state: 'online' });
  const of = `/api/v1/conversations/${conversationId}`;
  const open = { cookie };
  const fileBefore = await sendFile(conversationId, 'before.txt');
  await sayAndNote(grace, conversationId, 'before');
  const target = { kind: 'agent', agentId: jun.snapshot.presence.agentId };
  const { transfer } = await tab.command<{ transfer: Transfer }>('transfer:start', {
    ...{ conversationId, target, mode: 'blind', note: null },
  });
  await jun.tab.command('transfer:accept', { transferId: transfer.id });
  const fileAfter = await sendFile(conversationId, 'after.txt');
  await sayAndNote(jun, conversationId, 'after');
  for (const path of [of, `${of}/messages`, `${of}/internal-notes`, `${of}/own-routing`])
    await refusedOverHttp(world, path, open, 'conversation_not_found');
  await refusedOverHttp(world, `/api/v1/files/${fileBefore}`, open, 'file_not_found');
  await refusedOverHttp(world, `${path()}?conversationId=${conversationId}`, open, 'forbidden');

  await close(jun, conversationId, { note: 'After all, no.' });
  const told: unknown[] = [];
  const ask = async (where: string) => {
    const answer = await world.rest(where, open);
    expect([where, answer.status]).toEqual([where, 200]);
    told.push(answer.text);
    return answer.json;
  };
  const { messages, lastSeq }: MessagePage = await ask(`${of}/messages`);
  expect(messages.at(-1)).toMatchObject({ seq: lastSeq, body: { event: { name: 'transferred' } } });
  expect((await ask(`${of}/messages?afterSeq=${lastSeq}`)).messages).toEqual([]);
  const seen = { state: 'closed', lastSeq, preview: '', lastMessageAt: null, note: null };
  expect((await ask(of)).conversation).toMatchObject(seen);
  expect(((await ask(`${of}/internal-notes`)) as InternalNotePage).notes.map(({ text }) => text)).toEqual([
    'Noted: before',
  ]);
  expect((await ask(`${of}/own-routing`)).reasons).toHaveLength(1);
  told.push(await tab.command('message:sync', { conversationId, afterSeq: 0 }));
  told.push(await tab.command('note:sync', { conversationId, afterSeq: 0 }));
  expect((await world.rest(`/api/v1/files/${fileBefore}`, open)).text).toBe('before.txt');
  await refusedOverHttp(world, `/api/v1/files/${fileAfter}`, open, 'file_not_found');
  const everything = JSON.stringify(told);
  expect(everything).toContain('Said: before');
  expect(everything).not.toMatch(/: after|after\.txt|After all/);
  await refusedOverHttp(world, `${of}/wrap-up`, open, 'conversation_not_found');
  const more = { conversationId, clientMsgId: uuidv7() };
  await refusedOnSocket(world, tab, 'note:write', { ...more, text: 'More' }, 'conversation_not_found');
  const body = { kind: 'text', text: 'More' };
  await refusedOnSocket(world, tab, 'message:send', { ...more, body }, 'conversation_not_found');
});

it('on a closed contact who served it sees the earlier ones as they were then, and nothing that came later', async () => {
  const supervisor = await world.signIn('marta@demo.visavis');
  const [latest, between] = await read(supervisor);
  expect(latest?.agents.map(({ displayName }) => displayName)).toEqual(['Grace Tan', 'He Jun']);
  const asked = (from: string | undefined) => `${path()}?conversationId=${from}`;
  const asGrace = (await world.rest(asked(latest?.conversationId), { cookie: grace.cookie })).json;
  expect(asGrace.until < (latest?.endedAt ?? '')).toBe(true);
  expect(asGrace.contacts.map((one: EarlierContact) => one.conversationId)).toEqual([
    between?.conversationId,
    first.conversationId,
  ]);
  const asJun = (await world.rest(asked(between?.conversationId), { cookie: jun.cookie })).json;
  expect(asJun).toMatchObject({ until: between?.endedAt, contacts: [earlier()] });
  expect((await world.rest(asked(first.conversationId), { cookie: grace.cookie })).json.contacts).toEqual([]);
  // Never theirs, or of another visitor: as if they had not asked from anywhere.
  await refusedOverHttp(world, asked(first.conversationId), { cookie: jun.cookie }, 'forbidden');
  await refusedOverHttp(world, asked(uuidv7()), { cookie: grace.cookie }, 'forbidden');
  const stranger = (await startContact(world)).conversationId;
  // It rests only when it was taken, and by somebody who is known beforehand.
  await jun.tab.command('presence:set', { state: 'offline' });
  await acceptContact(grace.tab, stranger);
  await refusedOverHttp(world, asked(stranger), { cookie: grace.cookie }, 'forbidden');
  expect((await world.rest(asked(latest?.conversationId), { token: first.token })).status).toBe(401);
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
  expect(await of()).toHaveLength(3);
});

it('a text that became a call is called that call, as it was wrapped up', async () => {
  const contact = await startContact(world);
  const { conversationId } = contact;
  const { id } = (await acceptContact(grace.tab, conversationId)).visitor;
  const call = await startCall(contact, grace.tab);
  await contact.page.command('call:end', { callId: call.id });
  // As if its media had come up: the engine here is a fake.
  await world.db.updateTable('calls').set({ live_at: new Date() }).where('id', '=', call.id).execute();
  await close(grace, conversationId, {});
  const cookie = await world.signIn('marta@demo.visavis');
  const { contacts } = (await world.rest(`/api/v1/visitors/${id}/earlier-contacts`, { cookie })).json;
  expect(contacts).toMatchObject([{ conversationId, medium: 'video' }]);
});
