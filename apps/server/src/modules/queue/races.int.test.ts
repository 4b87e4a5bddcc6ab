import type { Medium, OfferId } from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';

let floor: Floor;
beforeAll(async () => {
  floor = await createFloor();
});
afterAll(() => floor.close());

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fine',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Small, seeded chance, so that a failing run can be read again. */
const seeded = (seed: number) => (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

test('fifty acceptances of one offer at once: exactly one succeeds, the others find it gone, nothing is counted twice', async () => {
  const ann = await floor.addAgent('Ann');
  const { visitor, conversationId } = await floor.arrive('video');
  await floor.round();
  const offer = await floor.onlyOffer(ann);
  const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(floor.offers.accept(ann.agentId, offer.id))));
  expect(codes.filter((code) => code === 'fine')).toHaveLength(1);
  expect(new Set(codes)).toEqual(new Set(['fine', 'offer_gone']));
  expect(await floor.faults()).toEqual([]);
  await floor.contacts.leave(visitor, conversationId);
  await floor.presence.choose(ann.agentId, 'offline');
});

test('two rounds at once never ring twice for one entry nor beyond a capacity', async () => {
  const group = await floor.addGroup('doubled');
  const agents = await Promise.all(
    Array.from({ length: 5 }, (_, index) => floor.addAgent(`Twin ${index}`, { capacity: 2, groups: [group] })),
  );
  await Promise.all(Array.from({ length: 30 }, () => floor.arrive('text', group)));
  await Promise.all(Array.from({ length: 8 }, () => floor.round()));
  await floor.round();
  const ringing = await Promise.all(agents.map((agent) => floor.ringing(agent)));
  expect(ringing.map((offers) => offers.length)).toEqual([2, 2, 2, 2, 2]);
  expect(new Set(ringing.flat().map((offer) => offer.conversationId)).size).toBe(10);
  expect(await floor.faults()).toEqual([]);
  for (const { agentId } of agents) await floor.presence.choose(agentId, 'offline');
  await floor.round();
});

test('rounds that race for many free places write every offer once', async () => {
  const group = await floor.addGroup('wide');
  const agents = await Promise.all(
    Array.from({ length: 3 }, (_, index) => floor.addAgent(`Wide ${index}`, { capacity: 20, groups: [group] })),
  );
  await Promise.all(Array.from({ length: 30 }, () => floor.arrive('text', group)));
  await Promise.all(Array.from({ length: 8 }, () => floor.round()));
  await floor.round();
  const ringing = (await Promise.all(agents.map((agent) => floor.ringing(agent)))).flat();
  expect(ringing).toHaveLength(30);
  expect(await floor.faults()).toEqual([]);
  for (const { agentId } of agents) await floor.presence.choose(agentId, 'offline');
  await floor.round();
});

test('twenty transactions want the last two places of an agent: two get one, and nobody while a call is on', async () => {
  const { agentId } = await floor.addAgent('Ann', { capacity: 2, groups: [] });
  const { transactions } = floor.database;
  const want = (medium: Medium) => transactions.run((tx) => floor.presence.reserveForOffers(tx, [{ agentId, medium }]));
  const texts = await Promise.all(Array.from({ length: 20 }, () => want('text')));
  expect(texts.flat().filter(Boolean)).toHaveLength(2);
  const lives = await Promise.all(Array.from({ length: 20 }, () => want('video')));
  expect(lives.flat().filter(Boolean)).toHaveLength(1);
  await transactions.run((tx) => floor.presence.release(tx, agentId, 'text'));
  expect(await want('text')).toEqual([false]);
  await transactions.run(async (tx) => {
    await floor.presence.release(tx, agentId, 'text');
    await floor.presence.release(tx, agentId, 'video');
  });
  expect(await want('text')).toEqual([true]);
  await transactions.run((tx) => floor.presence.release(tx, agentId, 'text'));
  await floor.presence.choose(agentId, 'break');
  expect(await want('text')).toEqual([false]);
});

