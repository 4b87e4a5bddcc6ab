// Handing over on the real database: text conversations, blind.
import type { SkillGroupId, TransferTarget } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { blind, toAgent, transferScenes } from '../../../test/transfer-scenes.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import { visitorContacts } from '../rule/index.ts';
import { transferTiming } from './transfer.ts';

let floor: Floor;
beforeAll(async () => {
  floor = await createFloor();
});
afterAll(() => floor.close());

const { scene, owner, loads, transferOf, noFaults } = transferScenes(() => floor);

describe('to a colleague', () => {
  test('rings there while the sender keeps it, and is theirs at the moment they take it', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const started = await floor.transfers.start(ada, {
      ...{ conversationId, target: toAgent(ben), mode: 'blind', note: 'Knows mortgages' },
    });
    expect(started).toMatchObject({ state: 'ringing', note: 'Knows mortgages', medium: 'text' });
    expect(started).toMatchObject({ from: { displayName: 'Ada' }, to: { displayName: 'Ben' } });
    expect(await owner(conversationId)).toEqual({ agent: 'Ada', state: 'active' });
    expect(await loads(ada, ben)).toEqual([1, 1]);
    await noFaults();
    await floor.settle();
    const ring = floor.told.find((one) => one.name === 'transfer:changed' && one.to === `agent:${ben.agentId}`);
    expect(ring?.payload).toMatchObject({ id: started.id, state: 'ringing' });

    const taken = await floor.transfers.accept(ben, started.id);
    expect(taken.transfer).toMatchObject({ state: 'completed', endReason: 'handed_over', dueAt: null });
    expect(taken.conversation.agent?.displayName).toBe('Ben');
    expect(await loads(ada, ben)).toEqual([0, 1]);
    expect((await floor.timeline(conversationId)).at(-1)).toEqual({
      name: 'transferred',
      from: { agentId: ada.agentId, displayName: 'Ada' },
      to: { agentId: ben.agentId, displayName: 'Ben' },
    });
    await noFaults();
    // The colleague's to wrap up, not the sender's any more.
    await expect(floor.contacts.wrapUp(ada, conversationId, undefined)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    await floor.contacts.wrapUp(ben, conversationId, undefined);
    expect(await loads(ada, ben)).toEqual([0, 0]);
    await noFaults();
  });

  test('declined, it returns to the sender with who and why, and nothing has moved', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const { id } = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...blind });
    await floor.transfers.decline(ben, id, { reason: 'not_my_subject' });
    const declined = { reason: 'not_my_subject', note: null, by: { agentId: ben.agentId, displayName: 'Ben' } };
    expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'returned', endReason: 'declined', declined });
    expect((await floor.transfers.findWire(id))?.to?.displayName).toBe('Ben');
    expect(await owner(conversationId)).toEqual({ agent: 'Ada', state: 'active' });
    expect(await loads(ada, ben)).toEqual([1, 0]);
    await expect(floor.transfers.accept(ben, id)).rejects.toMatchObject({ code: 'transfer_gone' });
    await noFaults();
  });

  test('declined, who said no is told to whoever asked and to supervisors, not to the colleague who has it then', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const [ben, cai, marta] = [await agent('Ben'), await agent('Cai'), await agent('Marta')];
    const refused = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...blind });
    await floor.transfers.decline(ben, refused.id);
    const listed = async (reader: AgentPrincipal) =>
      (await floor.transfers.listOf(reader, conversationId)).map(({ id }) => id);
    expect(await listed(ada)).toEqual([refused.id]);
    const taken = await floor.transfers.start(ada, { conversationId, target: toAgent(cai), ...blind });
    await floor.transfers.accept(cai, taken.id);
    expect(await listed(cai)).toEqual([taken.id]);
    expect(await listed({ ...marta, role: 'supervisor' })).toEqual([refused.id, taken.id]);
    await floor.contacts.wrapUp(cai, conversationId, undefined);
    await noFaults();
  });

  test('missed, it returns to the sender, and counts as a missed offer', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    for (let misses = 0; misses < 2; misses += 1) {
      const { id } = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...blind });
      floor.clock.advance(transferTiming.ringMs);
      await expect(floor.transfers.accept(ben, id)).rejects.toMatchObject({ code: 'transfer_gone' });
      for (const one of [ada, ben]) await floor.presence.heartbeat(one.agentId);
      await floor.round();
      expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'returned', endReason: 'missed' });
    }
    expect((await floor.presence.get(ben.agentId)).state).toBe('not_responding');
    expect(await loads(ada, ben)).toEqual([1, 0]);
    await noFaults();
  });

  test('taken back while it rings, it is gone for the colleague', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const { id } = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...blind });
    await expect(floor.transfers.cancel(ben, id)).rejects.toMatchObject({ code: 'transfer_not_found' });
    expect(await floor.transfers.cancel(ada, id)).toMatchObject({ state: 'cancelled', endReason: 'taken_back' });
    await expect(floor.transfers.accept(ben, id)).rejects.toMatchObject({ code: 'transfer_gone' });
    await expect(floor.transfers.cancel(ada, id)).rejects.toMatchObject({ code: 'transfer_gone' });
    expect(await loads(ada, ben)).toEqual([1, 0]);
    await noFaults();
  });
});

