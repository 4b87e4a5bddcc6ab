import type { AgentId, ConversationId, Disposition, DispositionId, SkillGroupId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';

let floor: Floor;
let group: SkillGroupId;
let ann: AgentPrincipal;
let solved: Disposition;
beforeAll(async () => {
  floor = await createFloor();
  solved = await floor.wrapUp.dispositions.create({ name: name('Solved'), parentId: null, groupId: null });
});
afterEach(async () => {
  expect(await floor.faults()).toEqual([]);
  await floor.presence.choose(ann.agentId, 'offline');
  await floor.round();
});
afterAll(() => floor.close());

const name = (en: string) => ({ en, zh: `${en} 中文` });
const work = async (settings: Record<string, unknown>): Promise<void> => {
  group = await floor.addGroup('wrap');
  await floor.database.db.updateTable('skill_groups').set(settings).where('id', '=', group).execute();
  ann = await floor.addAgent('Ann', { groups: [group] });
};
const serve = async (): Promise<Arrival> => {
  const arrival = await floor.arrive('text', group);
  await floor.round();
  await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
  return arrival;
};
const state = async () => (await floor.presence.get(ann.agentId)).state;
const ending = (id: ConversationId) => floor.wrapUp.wrapUps.get(ann, id);
const refusal = (code: string) => expect.objectContaining({ code });
/** Lets time pass while the console stays open. */
const pass = async (seconds: number): Promise<void> => {
  for (let left = seconds; left > 0; left -= 10) {
    floor.clock.advance(Math.min(left, 10) * 1_000);
    await floor.presence.heartbeat(ann.agentId);
  }
};

describe('the time after a contact', () => {
  test('is that of the call when a text conversation became one, and that of a text when the call was never live', async () => {
    await work({ text_wrap_seconds: 10, voice_wrap_seconds: 60, video_wrap_seconds: 90 });
    const call = async (conversationId: ConversationId, kind: 'voice' | 'video', live: boolean) =>
      floor.database.db
        .insertInto('calls')
        .values({
          ...{ id: uuidv7(), conversation_id: conversationId, agent_id: ann.agentId, kind, state: 'ended' },
          ...{ started_by: 'agent', started_at: floor.clock.now(), live_at: live ? floor.clock.now() : null },
          ...{ ended_at: floor.clock.now(), end_reason: live ? 'hung_up' : 'missed' },
        } as never)
        .execute();
    const secondsOf = async (calls: readonly (readonly ['voice' | 'video', boolean])[]) => {
      const { conversationId } = await serve();
      for (const [kind, live] of calls) await call(conversationId, kind, live);
      const offered = (await floor.wrapUp.wrapUps.endings(ann, conversationId)).seconds;
      await floor.contacts.wrapUp(ann, conversationId, {});
      const { endsAt, startedAt } = await ending(conversationId);
      expect((Date.parse(endsAt) - Date.parse(startedAt)) / 1_000).toBe(offered);
      await floor.wrapUp.wrapUps.finish(ann.agentId, conversationId, {});
      return offered;
    };
    expect(await secondsOf([])).toBe(10);
    expect(await secondsOf([['video', false]])).toBe(10);
    expect(await secondsOf([['voice', true]])).toBe(60);
    expect(
      await secondsOf([
        ['video', true],
        ['voice', true],
      ]),
    ).toBe(90);
  });

  test('keeps the next contact away, lets the ending be changed, and is over by itself', async () => {
    await work({ text_wrap_seconds: 30 });
    const { conversationId } = await serve();
    await floor.contacts.wrapUp(ann, conversationId, { note: 'Card was blocked', tags: ['#Lost  Card'] });
    expect(await state()).toBe('wrap_up');
    expect(await ending(conversationId)).toMatchObject({
      state: 'open',
      note: 'Card was blocked',
      tags: ['lost card'],
      disposition: null,
    });
    await floor.arrive('text', group);
    await floor.round();
    expect(await floor.ringing(ann)).toEqual([]);
    await floor.wrapUp.wrapUps.change(ann.agentId, conversationId, { dispositionId: solved.id, note: 'Unblocked' });
    expect((await floor.conversations.find(conversationId))?.note).toBe('Unblocked');
    await pass(31);
    await floor.round();
    expect(await state()).toBe('online');
    await floor.round();
    expect(await floor.ringing(ann)).toHaveLength(1);
    expect(await ending(conversationId)).toMatchObject({
      state: 'ran_out',
      tags: ['lost card'],
      disposition: { id: solved.id, path: [name('Solved')] },
    });
    await expect(floor.wrapUp.wrapUps.change(ann.agentId, conversationId, { note: 'late' })).rejects.toEqual(
      refusal('wrap_up_over'),
    );
  });

  test('two at once end with the later one; done with both leads back online', async () => {
    await work({ text_wrap_seconds: 60 });
    const first = await serve();
    const second = await serve();
    await floor.contacts.wrapUp(ann, first.conversationId);
    await pass(5);
    await floor.contacts.wrapUp(ann, second.conversationId);
    const until = (await floor.presence.get(ann.agentId)).until;
    expect(until).toBe((await ending(second.conversationId)).endsAt);
    await floor.wrapUp.wrapUps.finish(ann.agentId, second.conversationId, {});
    expect(await floor.presence.get(ann.agentId)).toMatchObject({
      state: 'wrap_up',
      until: (await ending(first.conversationId)).endsAt,
    });
    await floor.wrapUp.wrapUps.finish(ann.agentId, first.conversationId, {});
    expect(await state()).toBe('online');
    expect(await floor.wrapUp.wrapUps.listOpen(ann.agentId)).toEqual([]);
  });

  test('no time given: closed is done, and the agent stays online', async () => {
    await work({ text_wrap_seconds: 0 });
    const { conversationId } = await serve();
    await floor.contacts.wrapUp(ann, conversationId, { dispositionId: solved.id });
    expect(await state()).toBe('online');
    expect((await ending(conversationId)).state).toBe('done');
  });

  test('begins too when the visitor ends the contact, and without a word of the agent none was given', async () => {
    await work({ text_wrap_seconds: 10, disposition_required: true });
    const { conversationId, visitor } = await serve();
    await floor.contacts.leave(visitor, conversationId);
    expect(await state()).toBe('wrap_up');
    await expect(floor.wrapUp.wrapUps.finish(ann.agentId, conversationId, {})).rejects.toEqual(
      refusal('disposition_required'),
    );
    expect(await state()).toBe('wrap_up');
    await pass(11);
    await floor.round();
    expect(await state()).toBe('online');
    expect(await ending(conversationId)).toMatchObject({ state: 'ran_out', disposition: null });
  });

  test('a contact nobody served has none', async () => {
    await work({ text_wrap_seconds: 10 });
    await floor.presence.choose(ann.agentId, 'break');
    const { conversationId, visitor } = await floor.arrive('text', group);
    await floor.contacts.leave(visitor, conversationId);
    expect(await floor.wrapUp.wrapUps.listOpen(ann.agentId)).toEqual([]);
  });
});

describe('a disposition', () => {
  test('where it is required, closing without one is refused and nothing is changed', async () => {
    await work({ disposition_required: true });
    const { conversationId } = await serve();
    await expect(floor.contacts.wrapUp(ann, conversationId, { note: 'no word' })).rejects.toEqual(
      refusal('disposition_required'),
    );
    expect(await floor.conversations.find(conversationId)).toMatchObject({ state: 'active', note: null });
    expect((await floor.presence.get(ann.agentId)).loads.text).toBe(1);
    await floor.contacts.wrapUp(ann, conversationId, { dispositionId: solved.id });
    expect((await ending(conversationId)).disposition?.id).toBe(solved.id);
  });

  test('where it is required but nobody has set up endings, contacts can be closed all the same', async () => {
    await work({ disposition_required: true });
    const { conversationId } = await serve();
    const { dispositions, wrapUps } = floor.wrapUp;
    const all = (await dispositions.list()).filter(({ retiredAt }) => retiredAt === null);
    await floor.database.db.updateTable('dispositions').set({ retired_at: new Date() }).execute();
    const { required } = await wrapUps.endings(ann, conversationId);
    expect(required).toBe(false);
    await floor.contacts.wrapUp(ann, conversationId, { note: 'all said' });
    expect((await ending(conversationId)).disposition).toBeNull();
    const ids = all.map(({ id }) => id);
    await floor.database.db.updateTable('dispositions').set({ retired_at: null }).where('id', 'in', ids).execute();
  });

  test('headings, retired ones, other groups’ and unknown ones are refused with the reason', async () => {
    await work({ text_wrap_seconds: 60 });
    const { dispositions, wrapUps } = floor.wrapUp;
    const heading = await dispositions.create({ name: name('Card'), parentId: null, groupId: group });
    const leaf = await dispositions.create({ name: name('Lost'), parentId: heading.id, groupId: null });
    expect(leaf.groupId).toBe(group);
    const other = await dispositions.create({
      name: name('Loan'),
      parentId: null,
      groupId: await floor.addGroup('other'),
    });
    const old = await dispositions.create({ name: name('Old'), parentId: null, groupId: null });
    await dispositions.update(old.id, { version: 1, retired: true });
    const { conversationId } = await serve();
    const { choices, required, seconds } = await wrapUps.endings(ann, conversationId);
    expect(choices.map(({ id }) => id)).toEqual(expect.arrayContaining([solved.id, leaf.id]));
    expect(choices.map(({ id }) => id)).not.toEqual(expect.arrayContaining([heading.id]));
    for (const never of [heading, other, old]) expect(choices.map(({ id }) => id)).not.toContain(never.id);
    expect([required, seconds]).toEqual([false, 60]);
    await floor.contacts.wrapUp(ann, conversationId);
    const choose = (dispositionId: DispositionId) =>
      wrapUps.change(ann.agentId, conversationId, { dispositionId, note: 'never stored' });
    for (const [id, reason] of [
      [heading.id, 'heading'],
      [old.id, 'retired'],
      [other.id, 'other_group'],
      [uuidv7() as DispositionId, 'unknown'],
    ] as const)
      await expect(choose(id)).rejects.toMatchObject({ code: 'disposition_invalid', details: { reason } });
    expect((await ending(conversationId)).note).toBeNull();
    expect((await choose(leaf.id)).disposition?.path).toEqual([name('Card'), name('Lost')]);
    await dispositions.update(leaf.id, { version: 1, retired: true });
    expect((await ending(conversationId)).disposition?.id).toBe(leaf.id);
  });

  test('stands at most three levels deep, below one that exists, and is changed only by its newest version', async () => {
    await work({ text_wrap_seconds: 0 });
    const { dispositions } = floor.wrapUp;
    let parentId: DispositionId | null = null;
    for (const level of ['one', 'two', 'three'])
      parentId = (await dispositions.create({ name: name(level), parentId, groupId: null })).id;
    await expect(dispositions.create({ name: name('four'), parentId, groupId: null })).rejects.toEqual(
      refusal('disposition_too_deep'),
    );
    await expect(
      dispositions.create({ name: name('x'), parentId: uuidv7() as DispositionId, groupId: null }),
    ).rejects.toEqual(refusal('disposition_not_found'));
    await expect(
      dispositions.create({ name: name('x'), parentId: null, groupId: uuidv7() as SkillGroupId }),
    ).rejects.toEqual(refusal('skill_group_not_found'));
    await expect(dispositions.update(solved.id, { version: 7, retired: true })).rejects.toEqual(
      refusal('version_conflict'),
    );
  });
});

test('what is somebody else’s cannot be changed, and used tags are suggested, the commonest first', async () => {
  await work({ text_wrap_seconds: 60 });
  const one = await serve();
  const two = await serve();
  await floor.contacts.wrapUp(ann, one.conversationId, { tags: ['Fee', 'travel'] });
  await floor.contacts.wrapUp(ann, two.conversationId, { tags: ['fee'] });
  await expect(
    floor.wrapUp.wrapUps.change(uuidv7() as AgentId, one.conversationId, { note: 'mine now' }),
  ).rejects.toEqual(refusal('wrap_up_not_found'));
  const tags = await floor.wrapUp.wrapUps.commonTags();
  expect(tags.indexOf('fee')).toBeLessThan(tags.indexOf('travel'));
  expect(tags.filter((tag) => tag === 'fee')).toHaveLength(1);
});

test('every tab of the agent is told of the ending, and a console that comes back finds what is open', async () => {
  await work({ text_wrap_seconds: 60 });
  const { conversationId } = await serve();
  await floor.contacts.wrapUp(ann, conversationId, { note: 'told' });
  await floor.settle();
  const facts = floor.told.filter(({ to, name: fact }) => to === `agent:${ann.agentId}` && fact === 'wrapup:changed');
  expect(facts.at(-1)?.payload).toMatchObject({ conversationId, state: 'open', note: 'told' });
  expect(await floor.wrapUp.wrapUps.listOpen(ann.agentId)).toMatchObject([{ conversationId, note: 'told' }]);
});
