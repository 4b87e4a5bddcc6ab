import type { Offer } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createLeaderLock } from '../../infra/db/leader-lock.ts';
import type { AgentPrincipal } from '../../ports/index.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(() => floor.close());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const eventually = async <T>(read: () => Promise<T> | T, wanted: (value: T) => boolean, ms = 20_000): Promise<T> => {
  const end = Date.now() + ms;
  for (;;) {
    const value = await read();
    if (wanted(value) || Date.now() > end) return value;
    await pause(10);
  }
};
const leaderBackends = async (): Promise<number[]> => {
  const { rows } = await sql<{ pid: number }>`
    select l.pid from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
     where l.locktype = 'advisory' and l.granted`.execute(floor.database.db);
  return rows.map((row) => row.pid);
};
const offersMade = async (): Promise<number> => {
  const row = await floor.database.db
    .selectFrom('offers')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};
const addAgents = (count: number, capacity: number): Promise<AgentPrincipal[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => floor.addAgent(`Agent ${index}`, { capacity })));

/** Their pages give signs of life. */
const beatFor = (agents: readonly AgentPrincipal[]): (() => Promise<void>) => {
  let over = false;
  const beat = async (): Promise<void> => {
    while (!over) {
      for (const { agentId } of agents) await floor.presence.heartbeat(agentId);
      await pause(1_000);
    }
  };
  const beating = beat();
  return async () => {
    over = true;
    await beating;
  };
};

