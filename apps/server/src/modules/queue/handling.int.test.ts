import type { SkillGroupId } from '@visavis/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';
import { createRoutingHistoryService } from './routing-history-service.ts';

let floor: Floor;
const online: AgentPrincipal[] = [];
beforeAll(async () => {
  floor = await createFloor();
});
afterEach(async () => {
  expect(await floor.faults()).toEqual([]);
  for (const { agentId } of online.splice(0)) await floor.presence.choose(agentId, 'offline');
  await floor.round();
});
afterAll(() => floor.close());

const agentIn = async (name: string, group: SkillGroupId): Promise<AgentPrincipal> => {
  const agent = await floor.addAgent(name, { groups: [group] });
  online.push(agent);
  return agent;
};
const settings = (id: SkillGroupId, change: Record<string, unknown>) =>
  floor.database.db.updateTable('skill_groups').set(change).where('id', '=', id).execute();

test('each medium rings as long as its group says', async () => {
  for (const [medium, seconds] of [
    ['text', 11],
    ['voice', 22],
    ['video', 33],
  ] as const) {
    const group = await floor.addGroup(medium, 11);
    await settings(group, { voice_ring_seconds: 22, video_ring_seconds: 33 });
    const agent = await agentIn(medium, group);
    await floor.arrive(medium, group);
    await floor.round();
    const offer = await floor.onlyOffer(agent);
    expect(Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt), medium).toBe(seconds * 1_000);
  }
});

describe('a decline', () => {
  test('keeps its reason and note for supervisors; a note alone is another reason; silence is none', async () => {
    const group = await floor.addGroup('declining');
    const { conversationId } = await floor.arrive('text', group);
    const whys = [{ reason: 'language' }, { note: 'My cat is on the keyboard' }, {}] as const;
    for (const [index, why] of whys.entries()) {
      const agent = await agentIn(`Decliner ${index}`, group);
      await floor.round();
      await floor.offers.decline(agent.agentId, (await floor.onlyOffer(agent)).id, why);
    }
    const history = await createRoutingHistoryService({
      db: floor.database.db,
      assertExists: floor.conversations.assertExists,
    }).of(conversationId);
    expect(
      history.entries.flatMap((entry) => entry.offers).map((asked) => [asked.declineReason, asked.declineNote]),
    ).toEqual([
      ['language', null],
      ['other', 'My cat is on the keyboard'],
      [null, null],
    ]);
  });
});

describe('where text is taken at once', () => {
  test('the chosen agent has it after one round, nothing rings, and voice rings as ever', async () => {
    const group = await floor.addGroup('at once');
    await settings(group, { auto_accept_text: true });
    const agent = await agentIn('Quick', group);
    const arrivals = await Promise.all([1, 2, 3, 4].map(() => floor.arrive('text', group)));
    await floor.round();
    expect(await floor.ringing(agent)).toEqual([]);
    const served = [];
    for (const { conversationId } of arrivals) served.push(await floor.conversations.find(conversationId));
    expect(served.map((one) => one?.state).sort()).toEqual(['active', 'active', 'active', 'waiting']);
    expect((await floor.presence.get(agent.agentId)).loads.text).toBe(3);
    await floor.arrive('voice', group);
    await floor.round();
    expect(await floor.ringing(agent)).toMatchObject([{ medium: 'voice' }]);
  });
});
