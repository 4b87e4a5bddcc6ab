// A note between agents by every way that is not made for it: visitors' routes and sockets, files, recordings, exports, rows.
import type { InternalNote, InternalNotePage, RouteContract } from '@visavis/protocol';
import * as protocol from '@visavis/protocol';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const secret = 'Xylophone, she is not to be told';
const contracts: [string, RouteContract][] = Object.entries(protocol)
  .filter(([name]) => name.endsWith('Routes') && name !== 'defineRoutes')
  .flatMap(([, table]) => Object.entries(table as Record<string, RouteContract>));

let world: WireWorld;
let grace: OnlineAgent;
let jun: OnlineAgent;
let supervisor: string;
let administrator: string;
let contact: Contact;
let note: InternalNote;
let recordingId: string;
let fileId: string;
const told: unknown[] = [];
beforeAll(async () => {
  world = await createWireWorld();
  supervisor = await world.signIn('marta@demo.visavis');
  administrator = await world.signIn('admin@demo.visavis');
  grace = await goOnline(world, 'grace@demo.visavis');
  contact = await startContact(world);
  contact.page.socket.onAny((...fact: unknown[]) => told.push(fact));
  const { conversationId, token } = contact;
  await acceptContact(grace.tab, conversationId);
  jun = await goOnline(world, 'jun@demo.visavis');
  const form = new FormData();
  form.set('file', new Blob(['a file of the visitor']), 'file.txt');
  fileId = (await world.rest(`/api/v1/conversations/${conversationId}/files`, { token, form })).json.file.id;
  const call = await startCall(contact, grace.tab);
  const write = { conversationId, clientMsgId: uuidv7(), text: secret };
  note = (await grace.tab.command<{ note: InternalNote }>('note:write', write)).note;
  await grace.tab.command('message:send', {
    ...{ conversationId, clientMsgId: uuidv7(), body: { kind: 'text', text: 'Said aloud.' } },
  });
  await contact.page.fact<{ body: { text?: string } }>('message:new', ({ body }) => body.text === 'Said aloud.');
  const recording = world.db.selectFrom('recordings').select('id').where('call_id', '=', call.id);
  recordingId = (await recording.executeTakeFirstOrThrow()).id;
});
afterAll(() => world.stop());

const filled = (path: string): string =>
  path
    .replace(':channelKey', 'demo')
    .replace(':version', '0')
    .replace(':conversationId', contact.conversationId)
    .replace(':recordingId', recordingId)
    .replace(':fileId', fileId)
    .replace(/:[a-zA-Z]+/g, note.id);

it('the note is there, for those it is for', async () => {
  const path = `/api/v1/conversations/${contact.conversationId}/internal-notes`;
  expect((await world.rest(path, { cookie: grace.cookie })).text).toContain(secret);
  expect((await world.rest(path, { cookie: supervisor })).text).toContain(secret);
});

describe('nothing of a note is in what these routes answer', () => {
  // By the visitor's token, whatever the route is made for, with the ids of this very contact in the address.
  it.each(contracts.filter(([, { method }]) => method === 'GET'))(
    '%s, asked by the visitor',
    async (_name, contract) => {
      const answer = await world.rest(filled(contract.path), { token: contact.token });
      expect(answer.text).not.toContain('Xylophone');
      expect(answer.text).not.toContain(note.clientMsgId);
      if (!['visitor', 'visitor_or_agent', 'public'].includes(contract.audience)) expect(answer.status).toBe(401);
    },
  );

  // Whoever may do everything: a note comes out by its own route and by no list, search, recording, file or export.
  const others = contracts.filter(([name, { method }]) => method === 'GET' && name !== 'listInternalNotes');
  it.each(others)('%s, asked by the administrator', async (_name, contract) => {
    const query = contract.path.endsWith('/search') ? '?q=Xylophone' : '';
    const answer = await world.rest(filled(contract.path) + query, { cookie: administrator });
    expect(answer.text).not.toContain('Xylophone');
  });
});