describe('overtaken by events', () => {
  const events: [string, string, (world: Awaited<ReturnType<typeof ringing>>) => Promise<unknown>][] = [
    [
      'the visitor leaves',
      'conversation_closed',
      ({ arrival }) => floor.contacts.leave(arrival.visitor, arrival.conversationId).catch(() => undefined),
    ],
    [
      'the sender wraps up',
      'conversation_closed',
      ({ ada, arrival }) => floor.contacts.wrapUp(ada, arrival.conversationId, undefined),
    ],
    ['the sender signs out', 'sender_gone', ({ ada }) => floor.presence.left(ada.agentId)],
    ['the colleague signs out', 'target_gone', ({ ben }) => floor.presence.left(ben.agentId)],
    ['the colleague closes the last tab', 'target_gone', ({ ben }) => floor.presence.disconnected(ben.agentId)],
    ['the colleague takes a break', 'target_gone', ({ ben }) => floor.presence.choose(ben.agentId, 'break')],
  ];
  const ringing = async () => {
    const { ada, agent, served } = await scene();
    const arrival = await served();
    const ben = await agent('Ben');
    const { id } = await floor.transfers.start(ada, {
      ...{ conversationId: arrival.conversationId, target: toAgent(ben), ...blind },
    });
    return { ada, ben, arrival, id };
  };
  test.each(events)('%s: nothing is stuck', async (_what, reason, happens) => {
    const world = await ringing();
    await happens(world);
    for (let turns = 0; turns < 3; turns += 1) await floor.round();
    expect((await floor.transfers.findWire(world.id))?.endReason).toBe(reason);
    expect(await transferOf(world.ben)).toBeUndefined();
    await noFaults();
  });
});

