import { liveLoad, presenceTiming, textPlaces } from '@visavis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import { askAgainAfter } from '../routing/index.ts';
import { ringsForAbsentMs } from './queue.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fine',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const load = async ({ agentId }: AgentPrincipal) => {
  const { loads } = await floor.presence.get(agentId);
  return [loads.text, liveLoad(loads)];
};
const ringMs = 20_000;
const pastLeaseMs = presenceTiming.leaseMs + 1_000;

describe('an offer', () => {
  test('is accepted once: conversation, place and time line follow, the reason is kept, a second accept finds it gone', async () => {
    const agent = await floor.addAgent('Ann');
    await floor.addAgent('Bob', { online: false });
    const { conversationId } = await floor.arrive();
    await floor.round();
    const offer = await floor.onlyOffer(agent);
    expect(offer).toMatchObject({
      conversationId,
      medium: 'text',
      visitorName: 'Li Na',
      channelName: 'Bank',
      language: 'zh',
    });
    // Whoever is asked is told why, not who else there is.
    expect(offer.reason.considered).toEqual([]);
    expect(await floor.verdicts(offer.id)).toEqual({ Ann: 'chosen', Bob: 'offline' });
    expect(await load(agent)).toEqual([1, 0]);
    await floor.settle();
    const { conversation, call } = await floor.offers.accept(agent.agentId, offer.id);
    expect(conversation).toMatchObject({ id: conversationId, state: 'active', agent: { displayName: 'Ann' } });
    expect(call).toBeNull();
    expect(await codeOf(floor.offers.accept(agent.agentId, offer.id))).toBe('offer_gone');
    expect(await codeOf(floor.offers.decline(agent.agentId, offer.id))).toBe('offer_gone');
    expect(await load(agent)).toEqual([1, 0]);
    expect((await floor.timeline(conversationId)).map((event) => event.name)).toEqual([
      'conversation_started',
      'agent_joined',
    ]);
    expect(await floor.queue.placeOf(conversationId)).toBeNull();
    await floor.settle();
    const toAnn = floor.told.filter(({ to }) => to === `agent:${agent.agentId}`);
    expect(toAnn.map(({ name }) => name)).toContain('offer:ringing');
    expect(toAnn.find(({ name }) => name === 'offer:ended')?.payload).toEqual({
      offerId: offer.id,
      conversationId,
      state: 'accepted',
    });
    await floor.contacts.wrapUp(agent, conversationId, undefined);
    expect(await load(agent)).toEqual([0, 0]);
  });

  test('for a video call starts the call; the place is the call’s until it ends', async () => {
    const agent = await floor.addAgent('Ann');
    const { conversationId, visitor } = await floor.arrive('video');
    await floor.arrive('text');
    await floor.round();
    // Exclusive: the text waits although there would be a place.
    const offer = await floor.onlyOffer(agent);
    expect(offer.medium).toBe('video');
    const { call } = await floor.offers.accept(agent.agentId, offer.id);
    expect(call).toMatchObject({ kind: 'video', state: 'connecting', conversationId });
    expect(await load(agent)).toEqual([0, 1]);
    await floor.contacts.leave(visitor, conversationId);
    expect(await load(agent)).toEqual([0, 0]);
    await floor.round();
    expect((await floor.onlyOffer(agent)).medium).toBe('text');
  });

  test('of somebody else is not found, an expired one is gone even before the sweep', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    const bob = await floor.addAgent('Bob', { online: false });
    const offer = await floor.onlyOffer(ann);
    expect(await codeOf(floor.offers.accept(bob.agentId, offer.id))).toBe('offer_not_found');
    expect(await codeOf(floor.offers.decline(bob.agentId, offer.id))).toBe('offer_not_found');
    floor.clock.advance(ringMs);
    expect(await codeOf(floor.offers.accept(ann.agentId, offer.id))).toBe('offer_gone');
    expect(await floor.queue.placeOf(conversationId)).toMatchObject({ state: 'ringing', position: 1 });
  });

  test('missed goes to the next agent; two misses in a row park the agent until they choose online', async () => {
    const ann = await floor.addAgent('Ann');
    const first = await floor.arrive();
    await floor.round();
    const bob = await floor.addAgent('Bob', { online: false });
    for (let miss = 1; miss <= 2; miss += 1) {
      floor.clock.advance(ringMs + askAgainAfter(1));
      await floor.presence.heartbeat(ann.agentId);
      await floor.round();
      // After the first miss there is nobody else: the same agent is asked again, but not before the pause.
      if (miss === 1) expect(await floor.ringing(ann)).toEqual([]);
      floor.clock.advance(askAgainAfter(1));
      await floor.presence.heartbeat(ann.agentId);
      await floor.round();
      if (miss === 1) expect((await floor.onlyOffer(ann)).conversationId).toBe(first.conversationId);
    }
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'not_responding', loads: { text: 0 } });
    await floor.presence.choose(bob.agentId, 'online');
    await floor.round();
    const offer = await floor.onlyOffer(bob);
    expect(await floor.verdicts(offer.id)).toMatchObject({ Ann: 'not_responding' });
    await floor.presence.choose(ann.agentId, 'online');
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'online' });
  });

  test('declined keeps the entry’s place and asks the next agent at once', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 5 });
    const bob = await floor.addAgent('Bob', { capacity: 1 });
    const { conversationId } = await floor.arrive();
    await floor.round();
    const asked = (await floor.ringing(ann)).length > 0 ? ann : bob;
    const other = asked === ann ? bob : ann;
    await floor.arrive('text', await floor.addGroup('elsewhere'));
    await floor.offers.decline(asked.agentId, (await floor.onlyOffer(asked)).id);
    expect(await floor.queue.placeOf(conversationId)).toMatchObject({ state: 'waiting', position: 1 });
    await floor.round();
    const offer = await floor.onlyOffer(other);
    expect(await floor.verdicts(offer.id)).toMatchObject({ [asked.displayName]: 'declined_before' });
  });

  test('is taken back when the visitor leaves or the agent is not there any more', async () => {
    const ann = await floor.addAgent('Ann');
    const one = await floor.arrive();
    await floor.round();
    await floor.contacts.leave(one.visitor, one.conversationId);
    expect(await floor.ringing(ann)).toEqual([]);
    expect(await load(ann)).toEqual([0, 0]);

    const two = await floor.arrive();
    await floor.round();
    const offer = await floor.onlyOffer(ann);
    await floor.presence.disconnected(ann.agentId);
    await floor.round();
    expect(await codeOf(floor.offers.accept(ann.agentId, offer.id))).toBe('offer_gone');
    expect(await floor.queue.placeOf(two.conversationId)).toMatchObject({ state: 'waiting', position: 1 });
    floor.clock.advance(askAgainAfter(0));
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    // Back within the lease: the state is kept and the phone rings again.
    await floor.presence.connected(ann.agentId);
    await floor.round();
    expect((await floor.onlyOffer(ann)).conversationId).toBe(two.conversationId);

    await floor.presence.choose(ann.agentId, 'break');
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'break', loads: { text: 0 } });
  });

  test('for a call stops ringing soon after the visitor’s page is gone, not after a reload, and nobody has missed it', async () => {
    const ann = await floor.addAgent('Ann');
    const { visitor } = await floor.arrive('video');
    await floor.round();
    await floor.queue.visitorAway(visitor.visitorId);
    floor.clock.advance(ringsForAbsentMs - 3_000);
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
    floor.clock.advance(4_000);
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'online', loads: { voice: 0, video: 0 } });
    await floor.queue.visitorBack(visitor.visitorId);
    floor.clock.advance(askAgainAfter(0));
    await floor.presence.heartbeat(ann.agentId);
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
  });
});

