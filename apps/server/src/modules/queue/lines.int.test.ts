import type { SkillGroupId } from '@visavis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import { groupPlan, type RoutingPlan } from '../routing/index.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

const limit = (groupId: SkillGroupId, limits: Record<string, unknown>) =>
  floor.database.db.updateTable('skill_groups').set(limits).where('id', '=', groupId).execute();
const entriesOf = ({ conversationId }: Arrival) =>
  floor.database.db
    .selectFrom('queue_entries')
    .select(['id', 'state', 'group_id', 'enqueued_at', 'entered_at', 'stage_index', 'rule', 'ended_at'])
    .where('conversation_id', '=', conversationId)
    .orderBy('entered_at')
    .execute();
const stepsOf = async (arrival: Arrival) => {
  const rows = await floor.database.db
    .selectFrom('routing_steps as s')
    .innerJoin('queue_entries as e', 'e.id', 's.entry_id')
    .select(['s.kind', 's.detail'])
    .where('e.conversation_id', '=', arrival.conversationId)
    .orderBy('s.id')
    .execute();
  return rows.map(({ kind, detail }) => ({ kind, ...(detail as Record<string, unknown>) }));
};
const givePlan = (arrival: Arrival, plan: RoutingPlan) =>
  floor.database.db
    .updateTable('queue_entries')
    .set({ plan: JSON.stringify(plan) })
    .where('conversation_id', '=', arrival.conversationId)
    .execute();

describe('a line with a longest wait', () => {
  test('sends on to another group: the entry ends, the next one keeps the waiting time and the place it gives', async () => {
    const other = await floor.addGroup('other');
    await limit(floor.home, { max_wait_seconds: 60, overflow_group_id: other });
    const first = await floor.arrive();
    floor.clock.advance(5_000);
    const later = await floor.arrive('text', other);
    await floor.round();
    expect(await entriesOf(first)).toMatchObject([{ state: 'waiting', group_id: floor.home }]);
    floor.clock.advance(56_000);
    await floor.round();
    const [before, after, ...more] = await entriesOf(first);
    expect(more).toEqual([]);
    expect(before).toMatchObject({ state: 'overflowed', group_id: floor.home });
    expect(after).toMatchObject({ state: 'waiting', group_id: other, enqueued_at: before?.enqueued_at });
    expect(after?.entered_at).toEqual(before?.ended_at);
    expect(await floor.queue.placeOf(first.conversationId)).toMatchObject({ position: 1 });
    expect(await floor.queue.placeOf(later.conversationId)).toMatchObject({ position: 2 });
    const steps = { kind: 'overflowed', reason: 'waited_too_long', fromGroupId: floor.home, toGroupId: other };
    expect(await stepsOf(first)).toMatchObject([steps, steps]);
    const ann = await floor.addAgent('Ann', { groups: [other] });
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(2);
  });

  test('without another group ends the contact, and the visitor reads why; a callback waits as long as it takes', async () => {
    await limit(floor.home, { max_wait_seconds: 60 });
    const gone = await floor.arrive();
    const patient = await floor.arrive();
    await floor.database.db
      .updateTable('queue_entries')
      .set({ callback: JSON.stringify({ notBefore: null }) })
      .where('conversation_id', '=', patient.conversationId)
      .execute();
    floor.clock.advance(61_000);
    await floor.round();
    await floor.round();
    expect(await entriesOf(gone)).toMatchObject([{ state: 'expired' }]);
    expect(await floor.conversations.findForVisitor(gone.conversationId)).toMatchObject({
      state: 'closed',
      closeReason: 'expired',
    });
    expect((await floor.timeline(gone.conversationId)).at(-1)).toEqual({ name: 'conversation_closed', by: 'system' });
    expect(await stepsOf(gone)).toMatchObject([{ kind: 'expired' }]);
    expect(await entriesOf(patient)).toMatchObject([{ state: 'waiting' }]);
  });

  test('takes nothing away from an agent who is being asked at that moment', async () => {
    await limit(floor.home, { max_wait_seconds: 10 });
    const ann = await floor.addAgent('Ann');
    const arrival = await floor.arrive();
    await floor.round();
    floor.clock.advance(12_000);
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    expect(await entriesOf(arrival)).toMatchObject([{ state: 'served' }]);
  });
});

