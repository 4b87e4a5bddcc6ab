import type { QueueEntry } from '@visavis/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { blind, toAgent } from '../../../test/transfer-scenes.ts';
import { createFloorService } from './floor-service.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

const board = () => createFloorService({ db: floor.database.db, clock: floor.clock }).board();
/** What stands in the agent's row and in the number of their group. */
const counted = async (agentId: string) => {
  const { agents, groups } = await board();
  const row = agents.find((one) => one.agentId === agentId);
  return { row, group: groups.find((one) => one.groupId === floor.home)?.agents };
};

describe('an agent at whom it rings', () => {
  test('is ringing in their row and in the group alike, since the offer came, and in contact when they have taken it', async () => {
    const ann = await floor.addAgent('Ann');
    await floor.arrive();
    floor.clock.advance(2_000);
    await floor.round();
    const offer = await floor.onlyOffer(ann);
    floor.clock.advance(3_000);
    expect(await counted(ann.agentId)).toMatchObject({
      row: { activity: 'ringing', ringing: 1, since: offer.offeredAt, work: [] },
      group: { free: 0, ringing: 1, in_contact: 0 },
    });
    await floor.offers.accept(ann.agentId, offer.id);
    expect(await counted(ann.agentId)).toMatchObject({
      row: { activity: 'in_contact', ringing: 0 },
      group: { free: 0, ringing: 0, in_contact: 1 },
    });
  });

  test('and who has a contact in hand stays in contact, and the row says that something rings', async () => {
    const ann = await floor.addAgent('Ann');
    await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    await floor.arrive();
    await floor.round();
    expect(await counted(ann.agentId)).toMatchObject({
      row: { activity: 'in_contact', ringing: 1, work: [{}] },
      group: { ringing: 0, in_contact: 1 },
    });
  });

  test('is ringing also when it is a colleague who hands a contact over', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    const bob = await floor.addAgent('Bob');
    floor.clock.advance(4_000);
    for (const { agentId } of [ann, bob]) await floor.presence.heartbeat(agentId);
    const transfer = await floor.transfers.start(ann, { conversationId, target: toAgent(bob), ...blind });
    expect(transfer.state).toBe('ringing');
    expect(await counted(bob.agentId)).toMatchObject({
      row: { activity: 'ringing', ringing: 1, since: transfer.startedAt },
      group: { ringing: 1, in_contact: 1 },
    });
  });
});

test('a colleague who is consulted is in contact and not free, though the contact is not theirs', async () => {
  const ann = await floor.addAgent('Ann');
  const { conversationId } = await floor.arrive();
  await floor.round();
  await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
  const bob = await floor.addAgent('Bob');
  const consult = { mode: 'consult', note: null } as const;
  const { id } = await floor.transfers.start(ann, { conversationId, target: toAgent(bob), ...consult });
  await floor.transfers.accept(bob, id);
  expect(await counted(bob.agentId)).toMatchObject({
    row: { activity: 'in_contact', ringing: 0, consulted: 1, work: [] },
    group: { free: 0, ringing: 0, in_contact: 2 },
  });
});

describe('somebody who waits', () => {
  const entryOf = async (conversationId: string) =>
    (await board()).entries.find((one) => one.conversationId === conversationId);
  const toldToAgents = (conversationId: string) =>
    (
      floor.told.findLast(({ to, name }) => to === `group:${floor.home}` && name === 'queue:changed')?.payload
        .entries as QueueEntry[]
    )?.find((one) => one.conversationId === conversationId);

  test('is shown with whom it rings at and since when, apart from how long they have waited', async () => {
    const { conversationId } = await floor.arrive();
    expect(await entryOf(conversationId)).toMatchObject({ state: 'waiting', ringing: null, askedAll: null });
    floor.clock.advance(60_000);
    const ann = await floor.addAgent('Ann');
    await floor.round();
    const { offeredAt } = await floor.onlyOffer(ann);
    const ringing = { agentId: ann.agentId, agentName: 'Ann', since: offeredAt };
    expect(await entryOf(conversationId)).toMatchObject({ state: 'ringing', ringing, askedAll: null });
    expect(Date.parse(offeredAt)).toBeGreaterThanOrEqual(
      Date.parse((await entryOf(conversationId))?.waitingSince ?? '') + 60_000,
    );
    await floor.settle();
    await expect.poll(() => toldToAgents(conversationId)).toMatchObject({ state: 'ringing', ringing });
  });

  test('is shown as asked of all with when somebody is asked again, which is stored once and forgotten when it rings', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    await floor.offers.decline(ann.agentId, (await floor.onlyOffer(ann)).id, {});
    await floor.round();
    const shown = await entryOf(conversationId);
    expect(shown).toMatchObject({ state: 'waiting', ringing: null, askedAll: { next: 'again' } });
    const at = Date.parse(shown?.askedAll?.at ?? '');
    expect(at).toBeGreaterThan(floor.clock.now().getTime());
    await floor.settle();
    await expect.poll(() => toldToAgents(conversationId)).toMatchObject({ askedAll: shown?.askedAll });

    const version = async () =>
      (
        await floor.database.db
          .selectFrom('queue_entries')
          .select('version')
          .where('conversation_id', '=', conversationId)
          .executeTakeFirstOrThrow()
      ).version;
    const stored = await version();
    await floor.round();
    expect(await version()).toBe(stored);

    floor.clock.advance(at - floor.clock.now().getTime() + 1);
    await floor.presence.heartbeat(ann.agentId);
    await floor.round();
    expect(await entryOf(conversationId)).toMatchObject({
      ...{ state: 'ringing', ringing: { agentName: 'Ann' }, askedAll: null },
    });
  });

  test('is not said to be asked of all any more when nobody is there who could be asked again', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive('video');
    await floor.round();
    await floor.offers.decline(ann.agentId, (await floor.onlyOffer(ann)).id, {});
    await floor.round();
    expect((await entryOf(conversationId))?.askedAll).not.toBeNull();
    await floor.presence.choose(ann.agentId, 'break');
    await floor.round();
    expect(await entryOf(conversationId)).toMatchObject({ state: 'waiting', askedAll: null });
  });
});