describe('the leader', () => {
  test('rings after every arrival, without waiting for the slow poll', async () => {
    await floor.close();
    // A poll so slow that only being woken explains what rings here.
    floor = await createFloor({ slowPollMs: 600_000 });
    const ann = await floor.addAgent('Ann', { capacity: 20 });
    await floor.node.start();
    await eventually(() => floor.node.leader.leading, Boolean);
    for (let count = 0; count < 10; count += 1) {
      await floor.arrive();
      const rings = await eventually(
        () => floor.ringing(ann),
        (offers) => offers.length > count,
        // Shorter than a lease, whose end is the other thing the leader wakes up for.
        10_000,
      );
      expect(rings).toHaveLength(count + 1);
    }
    await floor.node.stop();
    expect(await leaderBackends()).toEqual([]);
  });

  test.each([
    ['forward', 2],
    ['back', -2],
  ])(
    'a clock that jumps two hours %s takes nothing from anybody, parks nobody, and routing goes on',
    async (_way, hours) => {
      // Longer than this takes on any machine, and much shorter than the jump; two misses would park her.
      const patient = await floor.addGroup('patient', 300);
      const limits = { max_wait_seconds: 600 };
      await floor.database.db.updateTable('skill_groups').set(limits).where('id', '=', patient).execute();
      const ann = await floor.addAgent('Ann', { capacity: 3, groups: [patient] });
      await floor.node.start();
      const rings = (count: number) =>
        eventually(
          () => floor.ringing(ann),
          (offers) => offers.length === count,
        );
      const served = await floor.arrive('text', patient);
      const [first] = await rings(1);
      await floor.offers.accept(ann.agentId, first?.id as never);
      await floor.arrive('text', patient);
      await floor.arrive('text', patient);
      const before = await rings(2);
      const waits = await floor.arrive('text', patient);
      const reloads = await floor.arrive('text', patient);
      await floor.queue.visitorAway(reloads.visitor.visitorId);
      floor.clock.advance(hours * 3_600_000);
      const stop = beatFor([ann]);
      floor.node.leader.wake();
      const inTime = (offers: readonly Offer[]) => {
        const now = floor.clock.now().getTime();
        return offers.every(({ expiresAt }) => Math.abs(Date.parse(expiresAt) - now) < 360_000);
      };
      const after = await eventually(() => floor.ringing(ann), inTime);
      expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      expect(inTime(after)).toBe(true);
      // Her pages count down to the new deadlines.
      const toldOf = (id: string) =>
        floor.told.findLast(
          ({ to, name, payload }) => to === `agent:${ann.agentId}` && name === 'offer:ringing' && payload.id === id,
        )?.payload.expiresAt;
      await expect
        .poll(() => after.map(({ id }) => toldOf(id)), { timeout: 20_000 })
        .toEqual(after.map(({ expiresAt }) => expiresAt));
      for (const { id } of after) await floor.offers.decline(ann.agentId, id);
      const next = await eventually(
        () => floor.ringing(ann),
        (offers) => offers.some((offer) => offer.conversationId === waits.conversationId),
      );
      expect(next.map((offer) => offer.conversationId)).toContain(waits.conversationId);
      await stop();
      for (const { conversationId } of [waits, reloads])
        expect(await floor.conversations.find(conversationId)).toMatchObject({ state: 'waiting' });
      expect(await floor.conversations.find(served.conversationId)).toMatchObject({ state: 'active' });
      expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'online', loads: { text: 3 } });
      const missed = await floor.database.db.selectFrom('offers').select('id').where('state', '=', 'missed').execute();
      expect(missed).toEqual([]);
      expect(await floor.faults()).toEqual([]);
      await floor.node.stop();
    },
    60_000,
  );

  test('judges nobody by a time that passed in the middle of its round: a clock that jumped, a process that stood still', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    const rings = await floor.arrive();
    await floor.round();
    const elsewhere = await floor.addGroup('nobody there');
    const limits = { max_wait_seconds: 600 };
    await floor.database.db.updateTable('skill_groups').set(limits).where('id', '=', elsewhere).execute();
    const waits = await floor.arrive('text', elsewhere);
    const began = floor.clock.now();
    floor.clock.advance(2 * 3_600_000);
    await floor.round(began);
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'online' });
    expect(await floor.onlyOffer(ann)).toMatchObject({ conversationId: rings.conversationId });
    expect(await floor.conversations.find(conversationId)).toMatchObject({ state: 'active' });
    expect(await floor.conversations.find(waits.conversationId)).toMatchObject({ state: 'waiting' });
  });

  test('is one of two processes; when its connection is ended in the middle of the work the other goes on and nothing is doubled', async () => {
    const agents = await addAgents(20, 20);
    const stop = beatFor(agents);
    // Longer than this takes on any machine.
    const patient = await floor.addGroup('patient', 300);
    await sql`update skill_group_members set group_id = ${patient}`.execute(floor.database.db);
    const other = floor.makeNode();
    await floor.node.start();
    await eventually(() => floor.node.leader.leading, Boolean);
    await other.start();
    expect(other.leader.leading).toBe(false);
    const arriving = (async () => {
      for (let count = 0; count < 60; count += 1) await Promise.all([1, 2, 3].map(() => floor.arrive('text', patient)));
    })();
    for (let kill = 1; kill <= 3; kill += 1) {
      await eventually(offersMade, (made) => made >= kill * 30);
      const [pid] = await leaderBackends();
      if (pid !== undefined) await sql`select pg_terminate_backend(${pid}::int)`.execute(floor.database.db);
      await eventually(leaderBackends, (pids) => pids.length === 1 && pids[0] !== pid);
      expect(await floor.faults()).toEqual([]);
    }
    await arriving;
    expect(await eventually(offersMade, (made) => made >= 180)).toBe(180);
    expect([floor.node.leader.leading, other.leader.leading].filter(Boolean)).toHaveLength(1);
    await Promise.all([floor.node.stop(), other.stop()]);
    await stop();
    const ringing = (await Promise.all(agents.map((agent) => floor.ringing(agent)))).flat();
    expect(new Set(ringing.map((offer) => offer.conversationId)).size).toBe(180);
    expect(await floor.faults()).toEqual([]);
  }, 90_000);

  test('cannot write any more once it is deposed, even when it believes in itself', async () => {
    const { target, db, transactionsOn } = floor.database;
    const lock = createLeaderLock({ target, log: quietLog, holder: 'old', pollMs: 20 });
    const reasons: string[] = [];
    const old = await lock.acquire('routing', { onLost: (reason) => reasons.push(reason) });
    const [pid] = await leaderBackends();
    await floor.node.start();
    await sql`select pg_terminate_backend(${pid ?? 0}::int)`.execute(db);
    await eventually(() => floor.node.leader.leading, Boolean);
    const write = transactionsOn(old.db).run((tx) => tx.updateTable('presences').set({ missed_offers: 9 }).execute());
    await expect(write).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(reasons).toHaveLength(1);
    await floor.node.stop();
  });

  test('after a night without a server nobody loses work at once; silence after that counts', async () => {
    await floor.close();
    let rounds = 0;
    const debug = (_fields: unknown, message: string): void => {
      if (message === 'routing world compared') rounds += 1;
    };
    floor = await createFloor({ log: { ...quietLog, debug, child: () => quietLog } });
    const [ann] = await addAgents(1, 3);
    if (!ann) throw new Error('no agent');
    const first = await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    const second = await floor.arrive();
    await floor.round();
    floor.clock.advance(8 * 3_600_000);
    await floor.node.start();
    // Nobody has heard of her yet: nothing rings at an empty desk.
    const kept = await eventually(
      () => floor.presence.get(ann.agentId),
      ({ loads }) => loads.text === 1,
    );
    expect(kept).toMatchObject({ state: 'online', loads: { text: 1 } });
    expect(await floor.conversations.find(first.conversationId)).toMatchObject({ state: 'active' });
    expect(await floor.ringing(ann)).toEqual([]);
    await floor.presence.connected(ann.agentId);
    for (let step = 0; step < 8; step += 1) {
      const before = rounds;
      floor.clock.advance(2_500);
      // One may have begun before that; the next one has seen it.
      await eventually(
        () => {
          floor.node.leader.wake();
          return rounds;
        },
        (made) => made >= before + 2,
      );
    }
    const gone = await eventually(
      () => floor.presence.get(ann.agentId),
      ({ state, loads }) => state === 'offline' && loads.text === 0,
    );
    expect(gone).toMatchObject({ state: 'offline', loads: { text: 0 } });
    await eventually(
      () => floor.conversations.find(first.conversationId),
      (found) => found?.state === 'waiting',
    );
    expect(await floor.queue.placeOf(first.conversationId)).toMatchObject({ position: 1 });
    expect(await floor.queue.placeOf(second.conversationId)).toMatchObject({ position: 2 });
    await floor.node.stop();
    expect(await floor.faults()).toEqual([]);
  });

  test('a stopped leader gives the lock back and leaves no connection behind', async () => {
    await floor.node.start();
    await eventually(() => floor.node.leader.leading, Boolean);
    await floor.node.stop();
    expect(await leaderBackends()).toEqual([]);
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name like 'visavis-leader%'`.execute(
      floor.database.db,
    );
    expect(rows).toEqual([{ count: 0 }]);
  });
});
