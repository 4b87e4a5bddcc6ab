// Handing over by the rules, on the real database: the plan is that of the moment, and its stages are kept as those of an entry are.
import type { AgentId, SkillGroupId, TransferId } from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { blind, transferScenes } from '../../../test/transfer-scenes.ts';
import { groupPlan, type RoutingPlan } from '../routing/index.ts';
import { transferTiming } from './transfer.ts';

let floor: Floor;
/** What the rules say at present. */
let stages: RoutingPlan['stages'];
beforeAll(async () => {
  floor = await createFloor({
    plans: () => ({
      planFor: async (_tx, { channelGroupId }) => ({
        ...{ rule: 'test', ruleVersion: 1, ruleIds: [] },
        plan: stages.length > 0 ? { priority: 0, stages } : groupPlan(channelGroupId),
      }),
    }),
  });
});
afterAll(() => floor.close());

const { scene, owner, noFaults } = transferScenes(() => floor);

const atLevel = (groupId: SkillGroupId, minLevel: number, patienceMs: number | null) =>
  ({ ...groupPlan(groupId, 0, minLevel).stages[0], patienceMs }) as RoutingPlan['stages'][number];
const named = (agentId: AgentId, patienceMs: number) =>
  ({ kind: 'agents', agentIds: [agentId], strategy: 'sequence', patienceMs }) as const;

/** A conversation that Ada has, to be handed over by these stages. */
const byRules = async (wanted: (around: Awaited<ReturnType<typeof scene>>) => RoutingPlan['stages']) => {
  stages = [];
  const around = await scene();
  const { conversationId } = await around.served();
  stages = wanted(around);
  const { id } = await floor.transfers.start(around.ada, { conversationId, target: { kind: 'rules' }, ...blind });
  // The rules of now are none of its business.
  stages = [];
  return { ...around, conversationId, id };
};
const stateOf = async (id: TransferId) => {
  const { state, to, endReason } = (await floor.transfers.findWire(id)) ?? {};
  return { state, to: to?.displayName ?? null, endReason };
};
const pass = async (ms: number, ...there: { agentId: AgentId }[]) => {
  floor.clock.advance(ms);
  for (const { agentId } of there) await floor.presence.heartbeat(agentId);
};

describe('the stages of a transfer by the rules', () => {
  test('begin when they are reached, are stored, and another leader finds them', async () => {
    const cards = await floor.addGroup('cards');
    const wei = await floor.addAgent('Wei', { groups: [] });
    const low = await floor.addAgent('Low', { groups: [cards], level: 1 });
    await floor.addAgent('High', { groups: [cards], level: 5, online: false });
    const { ada, conversationId, id } = await byRules(() => [
      named(wei.agentId, 60_000),
      atLevel(cards, 3, 20_000),
      atLevel(cards, 1, null),
    ]);
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'ringing', to: 'Wei' });
    await pass(12_000, ada, wei, low);
    await floor.transfers.decline(wei, id);
    await floor.round();
    // Declined after twelve seconds: level 3 begins then, with all of its time.
    await pass(12_000, ada, wei, low);
    await floor.makeRound()(floor.database.transactions, floor.clock.now());
    expect(await stateOf(id)).toMatchObject({ state: 'searching', to: null });
    await pass(9_000, ada, wei, low);
    await floor.makeRound()(floor.database.transactions, floor.clock.now());
    expect(await stateOf(id)).toMatchObject({ state: 'ringing', to: 'Low' });
    await floor.transfers.accept(low, id);
    expect(await owner(conversationId)).toEqual({ agent: 'Low', state: 'active' });
    await noFaults();
  });

  test('need no group: who is named is looked for all the same', async () => {
    const wei = await floor.addAgent('Own', { groups: [] });
    const { id } = await byRules(() => [named(wei.agentId, 60_000)]);
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'ringing', to: 'Own' });
    await floor.transfers.accept(wei, id);
    await noFaults();
  });

  test('do not go back to whoever was passed over and comes later', async () => {
    const cards = await floor.addGroup('cards');
    const wei = await floor.addAgent('Wei', { groups: [], online: false });
    await floor.addAgent('High', { groups: [cards], level: 5, online: false });
    const { ada, id } = await byRules(() => [
      named(wei.agentId, 60_000),
      atLevel(cards, 3, 20_000),
      atLevel(cards, 1, null),
    ]);
    await floor.round();
    await pass(5_000, ada);
    await floor.presence.choose(wei.agentId, 'online');
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'searching', to: null });
    await pass(16_000, ada, wei);
    await floor.round();
    // The last stage has no end: whoever earlier ones name may come then.
    expect(await stateOf(id)).toMatchObject({ state: 'ringing', to: 'Wei' });
    await floor.transfers.cancel(ada, id);
    await floor.presence.left(wei.agentId);
  });
});

describe('a transfer by the rules returns', () => {
  test('at once when everybody of its plan has said no', async () => {
    const wei = await floor.addAgent('Wei', { groups: [] });
    const cards = await floor.addGroup('cards');
    const { id } = await byRules(() => [named(wei.agentId, 20_000), atLevel(cards, 1, null)]);
    await floor.round();
    await floor.transfers.decline(wei, id);
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'returned', endReason: 'declined' });
    await noFaults();
  });

  test('when its groups are emptied while it is searched, not after all of its time', async () => {
    const cards = await floor.addGroup('cards');
    const cai = await floor.addAgent('Cai', { groups: [cards], online: false });
    const { id } = await byRules(() => [atLevel(cards, 3, 20_000), atLevel(cards, 1, null)]);
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'searching' });
    const { db } = floor.database;
    await db.deleteFrom('skill_group_members').where('agent_id', '=', cai.agentId).execute();
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'returned', endReason: 'group_empty' });
    await noFaults();
  });

  test('after its time when nobody comes free', async () => {
    const cards = await floor.addGroup('cards');
    await floor.addAgent('Cai', { groups: [cards], online: false });
    const { ada, id } = await byRules(() => [atLevel(cards, 1, null)]);
    await pass(transferTiming.searchMs, ada);
    await floor.round();
    expect(await stateOf(id)).toMatchObject({ state: 'returned', endReason: 'nobody_free' });
  });
});

test('rules that lead to groups without anybody ask the group of the channel, as for whoever waits', async () => {
  const dora = await floor.addAgent('Dora', { groups: [floor.home] });
  const nobody = await floor.addGroup('nobody');
  const { id } = await byRules(() => [atLevel(nobody, 1, null)]);
  await floor.round();
  expect(await stateOf(id)).toMatchObject({ state: 'ringing', to: 'Dora' });
  await floor.transfers.decline(dora, id);
  await noFaults();
});
