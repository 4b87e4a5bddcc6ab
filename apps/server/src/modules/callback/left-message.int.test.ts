// Messages left instead of waiting: left, listed, taken by one, answered, done.
import type { ConversationId } from '@visavis/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { offerWays } from '../../../test/ways-out.ts';

let floor: Floor;
let callbacks: Floor['ways']['callbacks'];
let messages: Floor['ways']['messages'];
let group: Floor['home'];
beforeAll(async () => {
  floor = await createFloor();
  ({ callbacks, messages } = floor.ways);
});
beforeEach(async () => {
  group = await floor.addGroup('messages');
});
afterAll(() => floor.close());

const phone = { kind: 'phone', value: '+44 7700 900-417' } as const;
const entriesOf = (conversationId: ConversationId) =>
  floor.database.db.selectFrom('queue_entries').select('state').where('conversation_id', '=', conversationId).execute();

describe('a left message', () => {
  const leave = async (address: typeof phone | null = phone) => {
    const arrival = await floor.arrive('video', group);
    await offerWays(floor, arrival, [{ kind: 'message' }], group);
    const { conversationId, visitor } = arrival;
    const conversation = await messages.leave(visitor, { conversationId, text: 'My card is lost.', address });
    return { ...arrival, conversation };
  };

  it('ends the wait, is listed for its group only, and is answered in a conversation of its own', async () => {
    const left = await leave();
    expect(left.conversation).toMatchObject({ state: 'closed', closeReason: 'left_message' });
    expect(await entriesOf(left.conversationId)).toMatchObject([{ state: 'overflowed' }]);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    const stranger = await floor.addAgent('Nobody', { groups: [floor.home] });
    const [listed, ...more] = await messages.list(agent, undefined, 10);
    expect(more).toEqual([]);
    expect(listed).toMatchObject({ text: 'My card is lost.', state: 'open', address: { value: '+447700900417' } });
    expect(await messages.list(stranger, undefined, 10)).toEqual([]);
    const id = listed?.id as never;
    await expect(messages.take(stranger, id)).rejects.toMatchObject({ code: 'left_message_not_found' });

    const { message, conversation } = await messages.take(agent, id);
    expect(message).toMatchObject({ state: 'taken', replyId: conversation.id, agent: { displayName: 'Marta' } });
    expect(conversation).toMatchObject({ state: 'active', medium: 'text', preview: 'My card is lost.' });
    expect(conversation.visitor.id).toBe(left.visitor.visitorId);
    expect(await callbacks.ofConversation(agent, conversation.id)).toMatchObject({ state: 'calling' });
    expect(await floor.faults()).toEqual([]);
    await expect(messages.take(agent, id)).rejects.toMatchObject({ code: 'left_message_state' });
    await callbacks.reached(agent, conversation.id);
    expect((await messages.list(agent, 'taken', 10)).map((one) => one.id)).toEqual([id]);
    await floor.contacts.wrapUp(agent, conversation.id, undefined);
    expect((await messages.list(agent, 'done', 10)).map((one) => one.id)).toEqual([id]);
    expect(await floor.faults()).toEqual([]);
  });

  it('without an address can only be done with, once', async () => {
    await leave(null);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    const [listed] = await messages.list(agent, 'open', 10);
    const id = listed?.id as never;
    await expect(messages.take(agent, id)).rejects.toMatchObject({ code: 'left_message_no_address' });
    expect(await messages.finish(agent, id)).toMatchObject({ state: 'done' });
    await expect(messages.finish(agent, id)).rejects.toMatchObject({ code: 'left_message_state' });
  });

  it('is taken by one of many who press at the same moment', async () => {
    await leave();
    const agents = [];
    for (let n = 0; n < 8; n += 1) agents.push(await floor.addAgent(`Agent ${n}`, { groups: [group] }));
    const [listed] = await messages.list(agents[0] as never, 'open', 10);
    const answers = await Promise.allSettled(agents.map((agent) => messages.take(agent, listed?.id as never)));
    expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await floor.faults()).toEqual([]);
  });
});
