import type { AgentId, BreakReasonId } from '@visavis/protocol';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import { createBreakReasonService } from './break-reason-service.ts';

let floor: Floor;
let ann: AgentPrincipal;
beforeAll(async () => {
  floor = await createFloor();
});
afterEach(async () => {
  expect(await floor.faults()).toEqual([]);
  await floor.presence.choose(ann.agentId, 'offline');
  await floor.round();
});
afterAll(() => floor.close());

const state = async (agentId: AgentId = ann.agentId) => (await floor.presence.get(agentId)).state;
/** Another group for every test: what waits for one is not given to another. */
const onlineAlone = async (name: string) => {
  const group = await floor.addGroup(name);
  ann = await floor.addAgent(name, { groups: [group] });
  return group;
};
const serveOne = async (group: Awaited<ReturnType<typeof onlineAlone>>) => {
  const arrival = await floor.arrive('text', group);
  await floor.round();
  await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
  return arrival;
};
const begin = (seconds: number) =>
  floor.database.transactions.run((tx) =>
    floor.presence.beginWrapUp(tx, ann.agentId, new Date(floor.clock.now().getTime() + seconds * 1_000)),
  );

describe('after this one', () => {
  test('takes nothing new, and takes effect when the last conversation is closed', async () => {
    const group = await onlineAlone('after');
    const arrival = await serveOne(group);
    const waiting = await floor.presence.choose(ann.agentId, { state: 'busy', when: 'after_this' });
    expect(waiting).toMatchObject({ state: 'online', next: { state: 'busy', reason: null } });
    await floor.arrive('text', group);
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    await floor.contacts.wrapUp(ann, arrival.conversationId, undefined);
    await floor.round();
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'busy', next: null });
  });

  test('at once where nothing is at hand; taken back, it never happened', async () => {
    const group = await onlineAlone('at once');
    expect(await floor.presence.choose(ann.agentId, { state: 'break', when: 'after_this' })).toMatchObject({
      state: 'break',
      next: null,
    });
    await floor.presence.choose(ann.agentId, 'online');
    const arrival = await serveOne(group);
    await floor.presence.choose(ann.agentId, { state: 'offline', when: 'after_this' });
    expect((await floor.presence.keep(ann.agentId)).next).toBeNull();
    await floor.contacts.wrapUp(ann, arrival.conversationId, undefined);
    await floor.round();
    expect(await state()).toBe('online');
  });

  test('waits for the wrap-up too', async () => {
    const group = await onlineAlone('wrapped');
    const arrival = await serveOne(group);
    await floor.presence.choose(ann.agentId, { state: 'break', when: 'after_this' });
    await floor.contacts.wrapUp(ann, arrival.conversationId, undefined);
    await begin(30);
    await floor.round();
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'wrap_up', next: { state: 'break' } });
    floor.clock.advance(9_000);
    await floor.presence.heartbeat(ann.agentId);
    floor.clock.advance(22_000);
    await floor.presence.heartbeat(ann.agentId);
    await floor.round();
    expect(await state()).toBe('break');
  });
});

describe('signs of life', () => {
  const rowsOf = async (agents: readonly { readonly agentId: string }[]) => {
    const { rows } = await sql<{ mark: string; lease: Date; gone: Date | null }>`
      select xmin::text as mark, lease_until as lease, disconnected_at as gone from presences
       where agent_id = any(${agents.map(({ agentId }) => agentId)}::uuid[]) order by agent_id`.execute(
      floor.database.db,
    );
    return rows;
  };
  const lock = (agentId: string) => sql`select 1 from presences where agent_id = ${agentId} for no key update`;

  test('of many at once wait for nobody while they hold others: whoever takes two in another order goes on', async () => {
    const { db } = floor.database;
    const both = [await floor.addAgent('First'), await floor.addAgent('Second')] as const;
    const [before] = await rowsOf([both[0]]);
    let beats: Promise<PromiseSettledResult<void>[]> = Promise.resolve([]);
    await db.transaction().execute(async (tx) => {
      await lock(both[1].agentId).execute(tx);
      beats = Promise.allSettled(both.map(({ agentId }) => floor.presence.heartbeat(agentId)));
      // The free one is stored, though the other is held.
      await expect.poll(async () => (await rowsOf([both[0]]))[0]?.mark).not.toBe(before?.mark);
      await lock(both[0].agentId).execute(tx);
    });
    expect((await beats).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    for (const { agentId } of both) await floor.presence.choose(agentId, 'offline');
  });

  test('whose rows are held are stored together once they are free, and a page that was closed meanwhile stays closed', async () => {
    const { db } = floor.database;
    const agents = await Promise.all(Array.from({ length: 6 }, (_, n) => floor.addAgent(`Held ${n}`)));
    const free = await floor.addAgent('Free');
    const [leaver] = agents;
    if (!leaver) throw new Error('nobody');
    const before = await rowsOf([free]);
    const leases = (await rowsOf(agents)).map(({ lease }) => lease.getTime());
    floor.clock.advance(3_000);
    let beats: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (tx) => {
      for (const { agentId } of agents) await lock(agentId).execute(tx);
      beats = Promise.all([...agents, free].map(({ agentId }) => floor.presence.heartbeat(agentId)));
      await expect.poll(async () => (await rowsOf([free]))[0]?.mark).not.toBe(before[0]?.mark);
      await sql`update presences set disconnected_at = ${floor.clock.now()} where agent_id = ${leaver.agentId}`.execute(
        tx,
      );
    });
    await beats;
    const after = await rowsOf(agents);
    expect(new Set(after.map(({ mark }) => mark)).size).toBe(1);
    for (const [n, { lease }] of after.entries()) expect(lease.getTime()).toBeGreaterThan(leases[n] ?? 0);
    expect(after.filter(({ gone }) => gone !== null)).toHaveLength(1);
    for (const { agentId } of [...agents, free]) await floor.presence.choose(agentId, 'offline');
  });
});