describe('to a group', () => {
  test('asks one after the other until somebody takes it, never the sender', async () => {
    const { ada, agent, served, group } = await scene();
    const { conversationId } = await served();
    const others = [await agent('Ben'), await agent('Cai')];
    const started = await floor.transfers.start(ada, {
      ...{ conversationId, target: { kind: 'skill_group', groupId: group }, ...blind },
    });
    expect(started).toMatchObject({ state: 'searching', to: null });
    await floor.round();
    const first = await firstAsked(started.id, others);
    await floor.transfers.decline(first, started.id);
    expect(await floor.transfers.findWire(started.id)).toMatchObject({ state: 'searching', to: null });
    await floor.round();
    const second = await firstAsked(started.id, others);
    expect(second.agentId).not.toBe(first.agentId);
    await expect(floor.transfers.accept(first, started.id)).rejects.toMatchObject({ code: 'transfer_gone' });
    await floor.transfers.accept(second, started.id);
    expect(await owner(conversationId)).toEqual({ agent: second.displayName, state: 'active' });
    await noFaults();
  });

  test('returns when all have said no, and when nobody is free in time', async () => {
    const { ada, agent, served, group } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const target = { kind: 'skill_group', groupId: group } as const;
    const refused = await floor.transfers.start(ada, { conversationId, target, ...blind });
    await floor.round();
    await floor.transfers.decline(ben, refused.id);
    await floor.round();
    expect(await floor.transfers.findWire(refused.id)).toMatchObject({ state: 'returned', endReason: 'declined' });
    await floor.presence.choose(ben.agentId, 'break');
    const unheard = await floor.transfers.start(ada, { conversationId, target, ...blind });
    await floor.round();
    expect(await floor.transfers.findWire(unheard.id)).toMatchObject({ state: 'searching' });
    floor.clock.advance(transferTiming.searchMs);
    await floor.presence.heartbeat(ada.agentId);
    await floor.round();
    expect(await floor.transfers.findWire(unheard.id)).toMatchObject({ state: 'returned', endReason: 'nobody_free' });
    expect(await owner(conversationId)).toEqual({ agent: 'Ada', state: 'active' });
    await noFaults();
  });

  test('declined by all of it, the sender reads the reason of whoever declined last, and whose it is', async () => {
    const { ada, agent, served, group } = await scene();
    const { conversationId } = await served();
    const others = [await agent('Ben'), await agent('Cai')];
    const { id } = await floor.transfers.start(ada, {
      ...{ conversationId, target: { kind: 'skill_group', groupId: group }, ...blind },
    });
    await floor.round();
    const first = await firstAsked(id, others);
    await floor.transfers.decline(first, id, { reason: 'not_my_subject' });
    // While somebody else may still take it, nobody's no is told.
    expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'searching', declined: null });
    await floor.round();
    const last = await firstAsked(id, others);
    await floor.transfers.decline(last, id, { note: 'Just leaving' });
    await floor.round();
    const by = { agentId: last.agentId, displayName: last.displayName };
    const declined = { reason: null, note: 'Just leaving', by };
    const returned = { state: 'returned', endReason: 'declined', to: null, declined };
    expect(await floor.transfers.findWire(id)).toMatchObject(returned);
    expect(await floor.transfers.listOf(ada, conversationId)).toMatchObject([{ id, ...returned }]);
    await floor.settle();
    const told = floor.told.filter((one) => one.name === 'transfer:changed' && one.to === `agent:${ada.agentId}`);
    expect(told.at(-1)?.payload).toMatchObject({ id, ...returned });
    expect(await owner(conversationId)).toEqual({ agent: 'Ada', state: 'active' });
    await noFaults();
  });

  test('returns when the group is emptied or deleted while it is searched', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const group = await floor.addGroup('soon empty');
    const cai = await floor.addAgent('Cai', { groups: [group], online: false });
    await agent('Ben');
    const target = { kind: 'skill_group', groupId: group } as const;
    const { id } = await floor.transfers.start(ada, { conversationId, target, ...blind });
    await floor.round();
    expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'searching' });
    const { db } = floor.database;
    await db.deleteFrom('skill_group_members').where('agent_id', '=', cai.agentId).execute();
    await floor.round();
    expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'returned', endReason: 'group_empty' });
    await noFaults();
  });

  test('stands in line with the waiting time of then: before those who came later', async () => {
    const { ada, agent, served, group } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben', { capacity: 1 });
    await floor.presence.choose(ada.agentId, 'break');
    const later = await floor.arrive('text', group);
    const target = { kind: 'skill_group', groupId: group } as const;
    const { id } = await floor.transfers.start(ada, { conversationId, target, ...blind });
    await floor.round();
    expect(await transferOf(ben)).toMatchObject({ id, state: 'ringing' });
    expect(await floor.ringing(ben)).toEqual([]);
    await floor.transfers.accept(ben, id);
    await floor.contacts.wrapUp(ben, conversationId, undefined);
    await floor.round();
    expect((await floor.onlyOffer(ben)).conversationId).toBe(later.conversationId);
    await noFaults();
  });
});

