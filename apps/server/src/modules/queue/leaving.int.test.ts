// "After this one" on the real database and through the real rounds: whoever goes is not waited for.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import type { PlanStage } from '../routing/index.ts';

let floor: Floor;
let ann: AgentPrincipal;
let bob: AgentPrincipal;
beforeEach(async () => {
  floor = await createFloor();
  // The only expert, with her hands full, and a free beginner.
  ann = await addBusy('Ann', 3);
  bob = await floor.addAgent('Bob', { level: 1 });
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

const addBusy = async (name: string, ofLevel: number): Promise<AgentPrincipal> => {
  const agent = await floor.addAgent(name, { level: ofLevel, capacity: 1 });
  await floor.arrive();
  await floor.round();
  await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
  return agent;
};
const level = (minLevel: number, seconds: number | null): PlanStage => ({
  ...{ kind: 'skill_group', groups: [{ groupId: floor.home, minLevel }], strategy: null },
  patienceMs: seconds === null ? null : seconds * 1_000,
});
const arriveWith = async (stages: readonly PlanStage[]): Promise<Arrival> => {
  const arrival = await floor.arrive();
  await floor.database.db
    .updateTable('queue_entries')
    .set({ plan: JSON.stringify({ priority: 0, stages }) })
    .where('conversation_id', '=', arrival.conversationId)
    .execute();
  return arrival;
};
const annGoes = () => floor.presence.choose(ann.agentId, { state: 'break', when: 'after_this' });

test('whoever waits for the only expert goes on to the next level in the moment she chooses to go after this one', async () => {
  const { conversationId } = await arriveWith([level(3, 300), level(1, null)]);
  await floor.round();
  expect(await floor.ringing(bob)).toEqual([]);
  await annGoes();
  await floor.round();
  const offer = await floor.onlyOffer(bob);
  expect(offer).toMatchObject({ conversationId, reason: { stage: 2, minLevel: 1 } });
  expect(await floor.verdicts(offer.id)).toEqual({ Ann: 'leaving', Bob: 'chosen' });
});

test('the level in between has all of its time from the moment the expert is given up', async () => {
  await floor.presence.choose(bob.agentId, 'break');
  const cat = await addBusy('Cat', 2);
  await floor.presence.choose(bob.agentId, 'online');
  const pass = async (seconds: number): Promise<void> => {
    floor.clock.advance(seconds * 1_000);
    for (const { agentId } of [ann, bob, cat]) await floor.presence.heartbeat(agentId);
  };
  await arriveWith([level(3, 300), level(2, 10), level(1, null)]);
  await floor.round();
  await pass(8);
  await annGoes();
  await floor.round();
  await pass(9);
  await floor.round();
  expect(await floor.ringing(bob)).toEqual([]);
  await pass(1);
  await floor.round();
  expect(await floor.onlyOffer(bob)).toMatchObject({ reason: { stage: 3 } });
});

test('with the choice taken back in time she is waited for again', async () => {
  await annGoes();
  await floor.presence.keep(ann.agentId);
  await arriveWith([level(3, 300), level(1, null)]);
  await floor.round();
  expect(await floor.ringing(bob)).toEqual([]);
});
