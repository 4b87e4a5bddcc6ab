// The manual ways on the real database: assign, pick, move, take back; refusals change nothing.
import type { AgentId, ConversationId, QueueEntryId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../../test/fingerprint.ts';
import { createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import { createRoutingHistoryService } from './routing-history-service.ts';
import { routingSnapshotRepo } from './routing-snapshot-repo.ts';

let floor: Floor;
let marta: AgentPrincipal;
beforeEach(async () => {
  floor = await createFloor();
  marta = await floor.addAgent('Marta', { groups: [], online: false });
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
const entryOf = async (conversationId: ConversationId): Promise<QueueEntryId> => {
  const row = await floor.database.db
    .selectFrom('queue_entries')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .orderBy('entered_at', 'desc')
    .executeTakeFirstOrThrow();
  return row.id as QueueEntryId;
};
const ways = () => floor.node.manual;
const history = (conversationId: ConversationId) =>
  createRoutingHistoryService({ db: floor.database.db, assertExists: floor.conversations.assertExists }).of(
    conversationId,
  );
const allowPick = () =>
  floor.database.db.updateTable('skill_groups').set({ allow_pick: true }).where('id', '=', floor.home).execute();
const refusedUnchanged = async (code: string, attempt: () => Promise<unknown>): Promise<void> => {
  const before = await fingerprint(floor.database.db, ['event_cursors'], []);
  expect(await codeOf(attempt())).toBe(code);
  expect(await fingerprint(floor.database.db, ['event_cursors'], [])).toEqual(before);
};
const positions = async () => (await floor.queue.placesIn(floor.home)).places.map(({ place }) => place.conversationId);

describe('assign', () => {
  test('rings at the chosen agent, whoever was next, and says who did it', async () => {
    const ann = await floor.addAgent('Ann');
    const far = await floor.addAgent('Far', { groups: [] });
    const { conversationId } = await floor.arrive();
    const entryId = await entryOf(conversationId);
    expect(await ways().assign(marta, entryId, far.agentId)).toEqual({ state: 'ringing', agentId: far.agentId });
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    const offer = await floor.onlyOffer(far);
    expect(offer.reason).toMatchObject({
      stageKind: 'manual',
      assignedBy: 'Marta',
      considered: [{ displayName: 'Far', verdict: 'chosen' }],
    });
    await floor.offers.accept(far.agentId, offer.id);
    const [entry] = (await history(conversationId)).entries;
    expect(entry?.steps).toMatchObject([{ kind: 'assigned', detail: { agentName: 'Far', byName: 'Marta' } }]);
    expect(entry).toMatchObject({
      state: 'served',
      servedBy: 'Far',
      offers: [{ agentName: 'Far', state: 'accepted' }],
    });
  });

  test('gives a text at once where the group does not ring for texts', async () => {
    const far = await floor.addAgent('Far', { groups: [] });
    await floor.database.db
      .updateTable('skill_groups')
      .set({ auto_accept_text: true })
      .where('id', '=', floor.home)
      .execute();
    const { conversationId } = await floor.arrive();
    expect(await ways().assign(marta, await entryOf(conversationId), far.agentId)).toMatchObject({ state: 'served' });
    expect((await history(conversationId)).entries[0]).toMatchObject({ state: 'served', servedBy: 'Far' });
  });

  test('takes back what rings elsewhere; a declined one goes on its way', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
    const bob = await floor.addAgent('Bob');
    await ways().assign(marta, await entryOf(conversationId), bob.agentId);
    expect(await floor.ringing(ann)).toEqual([]);
    await floor.offers.decline(bob.agentId, (await floor.onlyOffer(bob)).id);
    const cat = await floor.addAgent('Cat');
    await floor.round();
    expect((await floor.onlyOffer(cat)).conversationId).toBe(conversationId);
  });

  test('beyond capacity, to somebody who is not there, to nobody, of what does not wait: refused, nothing changed', async () => {
    const full = await floor.addAgent('Full', { capacity: 1 });
    const off = await floor.addAgent('Off', { online: false });
    const first = await floor.arrive();
    await floor.round();
    await floor.offers.accept(full.agentId, (await floor.onlyOffer(full)).id);
    const { conversationId } = await floor.arrive();
    const entryId = await entryOf(conversationId);
    await floor.settle();
    await refusedUnchanged('agent_at_capacity', () => ways().assign(marta, entryId, full.agentId));
    await refusedUnchanged('agent_offline', () => ways().assign(marta, entryId, off.agentId));
    await refusedUnchanged('agent_not_found', () => ways().assign(marta, entryId, uuidv7() as AgentId));
    await refusedUnchanged('queue_entry_gone', () => ways().assign(marta, uuidv7() as QueueEntryId, full.agentId));
    const served = await entryOf(first.conversationId);
    await refusedUnchanged('queue_entry_gone', () => ways().assign(marta, served, off.agentId));
  });
});

describe('pick', () => {
  test('of several agents who reach for the same contact exactly one has it', async () => {
    await allowPick();
    const agents = await Promise.all(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => floor.addAgent(name)));
    const { conversationId } = await floor.arrive('video');
    const entryId = await entryOf(conversationId);
    const outcomes = await Promise.all(agents.map((agent) => codeOf(ways().pick(agent, entryId))));
    expect(outcomes.filter((outcome) => outcome === 'fine')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'queue_entry_gone')).toHaveLength(5);
    const winner = agents[outcomes.indexOf('fine')];
    const [entry] = (await history(conversationId)).entries;
    expect(entry).toMatchObject({ state: 'served', servedBy: winner?.displayName });
    expect(entry?.steps.map((step) => step.kind)).toEqual(['picked']);
  });

  test('is for agents of a group that allows it, who are there and have a place', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    const { conversationId } = await floor.arrive();
    const entryId = await entryOf(conversationId);
    await refusedUnchanged('queue_pick_refused', () => ways().pick(ann, entryId));
    await allowPick();
    const stranger = await floor.addAgent('Stranger', { groups: [] });
    const off = await floor.addAgent('Off', { online: false });
    await floor.settle();
    await refusedUnchanged('queue_pick_refused', () => ways().pick(stranger, entryId));
    await refusedUnchanged('agent_offline', () => ways().pick(off, entryId));
    await ways().pick(ann, entryId);
    const second = await entryOf((await floor.arrive()).conversationId);
    await floor.settle();
    await refusedUnchanged('agent_at_capacity', () => ways().pick(ann, second));
  });
});

