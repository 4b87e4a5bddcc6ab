// Notes between agents over the real wire: the colleague who is consulted reads and writes them, the visitor by no way.
import type { Ack, InternalNote, InternalNotePage, MessagePage, Transfer } from '@visavis/protocol';
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
  startContact,
  type WireClient,
  type WireWorld,
} from './wire-world.ts';

const secret = 'She has called three times about the fee';

let world: WireWorld;
let grace: OnlineAgent;
let jun: OnlineAgent;
let contact: Contact;
/** Everything the visitor's page was ever told, acknowledgements included. */
const toldVisitor: unknown[] = [];
beforeAll(async () => {
  world = await createWireWorld();
  grace = await goOnline(world, 'grace@demo.visavis');
  contact = await startContact(world);
  contact.page.socket.onAny((...told: unknown[]) => toldVisitor.push(told));
  await acceptContact(grace.tab, contact.conversationId);
  jun = await goOnline(world, 'jun@demo.visavis');
});
afterAll(() => world.stop());

const noteOf = (text: string, clientMsgId = uuidv7()) => ({
  conversationId: contact.conversationId,
  clientMsgId,
  text,
});
const writeTo = async (tab: WireClient, text: string) =>
  (await tab.command<{ note: InternalNote }>('note:write', noteOf(text))).note;
const restPath = () => `/api/v1/conversations/${contact.conversationId}/internal-notes`;
const askVisitor = async (name: string, payload: object): Promise<Ack<unknown>> => {
  const answer = await contact.page.ask(name, payload);
  toldVisitor.push(answer);
  return answer;
};
const consult = async (): Promise<Transfer> => {
  const target = { kind: 'agent', agentId: jun.snapshot.presence.agentId };
  const { conversationId } = contact;
  const { transfer } = await grace.tab.command<{ transfer: Transfer }>('transfer:start', {
    ...{ conversationId, target, mode: 'consult', note: null },
  });
  await jun.tab.command('transfer:accept', { transferId: transfer.id });
  return transfer;
};