describe('a line with a greatest length', () => {
  test('sends whoever comes next to the first line with room, and refuses when there is none: nothing is stored', async () => {
    const [second, third] = [await floor.addGroup('second'), await floor.addGroup('third')];
    await limit(floor.home, { max_waiting: 2, overflow_group_id: second });
    await limit(second, { max_waiting: 1, overflow_group_id: third });
    await limit(third, { max_waiting: 1 });
    const arrivals: Arrival[] = [];
    for (let count = 0; count < 4; count += 1) arrivals.push(await floor.arrive());
    const groups = await Promise.all(arrivals.map(async (arrival) => (await entriesOf(arrival))[0]?.group_id));
    expect(groups).toEqual([floor.home, floor.home, second, third]);
    expect(await stepsOf(arrivals[3] as Arrival)).toMatchObject([{ reason: 'line_full', toGroupId: third }]);
    await expect(floor.arrive()).rejects.toMatchObject({ code: 'queue_full' });
    const { count } = await floor.database.db
      .selectFrom('conversations')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe('4');
  });

  test('takes no more than that when twenty come at once', async () => {
    await limit(floor.home, { max_waiting: 5 });
    const came = await Promise.allSettled(Array.from({ length: 20 }, () => floor.arrive()));
    expect(came.filter((one) => one.status === 'fulfilled')).toHaveLength(5);
    expect(came.filter((one) => one.status === 'rejected').map((one) => one.reason.code)).toEqual(
      Array.from({ length: 15 }, () => 'queue_full'),
    );
  });
});

describe('stages', () => {
  test('are kept with the entry, told to the visitor as other ways, and ended by an overflow of the plan', async () => {
    const other = await floor.addGroup('other');
    await floor.addAgent('Ann', { online: false });
    const arrival = await floor.arrive();
    const search = { ...groupPlan(floor.home).stages[0], patienceMs: 20_000 } as RoutingPlan['stages'][number];
    await givePlan(arrival, {
      priority: 3,
      stages: [
        search,
        { kind: 'offer', options: [{ kind: 'callback' }, { kind: 'message' }], patienceMs: 40_000 },
        { kind: 'overflow', groupId: other },
      ],
    });
    await floor.round();
    expect(await floor.queue.placeOf(arrival.conversationId)).toMatchObject({ options: [], searching: true });
    floor.clock.advance(21_000);
    await floor.round();
    expect(await floor.queue.placeOf(arrival.conversationId)).toMatchObject({
      options: [{ kind: 'callback' }, { kind: 'message' }],
      searching: true,
    });
    expect(await stepsOf(arrival)).toMatchObject([{ kind: 'stage', from: 0, to: 1 }]);
    floor.clock.advance(40_000);
    await floor.round();
    expect(await entriesOf(arrival)).toMatchObject([
      { state: 'overflowed', stage_index: 1 },
      { state: 'waiting', group_id: other, stage_index: 0 },
    ]);
  });
});

describe('a stage begins when it is reached', () => {
  test('what was passed over costs nothing, what is tried is stored, and another leader finds it', async () => {
    const wei = await floor.addAgent('Wei', { groups: [] });
    const low = await floor.addAgent('Low', { level: 1, online: false });
    const arrival = await floor.arrive();
    const level = (minLevel: number, patienceMs: number | null) =>
      ({ ...groupPlan(floor.home, 0, minLevel).stages[0], patienceMs }) as RoutingPlan['stages'][number];
    await givePlan(arrival, {
      priority: 0,
      stages: [
        { kind: 'regular_agent', choose: 'last_served', agentId: null, patienceMs: 20_000 },
        { kind: 'agents', agentIds: [wei.agentId], strategy: 'sequence', patienceMs: 20_000 },
        level(3, 30_000),
        level(1, null),
      ],
    });
    await floor.round();
    // Wei was asked at once, whose turn was the second; the first stage cost nothing.
    const [offer] = await floor.ringing(wei);
    expect(offer).toBeDefined();
    const reached = async () => {
      const row = await floor.database.db
        .selectFrom('queue_entries')
        .select(['reached_stage', 'reached_at', 'entered_at'])
        .where('conversation_id', '=', arrival.conversationId)
        .executeTakeFirstOrThrow();
      return [
        row.reached_stage,
        row.reached_at && Math.floor((row.reached_at.getTime() - row.entered_at.getTime()) / 1_000),
      ];
    };
    expect(await reached()).toEqual([1, 0]);
    floor.clock.advance(8_000);
    await floor.offers.decline(wei.agentId, offer?.id ?? expect.fail(), { reason: 'busy_elsewhere' });
    await floor.round();
    // Declined after eight seconds: level 3 begins then, with all of its time.
    expect(await reached()).toEqual([2, 8]);
    floor.clock.advance(20_000);
    await floor.round();
    expect(await reached()).toEqual([2, 8]);
    floor.clock.advance(10_000);
    await floor.presence.choose(low.agentId, 'online');
    // Another process that knows nothing but the rows.
    await floor.makeRound()(floor.database.transactions, floor.clock.now());
    expect(await reached()).toEqual([3, 38]);
    expect(await floor.ringing(low)).toHaveLength(1);
  });
});