it('a search for its words finds nothing, and its id is no file', async () => {
  const found = await world.rest('/api/v1/messages/search?q=Xylophone', { cookie: supervisor });
  expect(found.json.hits).toEqual([]);
  for (const id of [note.id, note.clientMsgId])
    await refusedOverHttp(world, `/api/v1/files/${id}`, { token: contact.token }, 'file_not_found');
  const body = { kind: 'file', fileId: note.id, caption: '' };
  const sent = { conversationId: contact.conversationId, clientMsgId: uuidv7(), body };
  await refusedOnSocket(world, contact.page, 'message:send', sent, 'file_not_found');
});

it('the chat beside a recording is the messages: the routes that deliver it have none to give', async () => {
  const messages = await world.rest(`/api/v1/conversations/${contact.conversationId}/messages`, { cookie: supervisor });
  expect(messages.text).toContain('Said aloud.');
  expect(messages.text).not.toContain('Xylophone');
  const { json, text } = await world.rest('/api/v1/recordings', { cookie: supervisor });
  expect(json.recordings.map(({ id }: { id: string }) => id)).toContain(recordingId);
  expect(text).not.toContain('Xylophone');
  const one = await world.rest(`/api/v1/recordings/${recordingId}`, { cookie: supervisor });
  expect([one.status, one.text.includes('Xylophone')]).toEqual([200, false]);
});

it('the visitor’s socket has no command for notes and was told none', async () => {
  const { conversationId, page } = contact;
  for (const [name, payload] of [
    ['note:write', { conversationId, clientMsgId: uuidv7(), text: 'x' }],
    ['note:sync', { conversationId, afterSeq: 0 }],
    ['note:read', { conversationId, seq: 1 }],
  ] as const)
    await refusedOnSocket(world, page, name, payload, 'request_invalid');
  told.push(await page.command('visitor:hello', {}));
  told.push(await page.command('message:sync', { conversationId, afterSeq: 0 }));
  const everything = JSON.stringify(told);
  expect(everything).toContain('Said aloud.');
  expect(everything).not.toMatch(/Xylophone|note:/);
});

it('its words stand in one table and in no other: no event, job, preview or webhook carries them', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' order by 1`.execute(world.db);
  expect(rows.length).toBeGreaterThan(30);
  const holding: string[] = [];
  for (const { name } of rows) {
    const found = await sql`select 1 from ${sql.table(name)} t where t::text like '%Xylophone%' limit 1`.execute(
      world.db,
    );
    if (found.rows.length > 0) holding.push(name);
  }
  expect(holding).toEqual(['internal_notes']);
});

describe('how far notes are read', () => {
  const page = async ({ cookie }: { cookie: string }): Promise<InternalNotePage> =>
    (await world.rest(`/api/v1/conversations/${contact.conversationId}/internal-notes`, { cookie })).json;

  it('is kept per agent, told to their other windows, never goes back nor further than there are notes', async () => {
    const { conversationId } = contact;
    expect(await page(grace)).toMatchObject({ readSeq: 0, lastSeq: 1 });
    const window = await world.agent(grace.cookie);
    await window.command('agent:hello', {});
    await grace.tab.command('note:read', { conversationId, seq: 7 });
    expect(await window.fact('note:marked')).toEqual({ conversationId, readSeq: 1 });
    await grace.tab.command('note:read', { conversationId, seq: 0 });
    expect(await page(grace)).toMatchObject({ readSeq: 1 });
    expect(await page({ cookie: supervisor })).toMatchObject({ readSeq: 0 });
    window.close();
  });

  it('is nothing an agent without part in it may say', async () => {
    const mark = { conversationId: contact.conversationId, seq: 1 };
    await refusedOnSocket(world, jun.tab, 'note:read', mark, 'conversation_not_found');
  });
});
