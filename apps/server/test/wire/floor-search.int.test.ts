// At whom a waiting contact rings, and that all were asked already: over REST, and live for supervisors and for the group's agents.
import { type FloorBoard, type FloorChange, type Offer, OfferId, type QueueEntry } from '@visavis/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWireWorld, goOnline, type OnlineAgent, startContact, type WireWorld } from './wire-world.ts';

let world: WireWorld;
let grace: OnlineAgent;
let marta: OnlineAgent;
beforeAll(async () => {
  world = await createWireWorld();
  marta = await goOnline(world, 'marta@demo.visavis');
  grace = await goOnline(world, 'grace@demo.visavis');
});
afterAll(() => world.stop());

it('a contact that rings says at whom, and one that everybody declined says when somebody is asked again', async () => {
  await marta.tab.command('floor:watch', {});
  const { conversationId } = await startContact(world);
  const of = (entries: readonly QueueEntry[] | null) => entries?.find((one) => one.conversationId === conversationId);
  const overRest = async () => {
    const { status, json } = await world.rest('/api/v1/floor', { cookie: marta.cookie });
    expect(status).toBe(200);
    return of((json as FloorBoard).entries);
  };
  const offer = await grace.tab.fact<Offer>('offer:ringing', (one) => one.conversationId === conversationId);
  const rings = { agentId: offer.agentId, agentName: 'Grace Tan', since: offer.offeredAt };
  expect(await overRest()).toMatchObject({ state: 'ringing', ringing: rings, askedAll: null });
  const isRinging = (entry: QueueEntry | undefined) => entry?.ringing?.agentId === offer.agentId;
  await marta.tab.fact<FloorChange>('floor:changed', ({ entries }) => isRinging(of(entries)));
  await grace.tab.fact<{ entries: QueueEntry[] }>('queue:changed', ({ entries }) => isRinging(of(entries)));

  await grace.tab.command('offer:decline', { offerId: OfferId.parse(offer.id) });
  const saysAsked = (entry: QueueEntry | undefined) => entry?.askedAll?.next === 'again';
  const { entries } = await marta.tab.fact<FloorChange>('floor:changed', (one) => saysAsked(of(one.entries)));
  const shown = of(entries);
  expect(shown).toMatchObject({ state: 'waiting', ringing: null, askedAll: { next: 'again' } });
  expect(Date.parse(shown?.askedAll?.at ?? '')).toBeGreaterThan(Date.parse(offer.offeredAt));
  expect(await overRest()).toMatchObject({ askedAll: shown?.askedAll });
  await grace.tab.fact<{ entries: QueueEntry[] }>('queue:changed', (one) => saysAsked(of(one.entries)));
});