describe('nothing is stuck', () => {
  test('a plan without a stage, which would stop the round for everybody, is refused by the database', async () => {
    const { conversationId } = await floor.arrive();
    const emptied = floor.database.db
      .updateTable('queue_entries')
      .set({ plan: JSON.stringify({ stages: [] }) as never })
      .where('conversation_id', '=', conversationId)
      .execute();
    await expect(emptied).rejects.toThrow('queue_entries_plan_has_stages');
  });

  test('a group that was emptied sends its entries to the group of the channel, by a step that can be read', async () => {
    const emptied = await floor.addGroup('emptied');
    const ann = await floor.addAgent('Ann');
    const arrival = await floor.arrive();
    await givePlan(arrival, groupPlan(emptied));
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    expect(await stepsOf(arrival)).toMatchObject([{ reason: 'plan_impossible' }, { reason: 'plan_impossible' }]);
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
  });

  test('a group with members who are only away is waited for', async () => {
    const away = await floor.addGroup('away');
    await floor.addAgent('Bob', { groups: [away], online: false });
    await floor.addAgent('Ann');
    const arrival = await floor.arrive();
    await givePlan(arrival, groupPlan(away));
    await floor.round();
    await floor.round();
    expect(await entriesOf(arrival)).toMatchObject([{ state: 'waiting', stage_index: 0 }]);
    expect(await stepsOf(arrival)).toEqual([]);
  });

  test('an overflow to a group that was deleted meanwhile leads to the group of the channel', async () => {
    const gone = await floor.addGroup('gone');
    const arrival = await floor.arrive();
    await givePlan(arrival, { priority: 0, stages: [{ kind: 'overflow', groupId: gone }] });
    await limit(gone, { archived_at: floor.clock.now() });
    await floor.round();
    expect(await entriesOf(arrival)).toMatchObject([
      { state: 'overflowed' },
      { state: 'waiting', group_id: floor.home },
    ]);
  });

  test('a rule that is gone does not matter to those who wait under it', async () => {
    const arrival = await floor.arrive();
    await floor.database.db
      .updateTable('queue_entries')
      .set({ rule: 'a rule of yesterday', rule_version: 41 })
      .where('conversation_id', '=', arrival.conversationId)
      .execute();
    const ann = await floor.addAgent('Ann');
    await floor.round();
    expect((await floor.onlyOffer(ann)).reason).toMatchObject({ rule: 'a rule of yesterday', ruleVersion: 41 });
  });
});

test('whoever comes online to a pile gets one text, and one more with every step of the ramp', async () => {
  await limit(floor.home, { ramp_seconds: 30 });
  for (let count = 0; count < 5; count += 1) await floor.arrive();
  const ann = await floor.addAgent('Ann', { capacity: 3 });
  await floor.round();
  expect(await floor.ringing(ann)).toHaveLength(1);
  const { nextDueAt } = await floor.round();
  expect(nextDueAt).toBeLessThanOrEqual(floor.clock.now().getTime() + 30_000);
  await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
  await floor.round();
  expect(await floor.ringing(ann)).toEqual([]);
  floor.clock.advance(31_000);
  await floor.presence.heartbeat(ann.agentId);
  await floor.round();
  expect(await floor.ringing(ann)).toHaveLength(1);
});