describe('an agent who is lost', () => {
  const serve = async (agent: AgentPrincipal, medium: 'text' | 'video') => {
    const arrival = await floor.arrive(medium);
    await floor.round();
    const offer = await floor.onlyOffer(agent);
    await floor.offers.accept(agent.agentId, offer.id);
    return { ...arrival, enqueuedAt: offer.enqueuedAt };
  };

  test('while ringing: the offer is taken back and nothing is held', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive('video');
    await floor.round();
    floor.clock.advance(pastLeaseMs);
    await floor.round();
    await floor.round();
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'offline', loads: { voice: 0, video: 0 } });
    expect(await floor.queue.placeOf(conversationId)).toMatchObject({ state: 'waiting', attendance: 'away' });
  });

  test('while writing: the visitor is back in front in the place of the first arrival', async () => {
    const ann = await floor.addAgent('Ann');
    const served = await serve(ann, 'text');
    const later = await floor.arrive();
    await floor.round();
    floor.clock.advance(pastLeaseMs);
    await floor.round();
    await floor.round();
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'offline', loads: { text: 0 } });
    expect(await floor.queue.placeOf(served.conversationId)).toMatchObject({
      position: 1,
      enqueuedAt: served.enqueuedAt,
    });
    expect(await floor.queue.placeOf(later.conversationId)).toMatchObject({ position: 2, state: 'waiting' });
    expect((await floor.timeline(served.conversationId)).at(-1)).toMatchObject({
      name: 'agent_left',
      reason: 'lost',
      displayName: 'Ann',
    });
    const bob = await floor.addAgent('Bob', { capacity: 1 });
    await floor.round();
    expect((await floor.onlyOffer(bob)).conversationId).toBe(served.conversationId);
  });

  test('in a call: after the grace the call ends and the visitor waits for video again', async () => {
    const ann = await floor.addAgent('Ann');
    const served = await serve(ann, 'video');
    floor.clock.advance(pastLeaseMs);
    await floor.round();
    expect(await load(ann)).toEqual([0, 1]);
    floor.clock.advance(presenceTiming.callGraceMs);
    await floor.round();
    await floor.round();
    expect(await load(ann)).toEqual([0, 0]);
    const [waiting] = (await floor.queue.snapshotFor(ann)).queue;
    expect(waiting).toMatchObject({ conversationId: served.conversationId, medium: 'video', position: 1 });
    const names = (await floor.timeline(served.conversationId)).map((event) => [event.name, event.reason]);
    expect(names).toContainEqual(['call_ended', 'lost']);
    expect(names.at(-1)).toEqual(['agent_left', 'lost']);
  });

  test('who chooses offline gives open work back; a running call is finished first', async () => {
    const ann = await floor.addAgent('Ann');
    const text = await serve(ann, 'text');
    const video = await serve(ann, 'video');
    await floor.presence.choose(ann.agentId, 'offline');
    await floor.round();
    expect(await load(ann)).toEqual([1, 1]);
    const open = await floor.database.transactions.run((tx) =>
      floor.calls.service.findOpenByConversation(tx, video.conversationId),
    );
    if (!open) throw new Error('no call');
    await floor.database.transactions.run((tx) => floor.calls.service.end(tx, ann, open.id));
    await floor.round();
    expect(await load(ann)).toEqual([0, 0]);
    for (const { conversationId } of [text, video])
      expect((await floor.timeline(conversationId)).at(-1)).toMatchObject({ name: 'agent_left', reason: 'signed_out' });
    const { queue } = await floor.queue.snapshotFor(ann);
    expect(queue.map(({ medium, state }) => [medium, state])).toEqual([
      ['text', 'waiting'],
      ['text', 'waiting'],
    ]);
  });
});