describe('fifty agents at once, with the leader running', () => {
  test('accept, decline, let ring, go away and come back while visitors leave: everybody is served once, every load is true', async () => {
    const chance = seeded(20_261_122);
    const group = await floor.addGroup('crowd', 5);
    const agents: AgentPrincipal[] = [];
    for (let index = 0; index < 50; index += 1)
      agents.push(await floor.addAgent(`Agent ${index}`, { capacity: 1 + (index % 3), groups: [group] }));
    await floor.node.start();
    const codes = new Map<string, number>();
    const note = (what: string, code: string): void => {
      codes.set(`${what}: ${code}`, (codes.get(`${what}: ${code}`) ?? 0) + 1);
    };
    const arrivals: Arrival[] = [];
    const accepted: OfferId[] = [];
    let over = false;

    const finish = async (agent: AgentPrincipal, conversationId: Arrival['conversationId']): Promise<void> => {
      const arrival = arrivals.find((one) => one.conversationId === conversationId);
      await pause(chance() * 30);
      // Both sides may end at the same moment.
      const endings = [floor.contacts.wrapUp(agent, conversationId, undefined)];
      if (arrival && chance() < 0.3) endings.push(floor.contacts.leave(arrival.visitor, conversationId) as never);
      for (const code of await Promise.all(endings.map(codeOf))) note('end', code);
    };
    const unanswered = new Set<string>();
    const answer = async (
      agent: AgentPrincipal,
      id: OfferId,
      conversationId: Arrival['conversationId'],
    ): Promise<void> => {
      const dice = chance();
      if (dice < 0.1) return note('decline', await codeOf(floor.offers.decline(agent.agentId, id)));
      // What is let ring once is let ring to its end, or a busy machine would see nothing missed.
      if (dice < 0.2 || unanswered.has(id)) {
        unanswered.add(id);
        return pause(40);
      }
      const arrival = arrivals.find((one) => one.conversationId === conversationId);
      // Two tabs accept; sometimes the visitor leaves or the agent declines in the same moment.
      const racing = [
        floor.offers.accept(agent.agentId, id),
        floor.offers.accept(agent.agentId, id),
      ] as Promise<unknown>[];
      if (dice < 0.3) racing.push(floor.offers.decline(agent.agentId, id));
      const leaving = dice > 0.9 && arrival ? floor.contacts.leave(arrival.visitor, conversationId) : undefined;
      const results = await Promise.all(racing.map(codeOf));
      for (const code of results) note('answer', code);
      expect(results.filter((code) => code === 'fine').length).toBeLessThanOrEqual(1);
      if (leaving) note('leave', await codeOf(leaving));
      if (results.slice(0, 2).includes('fine')) {
        accepted.push(id);
        await finish(agent, conversationId);
      }
    };
    const work = async (agent: AgentPrincipal): Promise<void> => {
      while (!over) {
        await floor.presence.heartbeat(agent.agentId);
        const offers = await floor.ringing(agent);
        await Promise.all(offers.map((offer) => answer(agent, offer.id, offer.conversationId)));
        const dice = chance();
        if (dice < 0.04) await floor.presence.choose(agent.agentId, 'offline');
        else if (dice < 0.08) await floor.presence.disconnected(agent.agentId);
        if (dice < 0.1) await pause(30);
        const { state } = await floor.presence.get(agent.agentId);
        if (dice < 0.1 || state !== 'online') await floor.presence.choose(agent.agentId, 'online');
        if (dice < 0.1) await floor.presence.connected(agent.agentId);
        await pause(150 + chance() * 250);
      }
    };
    const watch = async (): Promise<void> => {
      while (!over) {
        expect(await floor.faults()).toEqual([]);
        await pause(150);
      }
    };
    const come = async (): Promise<void> => {
      for (let count = 0; count < 30; count += 1) {
        const medium = (): 'text' | 'video' => (chance() < 0.25 ? 'video' : 'text');
        arrivals.push(...(await Promise.all(Array.from({ length: 5 }, () => floor.arrive(medium(), group)))));
        const some = arrivals[Math.floor(chance() * arrivals.length)];
        if (chance() < 0.25 && some)
          note('leave', await codeOf(floor.contacts.leave(some.visitor, some.conversationId)));
        // Time runs faster than the wall: deadlines and pauses pass.
        floor.clock.advance(750);
      }
      for (let tries = 0; tries < 400; tries += 1) {
        const { waiting } = await floor.queue.groupStatus(group);
        const open = await floor.database.db
          .selectFrom('conversations')
          .select('id')
          .where('state', '<>', 'closed')
          .where(
            'channel_id',
            'in',
            arrivals.map(({ visitor }) => visitor.channelId),
          )
          .execute();
        if (waiting === 0 && open.length === 0) break;
        floor.clock.advance(500);
        await pause(100);
      }
      over = true;
    };
    await Promise.all([come(), watch(), ...agents.map(work)]);
    await floor.node.stop();
    await floor.settle();

    expect(await floor.faults()).toEqual([]);
    // Nothing but the designed answers.
    const kinds = [...codes.keys()].map((key) => key.split(': ')[1]);
    expect(
      kinds.filter(
        (code) => !['fine', 'offer_gone', 'conversation_closed', 'conversation_not_found'].includes(code ?? ''),
      ),
    ).toEqual([]);
    expect(new Set(accepted).size).toBe(accepted.length);
    const endings = await floor.database.db.selectFrom('offers').select('state').distinct().execute();
    expect(endings.map((row) => row.state).sort()).toEqual(['accepted', 'cancelled', 'declined', 'missed']);
    const left = await floor.queue.groupStatus(group);
    expect(left.waiting).toBe(0);
    const states = await floor.database.db
      .selectFrom('conversations')
      .select((eb) => ['state', eb.fn.countAll<string>().as('count')])
      .where(
        'id',
        'in',
        arrivals.map(({ conversationId }) => conversationId),
      )
      .groupBy('state')
      .execute();
    expect(states).toEqual([{ state: 'closed', count: '150' }]);
    expect(accepted.length).toBeGreaterThan(90);
  }, 180_000);
});