describe('notes between agents', () => {
  it('are stored once per id, refused with other words, and stand after the message they follow', async () => {
    await contact.page.command('message:send', {
      ...{ conversationId: contact.conversationId, clientMsgId: uuidv7(), body: { kind: 'text', text: 'My fee?' } },
    });
    const command = noteOf(secret);
    const [first, again] = await Promise.all([
      grace.tab.command<{ note: InternalNote }>('note:write', command),
      grace.tab.command<{ note: InternalNote }>('note:write', command),
    ]);
    expect(again).toEqual(first);
    const { lastSeq } = await contact.page.command<MessagePage>('message:sync', {
      ...{ conversationId: contact.conversationId, afterSeq: 0 },
    });
    expect(first.note).toMatchObject({ seq: 1, afterSeq: lastSeq, text: secret, author: { displayName: 'Grace Tan' } });
    const other = { ...command, text: 'Something else' };
    await refusedOnSocket(world, grace.tab, 'note:write', other, 'message_id_reused');
    const rows = await world.db.selectFrom('internal_notes').select('note').execute();
    expect(rows).toEqual([{ note: secret }]);
  });

  it('are nothing to agents who have no part in the conversation, over socket and REST', async () => {
    const { cookie, tab } = jun;
    const { conversationId } = contact;
    await refusedOnSocket(world, tab, 'note:write', noteOf('Hello'), 'conversation_not_found');
    await refusedOnSocket(world, tab, 'note:sync', { conversationId, afterSeq: 0 }, 'conversation_not_found');
    await refusedOverHttp(world, restPath(), { cookie }, 'conversation_not_found');
    const body = { clientMsgId: uuidv7(), text: 'Hello' };
    await refusedOverHttp(world, restPath(), { cookie, method: 'POST', body }, 'conversation_not_found');
  });

  it('are read and written by the consulted colleague while it lasts, and by supervisors', async () => {
    const transfer = await consult();
    const { conversationId } = contact;
    const before = await jun.tab.command<InternalNotePage>('note:sync', { conversationId, afterSeq: 0 });
    expect(before).toMatchObject({ notes: [{ text: secret }], lastSeq: 1 });
    const history = await jun.tab.command<MessagePage>('message:sync', { conversationId, afterSeq: 0 });
    expect(JSON.stringify(history)).toContain('My fee?');

    const asked = await writeTo(grace.tab, 'May I waive it?');
    expect(await jun.tab.fact<InternalNote>('note:new', ({ id }) => id === asked.id)).toEqual(asked);
    const answer = await writeTo(jun.tab, 'Yes, once a year.');
    expect(answer).toMatchObject({ seq: 3, author: { displayName: 'He Jun' } });
    expect(await grace.tab.fact<InternalNote>('note:new', ({ id }) => id === answer.id)).toEqual(answer);

    const cookie = await world.signIn('marta@demo.visavis');
    const body = { clientMsgId: uuidv7(), text: 'Marta: agreed.' };
    expect((await world.rest(restPath(), { cookie, method: 'POST', body })).json.note).toMatchObject({ seq: 4 });
    const listed = await world.rest(`${restPath()}?afterSeq=2`, { cookie });
    expect(listed.json.notes.map(({ seq }: InternalNote) => seq)).toEqual([3, 4]);

    await grace.tab.command('transfer:cancel', { transferId: transfer.id });
    await refusedOnSocket(world, jun.tab, 'note:write', noteOf('Late'), 'conversation_not_found');
  });

  it('reach the visitor by no command, no route and no fact, and leave no gap in the messages', async () => {
    const { conversationId, page, token } = contact;
    await grace.tab.command('message:send', {
      ...{ conversationId, clientMsgId: uuidv7(), body: { kind: 'text', text: 'I waive it.' } },
    });
    await page.fact<{ body: { text?: string } }>('message:new', ({ body }) => body.text === 'I waive it.');
    for (const name of ['note:write', 'note:sync'])
      await refusedOnSocket(world, page, name, { ...noteOf('x'), afterSeq: 0 }, 'request_invalid');
    for (const method of ['GET', 'POST']) await refusedOverHttp(world, restPath(), { token, method }, 'auth_required');
    await askVisitor('visitor:hello', {});
    const page1 = await page.command<MessagePage>('message:sync', { conversationId, afterSeq: 0 });
    expect(page1.messages.map(({ seq }) => seq)).toEqual(page1.messages.map((_one, index) => index + 1));
    expect(page1.lastSeq).toBe(page1.messages.length);
    const overHttp = await world.rest(`/api/v1/conversations/${conversationId}/messages`, { token });
    expect(overHttp.status).toBe(200);
    toldVisitor.push(page1, overHttp.text);
    const everything = JSON.stringify(toldVisitor);
    expect(everything).toContain('I waive it.');
    for (const words of [secret, 'May I waive it?', 'Yes, once a year.', 'Marta: agreed.', 'note:new'])
      expect(everything).not.toContain(words);
  });

  it('go along with a transfer; the sender reads them no more, and after the end nothing is added', async () => {
    const transfer = await consult();
    await grace.tab.command('transfer:complete', { transferId: transfer.id });
    const { conversationId } = contact;
    const page = await jun.tab.command<InternalNotePage>('note:sync', { conversationId, afterSeq: 0 });
    expect(page.notes.map(({ text }) => text)).toEqual([
      secret,
      'May I waive it?',
      'Yes, once a year.',
      'Marta: agreed.',
    ]);
    await refusedOnSocket(world, grace.tab, 'note:sync', { conversationId, afterSeq: 0 }, 'conversation_not_found');
    const last = noteOf('Waived.');
    await jun.tab.command('note:write', last);
    await jun.tab.command('conversation:close', { conversationId });
    expect((await jun.tab.ask('note:write', last)).ok).toBe(true);
    await refusedOnSocket(world, jun.tab, 'note:write', noteOf('Later'), 'conversation_closed');
    expect(JSON.stringify(toldVisitor)).not.toContain('Waived.');
  });
});