test('by the rules it is routed as if it came in now, without the sender', async () => {
  const { ada, served } = await scene();
  const { conversationId } = await served();
  // The floor's rules lead to the group of its channel.
  const dora = await floor.addAgent('Dora', { groups: [floor.home] });
  const { id } = await floor.transfers.start(ada, { conversationId, target: { kind: 'rules' }, ...blind });
  await floor.round();
  expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'ringing', to: { displayName: 'Dora' } });
  await floor.transfers.accept(dora, id);
  expect(await owner(conversationId)).toEqual({ agent: 'Dora', state: 'active' });
  await floor.presence.left(dora.agentId);
  await floor.contacts.wrapUp(dora, conversationId, undefined);
  await noFaults();
});

test('what is known of the visitor is open to a consulted colleague for as long as they are consulted', async () => {
  const { ada, agent, served } = await scene();
  const { conversationId, visitor } = await served();
  const ben = await agent('Ben');
  const benReads = () => visitorContacts.mayRead(floor.database.db, ben.agentId, visitor.visitorId);
  const consult = { mode: 'consult', note: null } as const;
  const { id } = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...consult });
  expect(await benReads()).toBe(false);
  await floor.transfers.accept(ben, id);
  expect(await benReads()).toBe(true);
  await floor.transfers.cancel(ada, id);
  expect(await benReads()).toBe(false);
});

describe('refused, with nothing changed', () => {
  test('to oneself, to nobody, to somebody not there or full, to an empty group, twice, by strangers, when closed', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const absent = await agent('Cai', { online: false });
    const resting = await agent('Dee');
    await floor.presence.choose(resting.agentId, 'break');
    const full = await agent('Eli', { capacity: 1 });
    const alone = await floor.addGroup('alone');
    await floor.database.db
      .insertInto('skill_group_members')
      .values({ group_id: alone, agent_id: ada.agentId, level: 1 })
      .execute();
    for (const one of [ada, ben]) await floor.presence.choose(one.agentId, 'break');
    await served(full);
    for (const one of [ada, ben]) await floor.presence.choose(one.agentId, 'online');
    const start = (target: TransferTarget, by = ada) => floor.transfers.start(by, { conversationId, target, ...blind });
    const noGroup = uuidv7() as SkillGroupId;
    const refusals: [() => Promise<unknown>, string][] = [
      [() => start(toAgent(ada)), 'transfer_to_self'],
      [() => start({ kind: 'agent', agentId: uuidv7() as AgentPrincipal['agentId'] }), 'agent_not_found'],
      [() => start(toAgent(absent)), 'agent_offline'],
      [() => start(toAgent(resting)), 'agent_offline'],
      [() => start(toAgent(full)), 'agent_at_capacity'],
      [() => start({ kind: 'skill_group', groupId: alone }), 'skill_group_empty'],
      [() => start({ kind: 'skill_group', groupId: noGroup }), 'skill_group_not_found'],
      [() => start(toAgent(ada), ben), 'conversation_not_found'],
    ];
    for (const [refusal, code] of refusals) await expect(refusal()).rejects.toMatchObject({ code });
    expect(await floor.transfers.listOpenFor(ada.agentId)).toEqual([]);
    await start(toAgent(ben));
    await expect(start(toAgent(ben))).rejects.toMatchObject({ code: 'transfer_exists' });
    await floor.contacts.wrapUp(ada, conversationId, undefined);
    await expect(start(toAgent(ben))).rejects.toMatchObject({ code: 'conversation_closed' });
    await floor.round();
    await noFaults();
  });
});

const firstAsked = async (id: Parameters<Floor['transfers']['findWire']>[0], agents: AgentPrincipal[]) => {
  const asked = (await floor.transfers.findWire(id))?.to;
  const found = agents.find((agent) => agent.agentId === asked?.agentId);
  if (!found) throw new Error('nobody is asked');
  return found;
};
