import { type AgentId, type Capacity, defaultCapacity, noLoads, textPlaces } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';

let floor: Floor;
beforeAll(async () => {
  floor = await createFloor();
});
afterAll(async () => {
  expect(await floor.faults()).toEqual([]);
  await floor.close();
});

const own = (agentId: AgentId, capacity: Capacity | null) =>
  floor.database.db
    .updateTable('agents')
    .set({ capacity: capacity && JSON.stringify(capacity) })
    .where('id', '=', agentId)
    .execute();

test('the table refuses what is beyond limits and units, and anything new beside an exclusive contact', async () => {
  const { agentId } = await floor.addAgent('Ann', { capacity: 2, groups: [] });
  const weighted: Capacity = {
    units: 4,
    text: { limit: 3, weight: 1, exclusive: false },
    voice: { limit: 1, weight: 2, exclusive: false },
    video: { limit: 1, weight: 0, exclusive: true },
  };
  await own(agentId, weighted);
  await floor.presence.capacityChanged(agentId);
  const broken = async (text: number, voice: number, video: number): Promise<string> => {
    try {
      await sql`update presences set text_load = ${text}, voice_load = ${voice}, video_load = ${video} where agent_id = ${agentId}`.execute(
        floor.database.db,
      );
      return 'done';
    } catch (error) {
      return (error as { constraint: string }).constraint;
    }
  };
  expect(await broken(4, 0, 0)).toBe('presences_text_limit');
  expect(await broken(-1, 0, 0)).toBe('presences_text_limit');
  expect(await broken(0, 2, 0)).toBe('presences_one_call');
  expect(await broken(0, 1, 1)).toBe('presences_one_call');
  expect(await broken(3, 1, 0)).toBe('presences_units');
  expect(await broken(2, 0, 1)).toBe('done');
  expect(await broken(3, 0, 1)).toBe('presences_exclusive');
  expect(await broken(1, 0, 1)).toBe('done');
  expect(await broken(0, 0, 0)).toBe('done');
});

test('without an own capacity the strictest of the groups counts, and a change reaches those who are online', async () => {
  const narrow = await floor.addGroup('narrow');
  const wide = await floor.addGroup('wide');
  const ann = await floor.addAgent('Ann', { groups: [narrow, wide] });
  await own(ann.agentId, null);
  const groupSays = async (id: typeof narrow, capacity: Capacity | null): Promise<void> => {
    await floor.database.db
      .updateTable('skill_groups')
      .set({ default_capacity: capacity && JSON.stringify(capacity) })
      .where('id', '=', id)
      .execute();
    await floor.presence.groupChanged(id);
  };
  const now = async (): Promise<Capacity> => (await floor.presence.get(ann.agentId)).capacity;
  await floor.presence.capacityChanged(ann.agentId);
  expect(await now()).toEqual(defaultCapacity);
  await groupSays(wide, textPlaces(8));
  expect(await now()).toEqual(textPlaces(8));
  await groupSays(narrow, textPlaces(1));
  expect(await now()).toEqual(textPlaces(1));

  await floor.arrive('text', narrow);
  await floor.arrive('text', narrow);
  await floor.round();
  expect(await floor.ringing(ann)).toHaveLength(1);
  await groupSays(narrow, null);
  await floor.round();
  expect(await floor.ringing(ann)).toHaveLength(2);
  expect((await floor.presence.get(ann.agentId)).loads).toEqual({ ...noLoads, text: 2 });
});

test('an agent who was never online has the capacity they would have', async () => {
  const group = await floor.addGroup('later');
  const bob = await floor.addAgent('Bob', { groups: [group], online: false, capacity: 7 });
  expect((await floor.presence.get(bob.agentId)).capacity).toEqual(textPlaces(7));
  await own(bob.agentId, null);
  expect((await floor.presence.get(bob.agentId)).capacity).toEqual(defaultCapacity);
});