describe('move', () => {
  test('to the front goes before everybody, keeps the time waited, and is told', async () => {
    const one = await floor.arrive();
    const two = await floor.arrive();
    const three = await floor.arrive();
    const entryId = await entryOf(three.conversationId);
    const waitedSince = (await history(three.conversationId)).entries[0]?.enqueuedAt;
    await ways().move(marta, entryId, { front: true });
    expect(await positions()).toEqual([three, one, two].map(({ conversationId }) => conversationId));
    await ways().move(marta, await entryOf(two.conversationId), { front: true });
    expect(await positions()).toEqual([two, three, one].map(({ conversationId }) => conversationId));
    const [entry] = (await history(three.conversationId)).entries;
    expect(entry).toMatchObject({
      enqueuedAt: waitedSince,
      steps: [{ kind: 'moved', detail: { byName: 'Marta', front: true } }],
    });
    // The router goes by the same order as people see.
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    await floor.round();
    expect((await floor.onlyOffer(ann)).conversationId).toBe(two.conversationId);
  });

  test('to the front goes before those whom waiting has made important, however long', async () => {
    const patient = await floor.arrive();
    floor.clock.advance(60 * 60_000);
    const late = await floor.arrive();
    await ways().move(marta, await entryOf(late.conversationId), { priority: 5 });
    expect((await positions())[0]).toBe(patient.conversationId);
    // However few of a long line the router looks at, who has waited long is among them.
    const looked = await routingSnapshotRepo.waiting(floor.database.db, 1, floor.clock.now());
    expect(looked.map(({ id }) => id)).toEqual([await entryOf(patient.conversationId)]);
    await ways().move(marta, await entryOf(late.conversationId), { front: true });
    expect((await positions())[0]).toBe(late.conversationId);
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    await floor.round();
    expect((await floor.onlyOffer(ann)).conversationId).toBe(late.conversationId);
  });

  test('by priority, and back', async () => {
    const one = await floor.arrive();
    const two = await floor.arrive();
    const entryId = await entryOf(two.conversationId);
    expect(await ways().move(marta, entryId, { priority: 5 })).toEqual({ priority: 5 });
    expect((await positions())[0]).toBe(two.conversationId);
    expect(await ways().move(marta, entryId, { priority: 0 })).toEqual({ priority: 0 });
    expect((await positions())[0]).toBe(one.conversationId);
  });
});

