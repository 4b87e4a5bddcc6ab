import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { visitorAwayMs } from './queue.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

describe('waiting', () => {
  test('shows each visitor their place, and tells only those whose place has changed', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    const first = await floor.arrive();
    const second = await floor.arrive();
    const third = await floor.arrive();
    await floor.round();
    expect(await floor.queue.placeOf(first.conversationId)).toMatchObject({
      state: 'ringing',
      position: 1,
    });
    expect(await floor.queue.placeOf(third.conversationId)).toMatchObject({
      state: 'waiting',
      position: 3,
      estimateMs: null,
      estimateRangeMs: null,
      options: [],
      searching: true,
    });
    await floor.settle();
    // What has happened so far is gathered for a moment before it is told.
    await expect
      .poll(() => floor.told.findLast(({ to }) => to === `visitor:${first.visitor.visitorId}`)?.payload)
      .toMatchObject({ state: 'ringing' });
    floor.told.length = 0;
    await floor.contacts.leave(third.visitor, third.conversationId);
    await expect
      .poll(() => floor.told.findLast(({ to }) => to === `group:${floor.home}`)?.payload.entries)
      .toHaveLength(2);
    const visitorsTold = floor.told.filter(({ to, name }) => to.startsWith('visitor:') && name === 'queue:changed');
    expect(visitorsTold).toEqual([]);
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    await expect
      .poll(() => floor.told.findLast(({ to }) => to === `visitor:${second.visitor.visitorId}`)?.payload)
      .toMatchObject({ position: 1, state: 'waiting' });
  });

  test('gives an estimate from the last hour’s handling once there is enough of it', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    for (let served = 0; served < 5; served += 1) {
      const { conversationId } = await floor.arrive();
      await floor.round();
      await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
      floor.clock.advance(10_000);
      await floor.presence.heartbeat(ann.agentId);
      await floor.contacts.wrapUp(ann, conversationId, undefined);
    }
    const { conversationId } = await floor.arrive();
    const place = await floor.queue.placeOf(conversationId);
    expect(place?.estimateMs).toBeGreaterThanOrEqual(10_000);
    expect(place?.estimateMs).toBeLessThan(12_000);
    expect(place?.estimateRangeMs?.from).toBeLessThanOrEqual(place?.estimateMs ?? 0);
    expect(place?.estimateRangeMs?.to).toBeGreaterThanOrEqual(place?.estimateMs ?? 0);
    expect(await floor.queue.groupStatus(floor.home)).toEqual({ attendance: 'here', waiting: 1 });
  });

  test('a contact that is closed is news to those who wait, although nothing else happens: their estimate', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    const serve = async () => {
      const { conversationId } = await floor.arrive();
      await floor.round();
      await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
      floor.clock.advance(10_000);
      await floor.presence.heartbeat(ann.agentId);
      return conversationId;
    };
    for (let served = 0; served < 4; served += 1) await floor.contacts.wrapUp(ann, await serve(), undefined);
    const last = await serve();
    const waits = await floor.arrive();
    await floor.settle();
    floor.told.length = 0;
    await floor.contacts.wrapUp(ann, last, undefined);
    await expect
      .poll(() => floor.told.findLast(({ to }) => to === `visitor:${waits.visitor.visitorId}`)?.payload)
      .toMatchObject({ position: 1, estimateMs: expect.any(Number) });
  });

  test('says whether somebody can come, everybody is busy, or nobody is there', async () => {
    const { conversationId } = await floor.arrive('text', floor.home);
    const told = async () => [
      (await floor.queue.placeOf(conversationId))?.attendance,
      (await floor.queue.groupStatus(floor.home)).attendance,
    ];
    expect(await told()).toEqual(['away', 'away']);
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    expect(await told()).toEqual(['here', 'here']);
    for (const state of ['break', 'busy'] as const) {
      await floor.presence.choose(ann.agentId, state);
      expect(await told()).toEqual(['busy', 'busy']);
    }
    await floor.presence.choose(ann.agentId, 'online');
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    const second = await floor.arrive();
    // Her places for texts are taken; a call could come.
    expect((await floor.queue.placeOf(second.conversationId))?.attendance).toBe('busy');
    expect((await floor.queue.groupStatus(floor.home)).attendance).toBe('here');
    await floor.contacts.leave(second.visitor, second.conversationId);
    await floor.database.db
      .updateTable('presences')
      .set({ state: 'wrap_up', wrap_until: new Date(floor.clock.now().getTime() + 60_000) })
      .execute();
    const third = await floor.arrive();
    expect((await floor.queue.placeOf(third.conversationId))?.attendance).toBe('busy');
    await floor.database.db.updateTable('presences').set({ state: 'online', wrap_until: null }).execute();
    floor.clock.advance(3_600_000);
    expect((await floor.queue.placeOf(third.conversationId))?.attendance).toBe('away');
  });

  test('keeps the place through a reload, and ends when the page stays away', async () => {
    const { conversationId, visitor } = await floor.arrive();
    const later = await floor.arrive();
    await floor.queue.visitorAway(visitor.visitorId);
    floor.clock.advance(visitorAwayMs - 1_000);
    await floor.round();
    await floor.queue.visitorBack(visitor.visitorId);
    floor.clock.advance(10_000);
    await floor.round();
    expect(await floor.queue.placeOf(conversationId)).toMatchObject({ position: 1, state: 'waiting' });

    await floor.queue.visitorAway(visitor.visitorId);
    floor.clock.advance(visitorAwayMs + 1);
    await floor.round();
    expect(await floor.queue.placeOf(conversationId)).toBeNull();
    expect(await floor.conversations.find(conversationId)).toMatchObject({ state: 'closed', closeReason: 'abandoned' });
    expect(await floor.queue.placeOf(later.conversationId)).toMatchObject({ position: 1 });
  });

  test('after a restart gives everybody the time to come back, and keeps those who are there', async () => {
    const gone = await floor.arrive();
    const here = await floor.arrive();
    floor.visitorsHere.delete(gone.visitor.visitorId);
    await floor.queue.nobodySeenYet();
    await floor.queue.confirmVisitors();
    floor.clock.advance(visitorAwayMs + 1);
    await floor.round();
    expect(await floor.queue.placeOf(gone.conversationId)).toBeNull();
    expect(await floor.queue.placeOf(here.conversationId)).toMatchObject({ position: 1 });
  });
});