describe('wrap-up', () => {
  test('takes nothing new until its time is over, by the leader’s sweep; what rings rings on', async () => {
    const group = await onlineAlone('notes');
    await floor.arrive('text', group);
    await floor.round();
    await begin(12);
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
    await floor.arrive('text', group);
    const { nextDueAt } = await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
    expect(nextDueAt).not.toBeNull();
    floor.clock.advance(12_001);
    await floor.round();
    expect(await state()).toBe('online');
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(2);
  });

  test('a second one lengthens it, never shortens it; done early leads back online', async () => {
    await onlineAlone('twice');
    await begin(60);
    const long = (await floor.presence.get(ann.agentId)).until;
    await begin(5);
    expect((await floor.presence.get(ann.agentId)).until).toBe(long);
    await floor.database.transactions.run((tx) => floor.presence.endWrapUp(tx, ann.agentId, null));
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ state: 'online', until: null });
  });

  test('does nothing to who is on a break', async () => {
    await onlineAlone('resting');
    await floor.presence.choose(ann.agentId, 'break');
    await begin(60);
    expect(await state()).toBe('break');
  });
});

describe('a break', () => {
  test('has a reason of the list; a retired one is refused and kept where it was chosen', async () => {
    await onlineAlone('reasons');
    const reasons = createBreakReasonService({
      db: floor.database.db,
      clock: floor.clock,
      makeId: uuidv7,
      transactions: floor.database.transactions,
    });
    const lunch = await reasons.create({ en: 'Lunch', zh: '午餐' });
    const now = await floor.presence.choose(ann.agentId, { state: 'break', reasonId: lunch.id });
    expect(now).toMatchObject({ state: 'break', reason: { id: lunch.id, name: { en: 'Lunch', zh: '午餐' } } });
    await reasons.update(lunch.id, { version: 1, retired: true });
    expect((await floor.presence.get(ann.agentId)).reason?.id).toBe(lunch.id);
    await floor.presence.choose(ann.agentId, 'online');
    await expect(floor.presence.choose(ann.agentId, { state: 'break', reasonId: lunch.id })).rejects.toMatchObject({
      code: 'break_reason_not_found',
    });
    await expect(
      floor.presence.choose(ann.agentId, { state: 'break', reasonId: uuidv7() as BreakReasonId }),
    ).rejects.toMatchObject({ code: 'break_reason_not_found' });
    expect(await state()).toBe('online');
    await expect(reasons.update(lunch.id, { version: 1, retired: false })).rejects.toMatchObject({
      code: 'version_conflict',
    });
  });
});

test('the time line tells every state with its cause, in the order it happened', async () => {
  const group = await onlineAlone('line');
  floor.clock.advance(1_000);
  await floor.presence.choose(ann.agentId, 'busy');
  floor.clock.advance(1_000);
  await floor.presence.choose(ann.agentId, 'online');
  floor.clock.advance(1_000);
  await begin(2);
  floor.clock.advance(2_001);
  await floor.round();
  for (const _miss of [1, 2]) {
    await floor.arrive('text', group);
    await floor.round();
    for (const _second of [1, 2, 3]) {
      floor.clock.advance(7_000);
      await floor.presence.heartbeat(ann.agentId);
    }
    await floor.round();
  }
  floor.clock.advance(16_000);
  await floor.round();
  const { periods } = await floor.presence.timeline(ann.agentId, null);
  expect(periods.map((one) => [one.state, one.cause])).toEqual([
    ['online', 'chosen'],
    ['busy', 'chosen'],
    ['online', 'chosen'],
    ['wrap_up', 'wrap_up'],
    ['online', 'wrap_up_over'],
    ['not_responding', 'missed'],
    ['offline', 'lost'],
  ]);
  expect(periods.at(-1)?.until).toBeNull();
  for (const [index, { until }] of periods.slice(0, -1).entries()) expect(until).toBe(periods[index + 1]?.from);
});