describe('taking back', () => {
  test('a ringing offer: the contact keeps its place, the next agent is asked', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    const bob = await floor.addAgent('Bob');
    await ways().cancelRinging(marta, await entryOf(conversationId));
    expect(await floor.ringing(ann)).toEqual([]);
    expect(await floor.queue.placeOf(conversationId)).toMatchObject({ state: 'waiting', position: 1 });
    await floor.round();
    expect((await floor.onlyOffer(bob)).conversationId).toBe(conversationId);
    const waiting = await entryOf((await floor.arrive('text', await floor.addGroup('empty'))).conversationId);
    await floor.settle();
    await refusedUnchanged('queue_entry_gone', () => ways().cancelRinging(marta, waiting));
  });

  test('a conversation: its call ends, it waits in front with its time, and goes to somebody else', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive('video');
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    const later = await floor.arrive('video');
    await ways().pullBack(marta, conversationId, { mayComeBack: false });
    expect(await floor.presence.get(ann.agentId)).toMatchObject({ loads: { text: 0, voice: 0, video: 0 } });
    expect((await positions())[0]).toBe(conversationId);
    expect((await floor.timeline(conversationId)).at(-1)).toMatchObject({ name: 'agent_left', reason: 'pulled_back' });
    await floor.round();
    expect((await floor.onlyOffer(ann)).conversationId).toBe(later.conversationId);
    const bob = await floor.addAgent('Bob');
    await floor.round();
    expect((await floor.onlyOffer(bob)).conversationId).toBe(conversationId);
    const entries = (await history(conversationId)).entries;
    expect(entries.map((entry) => entry.state)).toEqual(['served', 'ringing']);
    expect(entries[1]?.steps).toMatchObject([{ kind: 'pulled_back', detail: { agentName: 'Ann', byName: 'Marta' } }]);
    const waiting = await floor.arrive('text', await floor.addGroup('empty'));
    await floor.settle();
    await refusedUnchanged('conversation_not_active', () =>
      ways().pullBack(marta, waiting.conversationId, { mayComeBack: true }),
    );
  });

  test('from the only expert: the next level has its turn at once, and "why" says it was taken back', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    await ways().pullBack(marta, conversationId, { mayComeBack: false });
    const groups = [{ groupId: floor.home, minLevel: 3 }];
    const stages = [
      { kind: 'skill_group', groups, strategy: null, patienceMs: 300_000 },
      { kind: 'skill_group', groups: [{ groupId: floor.home, minLevel: 1 }], strategy: null, patienceMs: null },
    ];
    await floor.database.db
      .updateTable('queue_entries')
      .set({ plan: JSON.stringify({ priority: 0, stages }) })
      .where('id', '=', await entryOf(conversationId))
      .execute();
    await floor.round();
    const waiting = (await history(conversationId)).entries[1];
    expect(waiting).toMatchObject({ state: 'waiting', stage: 2 });
    expect(waiting?.steps.at(-1)).toMatchObject({
      kind: 'stage',
      detail: { from: 0, to: 1, reason: 'taken_back', passed: [{ stage: 1, why: 'taken_back' }] },
    });
    const bob = await floor.addAgent('Bob');
    await floor.round();
    expect((await floor.onlyOffer(bob)).conversationId).toBe(conversationId);
  });

  test('from the only expert while somebody of the next level is free: that one is told apart in "why" from the stage before', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    const groups = (minLevel: number) => [{ groupId: floor.home, minLevel }];
    const stages = [
      { kind: 'skill_group', groups: groups(3), strategy: null, patienceMs: 300_000 },
      { kind: 'skill_group', groups: groups(1), strategy: null, patienceMs: null },
    ];
    await floor.database.db
      .updateTable('queue_entries')
      .set({ plan: JSON.stringify({ priority: 0, stages }) })
      .where('id', '=', await entryOf(conversationId))
      .execute();
    await floor.round();
    await floor.offers.decline(ann.agentId, (await floor.onlyOffer(ann)).id);
    const bob = await floor.addAgent('Bob', { level: 1 });
    await floor.round();
    // Whoever is asked reads what spoke for them, and not that others said no.
    const offer = await floor.onlyOffer(bob);
    expect(offer.reason).toMatchObject({ stage: 2, passed: [], onlyOne: 'left', askedBefore: null });
    const [entry] = (await history(conversationId)).entries;
    expect(entry?.offers.map(({ agentName, reason }) => [agentName, reason.passed])).toEqual([
      ['Ann', []],
      ['Bob', [{ stage: 1, why: 'asked_already' }]],
    ]);
    expect(entry?.steps).toEqual([]);
    await floor.offers.decline(bob.agentId, offer.id);
    for (let second = 0; second < 30; second += 10) {
      floor.clock.advance(10_000);
      for (const { agentId } of [ann, bob]) await floor.presence.heartbeat(agentId);
    }
    await floor.round();
    const again = [...(await floor.ringing(ann)), ...(await floor.ringing(bob))];
    const declined = (await history(conversationId)).entries[0]?.offers.find(
      ({ agentId }) => agentId === again[0]?.agentId,
    );
    expect(again[0]?.reason.askedBefore).toBe(declined?.endedAt);
  });

  test('may go to the same agent again where the supervisor says so', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    await ways().pullBack(marta, conversationId, { mayComeBack: true });
    await floor.round();
    expect((await floor.onlyOffer(ann)).conversationId).toBe(conversationId);
  });
});

