// Handing over on the real database when somebody is lost, our process was away, or the clock was set.
import type { Transfer, TransferTarget } from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import { blind, toAgent, transferScenes } from '../../../test/transfer-scenes.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import { transferTiming } from './transfer.ts';

let floor: Floor;
beforeAll(async () => {
  floor = await createFloor();
});
afterAll(() => floor.close());

const { scene, owner, loads, transferOf, noFaults } = transferScenes(() => floor);

describe('somebody is lost, or we were', () => {
  test('the sender is lost during a text consultation: the colleague keeps the visitor', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const consult = { mode: 'consult', note: null } as const;
    const { id } = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...consult });
    await floor.transfers.accept(ben, id);
    const lost = { lease_until: new Date(0) };
    await floor.database.db.updateTable('presences').set(lost).where('agent_id', '=', ada.agentId).execute();
    for (let turns = 0; turns < 3; turns += 1) await floor.round();
    expect(await owner(conversationId)).toEqual({ agent: 'Ben', state: 'active' });
    expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'completed' });
    expect(await loads(ada, ben)).toEqual([0, 1]);
    await noFaults();
  });

  test.each([
    ['forward', 2],
    ['back', -2],
  ])(
    'a clock that jumps two hours %s lets a colleague be asked, and a group be searched, for as long as before',
    async (_way, hours) => {
      const { ada, agent, served, group } = await scene();
      const [asked, sought] = [await served(), await served()];
      const ben = await agent('Ben');
      const elsewhere = await floor.addGroup('elsewhere');
      await floor.addAgent('Cai', { groups: [elsewhere], online: false });
      const start = (of: Arrival, target: TransferTarget) =>
        floor.transfers.start(ada, { conversationId: of.conversationId, target, ...blind });
      const rings = await start(asked, toAgent(ben));
      const searches = await start(sought, { kind: 'skill_group', groupId: elsewhere });
      const { leader } = floor.makeNode();
      leader.start();
      try {
        // Its first round is over, so that what comes now is a jump and no beginning.
        const { conversationId } = await floor.arrive('text', group);
        await vi.waitFor(
          async () => {
            const offers = [...(await floor.ringing(ada)), ...(await floor.ringing(ben))];
            expect(offers.map((offer) => offer.conversationId)).toContain(conversationId);
          },
          { timeout: 10_000, interval: 20 },
        );
        floor.clock.advance(hours * 3_600_000);
        leader.wake();
        const left = async ({ id }: Transfer) =>
          Date.parse((await floor.transfers.findWire(id))?.dueAt ?? '') - floor.clock.now().getTime();
        await vi.waitFor(
          async () => {
            expect(await left(rings)).toBeGreaterThan(0);
            expect(await left(rings)).toBeLessThanOrEqual(transferTiming.ringMs);
          },
          { timeout: 10_000, interval: 20 },
        );
        expect(await left(searches)).toBeGreaterThan(transferTiming.ringMs);
        expect(await left(searches)).toBeLessThanOrEqual(transferTiming.searchMs);
      } finally {
        await leader.stop();
      }
      expect(await floor.transfers.findWire(searches.id)).toMatchObject({ state: 'searching' });
      await floor.transfers.accept(ben, rings.id);
      expect(await owner(asked.conversationId)).toEqual({ agent: 'Ben', state: 'active' });
      expect((await floor.presence.get(ben.agentId)).state).toBe('online');
      await noFaults();
      // The other tests of this floor go on where it was.
      floor.clock.advance(-hours * 3_600_000);
      await floor.transfers.cancel(ada, searches.id);
    },
  );

  test('is judged by the time a round began: one that stood still in the middle, or whose clock jumped, condemns nobody', async () => {
    const { ada, agent, served } = await scene();
    const [asked, consulted] = [await served(), await served()];
    const [ben, cai] = [await agent('Ben'), await agent('Cai')];
    const begin = (conversationId: Arrival['conversationId'], to: AgentPrincipal, mode: 'blind' | 'consult') =>
      floor.transfers.start(ada, { conversationId, target: toAgent(to), mode, note: null });
    const rings = await begin(asked.conversationId, ben, 'blind');
    const talks = await begin(consulted.conversationId, cai, 'consult');
    await floor.transfers.accept(cai, talks.id);
    const began = floor.clock.now();
    floor.clock.advance(2 * 3_600_000);
    await floor.round(began);
    expect(await floor.transfers.findWire(rings.id)).toMatchObject({ state: 'ringing', to: { displayName: 'Ben' } });
    expect(await floor.transfers.findWire(talks.id)).toMatchObject({ state: 'consulting', to: { displayName: 'Cai' } });
    await floor.transfers.cancel(ada, rings.id);
    await floor.transfers.cancel(ada, talks.id);
    await noFaults();
  });

  test('a deadline that passed while our process was silent is given a moment more', async () => {
    const { ada, agent, served } = await scene();
    const { conversationId } = await served();
    const ben = await agent('Ben');
    const { id } = await floor.transfers.start(ada, { conversationId, target: toAgent(ben), ...blind });
    floor.clock.advance(transferTiming.ringMs + 60_000);
    // Their pages are there; it is the leader that has been away, and this is what it does first.
    for (const one of [ada, ben]) await floor.presence.heartbeat(one.agentId);
    floor.node.leader.start();
    try {
      await vi.waitFor(
        async () =>
          expect(Date.parse((await floor.transfers.findWire(id))?.dueAt ?? '')).toBeGreaterThan(
            floor.clock.now().getTime(),
          ),
        { timeout: 10_000, interval: 20 },
      );
    } finally {
      await floor.node.leader.stop();
    }
    expect(await transferOf(ben)).toMatchObject({ id, state: 'ringing' });
    await floor.transfers.accept(ben, id);
    expect(await owner(conversationId)).toEqual({ agent: 'Ben', state: 'active' });
    await noFaults();
  });
});