describe('capacity', () => {
  test('is the table’s last word, and follows the account down only as places become free', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 2 });
    const { transactions, db } = floor.database;
    const one = await floor.arrive();
    const two = await floor.arrive();
    await floor.round();
    for (const { id } of await floor.ringing(ann)) await floor.offers.accept(ann.agentId, id);
    expect(await codeOf(transactions.run((tx) => floor.presence.reserve(tx, ann.agentId, 'text')))).toBe(
      'agent_at_capacity',
    );
    await transactions.run((tx) => floor.presence.reserve(tx, ann.agentId, 'video'));
    expect(await codeOf(transactions.run((tx) => floor.presence.reserve(tx, ann.agentId, 'video')))).toBe(
      'agent_at_capacity',
    );
    await transactions.run((tx) => floor.presence.release(tx, ann.agentId, 'video'));
    const beyond = db.updateTable('presences').set({ text_load: 3 }).where('agent_id', '=', ann.agentId).execute();
    expect(await codeOf(beyond)).toBe('23514');

    await db
      .updateTable('agents')
      .set({ capacity: JSON.stringify(textPlaces(1)) })
      .where('id', '=', ann.agentId)
      .execute();
    await floor.presence.capacityChanged(ann.agentId);
    expect(await floor.presence.get(ann.agentId)).toMatchObject({
      loads: { text: 2 },
      capacity: { units: 2, text: { limit: 2 } },
    });
    await floor.contacts.wrapUp(ann, one.conversationId, undefined);
    expect(await floor.presence.get(ann.agentId)).toMatchObject({
      loads: { text: 1 },
      capacity: { units: 1, text: { limit: 1 } },
    });
    await floor.arrive();
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    await floor.contacts.wrapUp(ann, two.conversationId, undefined);
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
  });
});