test('why: a time is said only of a stage that ends, and of other ways when they are offered', async () => {
  const { conversationId } = await floor.arrive();
  const search = { kind: 'skill_group', groups: [{ groupId: floor.home, minLevel: 1 }], strategy: null };
  const stages = [
    { ...search, patienceMs: 40_000 },
    { ...search, patienceMs: 100_000 },
    { kind: 'offer', options: [{ kind: 'callback' }], patienceMs: 30_000, afterMs: 140_000 },
  ];
  await floor.database.db
    .updateTable('queue_entries')
    .set({ plan: JSON.stringify({ priority: 0, stages }) })
    .where('conversation_id', '=', conversationId)
    .execute();
  const plan = (await history(conversationId)).entries[0]?.plan;
  expect(plan?.map((stage) => [stage.patienceSeconds, stage.afterSeconds])).toEqual([
    [40, null],
    [null, null],
    [null, 140],
  ]);
});

test('why: everyone considered with the reason, every answer, and the plan by name', async () => {
  const ann = await floor.addAgent('Ann');
  await floor.addAgent('Off', { online: false });
  const { conversationId } = await floor.arrive();
  await floor.round();
  await floor.offers.decline(ann.agentId, (await floor.onlyOffer(ann)).id);
  const bob = await floor.addAgent('Bob');
  await floor.round();
  await floor.offers.accept(bob.agentId, (await floor.onlyOffer(bob)).id);
  const { entries } = await history(conversationId);
  expect(entries).toHaveLength(1);
  const [entry] = entries;
  expect(entry?.plan[0]).toMatchObject({ kind: 'skill_group', groups: [{ name: entry?.groupName, minLevel: 1 }] });
  expect(entry?.offers.map(({ agentName, state }) => [agentName, state])).toEqual([
    ['Ann', 'declined'],
    ['Bob', 'accepted'],
  ]);
  const verdicts = Object.fromEntries(
    (entry?.offers[1]?.reason.considered ?? []).map(({ displayName, verdict }) => [displayName, verdict]),
  );
  expect(verdicts).toEqual({ Ann: 'declined_before', Off: 'offline', Bob: 'chosen' });
});
