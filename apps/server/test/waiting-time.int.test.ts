// Since when somebody waits who was with an agent in between: said the same to agents, supervisors, the visitor and the alarms.
import type { ConversationId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAlarmService } from '../src/modules/alarm/index.ts';
import { createFloorService } from '../src/modules/floor/floor-service.ts';
import { factsRepo } from '../src/modules/rule/facts-repo.ts';
import type { AgentPrincipal } from '../src/ports/index.ts';
import { createFloor, type Floor } from './floor.ts';

const minute = 60_000;
let floor: Floor;
let ann: AgentPrincipal;
beforeEach(async () => {
  floor = await createFloor();
  ann = await floor.addAgent('Ann');
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

const board = () => createFloorService({ db: floor.database.db, clock: floor.clock }).board();
const alarms = () =>
  createAlarmService({
    ...{ db: floor.database.db, transactions: floor.database.transactions, clock: floor.clock },
    ...{ makeId: uuidv7, events: floor.events, board },
  });
const limit = (group: string, limits: object) =>
  floor.database.db.updateTable('skill_groups').set(limits).where('id', '=', group).execute();
const heartbeat = () => floor.presence.heartbeat(ann.agentId);

/** What the visitor, the agents' list and the supervisors' floor say: always the same. */
const saidOf = async (conversationId: ConversationId) => {
  const place = await floor.queue.placeOf(conversationId);
  const { seen } = await floor.queue.placesIn(floor.home);
  const listed = seen.find(({ entry }) => entry.conversationId === conversationId)?.entry;
  const onFloor = (await board()).entries.find((entry) => entry.conversationId === conversationId);
  if (!place || !listed || !onFloor) throw new Error('it does not wait');
  const [said, ...others] = [place, listed, onFloor].map(({ position, enqueuedAt, waitingSince }) => ({
    ...{ position, enqueuedAt, waitingSince },
  })) as [Said, ...Said[]];
  expect(others).toEqual([said, said]);
  return said;
};
type Said = Record<'enqueuedAt' | 'waitingSince', string> & { readonly position: number };

/** Ann has served them for ten minutes after half a minute in line. */
const served = async () => {
  const { conversationId } = await floor.arrive();
  const { enqueuedAt: cameAt } = await saidOf(conversationId);
  floor.clock.advance(minute / 2);
  await heartbeat();
  await floor.round();
  await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
  floor.clock.advance(10 * minute);
  await heartbeat();
  return { conversationId, cameAt };
};

test('pulled back they wait from that moment everywhere, before those who came after them', async () => {
  await limit(floor.home, { alarm_max_wait_seconds: 60 });
  const { conversationId, cameAt } = await served();
  const later = await floor.arrive();
  const { waitingSince: laterAt } = await saidOf(later.conversationId);
  floor.clock.advance(20_000);
  await heartbeat();
  const marta = await floor.addAgent('Marta', { groups: [], online: false });
  const before = floor.clock.now().getTime();
  await floor.node.manual.pullBack(marta, conversationId, { mayComeBack: true });
  const said = await saidOf(conversationId);
  expect(said).toMatchObject({ position: 1, enqueuedAt: cameAt });
  expect(Date.parse(said.waitingSince)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(said.waitingSince)).toBeLessThanOrEqual(floor.clock.now().getTime());
  const group = (await board()).groups.find(({ groupId }) => groupId === floor.home);
  expect(group).toMatchObject({ waiting: 2, oldestAt: laterAt });
  // Rules that look at the longest wait see the same.
  const inRules = (await factsRepo.waiting(floor.database.db, [floor.home])).get(floor.home);
  expect(inRules).toEqual({ count: 2, since: Date.parse(laterAt) });
  // Ten minutes with an agent raise no alarm; a minute in line does, and it names who has waited it.
  await alarms().watch();
  expect(await alarms().listOpen()).toEqual([]);
  floor.clock.advance(41_000);
  await heartbeat();
  await alarms().watch();
  expect(await alarms().listOpen()).toMatchObject([{ kind: 'longest_wait', visitorId: later.visitor.visitorId }]);
  await floor.round();
  const offer = (await floor.ringing(ann)).find((one) => one.conversationId === conversationId);
  expect(offer).toMatchObject({ enqueuedAt: cameAt, waitingSince: said.waitingSince });
});

test('so it is when their agent is lost, and it stays when another line takes over', async () => {
  const { conversationId, cameAt } = await served();
  floor.clock.advance(2 * minute);
  const before = floor.clock.now().getTime();
  await floor.round();
  await floor.round();
  const said = await saidOf(conversationId);
  expect(said).toMatchObject({ position: 1, enqueuedAt: cameAt });
  expect(Date.parse(said.waitingSince)).toBeGreaterThanOrEqual(before);
  const other = await floor.addGroup('other');
  await limit(floor.home, { max_wait_seconds: 60, overflow_group_id: other });
  floor.clock.advance(61_000);
  await floor.round();
  const entry = (await board()).entries.find((one) => one.conversationId === conversationId);
  expect(entry).toMatchObject({ groupId: other, enqueuedAt: cameAt, waitingSince: said.waitingSince });
});

test('an offer that nobody takes is waiting: the time goes on', async () => {
  const { conversationId } = await floor.arrive();
  const before = await saidOf(conversationId);
  expect(before.waitingSince).toBe(before.enqueuedAt);
  floor.clock.advance(minute / 2);
  await heartbeat();
  await floor.round();
  await floor.offers.decline(ann.agentId, (await floor.onlyOffer(ann)).id);
  expect(await saidOf(conversationId)).toEqual(before);
});
