// Every way to choose, as an administrator would set it up: rules put in force over REST, a visitor comes, the right agent rings.
import type { RoutingStage, RuleCondition, VisitorId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRuleFloor, type RuleFloor, rule } from '../../../test/rule-floor.ts';
import { agents, anyone, byStrategy, designated, group, regular } from '../../../test/rule-stages.ts';

let floor: RuleFloor;
beforeEach(async () => {
  floor = await createRuleFloor();
});
afterEach(async () => {
  expect(await floor.faults()).toEqual([]);
  await floor.close();
});

const newVisitor = (): VisitorId => uuidv7() as VisitorId;

describe('the regular customer', () => {
  it('goes to whoever served them last, however busy others are not; to the group at once when that agent is away', async () => {
    const ann = await floor.agent('Ann');
    const bo = await floor.agent('Bo');
    await floor.put([rule('Regulars', { stages: [regular('last_served'), anyone] })]);
    const [known, gone] = [newVisitor(), newVisitor()];
    await floor.servedBefore(known, ann, 9);
    await floor.servedBefore(known, bo, 2);
    await floor.take(await floor.come({ visitorId: known }));
    expect(await floor.rings(await floor.come())).toBe('Ann');
    await floor.servedBefore(gone, bo, 1);
    await floor.presence.choose(bo.agentId, 'break');
    expect(await floor.rings(await floor.come({ visitorId: gone }))).toBe('Ann');
  });

  it('goes to whoever served them most often, within the days that count', async () => {
    const ann = await floor.agent('Ann');
    const bo = await floor.agent('Bo');
    await floor.put([rule('Regulars', { stages: [regular('most_often'), anyone] })]);
    const visitorId = newVisitor();
    for (const daysAgo of [40, 41, 42]) await floor.servedBefore(visitorId, ann, daysAgo);
    for (const daysAgo of [5, 6]) await floor.servedBefore(visitorId, bo, daysAgo);
    await floor.servedBefore(visitorId, ann, 1);
    expect(await floor.rings(await floor.come({ visitorId }))).toBe('Bo');
  });

  it('waits for a busy regular agent only as long as the stage is patient', async () => {
    const ann = await floor.agent('Ann', { capacity: 1 });
    await floor.agent('Bo');
    await floor.put([rule('Regulars', { stages: [regular('last_served', 20), anyone] })]);
    const visitorId = newVisitor();
    await floor.servedBefore(visitorId, ann, 1);
    await floor.put([rule('Only Ann', { stages: [agents(ann)] })]);
    await floor.take(await floor.come());
    await floor.put([rule('Regulars', { stages: [regular('last_served', 20), anyone] })]);
    const back = await floor.come({ visitorId });
    expect(await floor.rings(back)).toBeNull();
    await floor.pass(19);
    expect(await floor.rings(back)).toBeNull();
    await floor.pass(1);
    expect(await floor.rings(back)).toBe('Bo');
  });

  it('is known on another device by the signed name of the person', async () => {
    const ann = await floor.agent('Ann');
    await floor.agent('Bo');
    await floor.put([
      rule('Known', {
        when: [{ kind: 'served_before', withinDays: 30 }],
        stages: [regular('last_served'), anyone],
      }),
    ]);
    await floor.servedBefore(newVisitor(), ann, 3, 'customer-7');
    const arrival = await floor.come({ externalId: 'customer-7' });
    expect(await floor.rings(arrival)).toBe('Ann');
    expect((await floor.entryOf(arrival)).rule).toBe('Known');
    expect((await floor.entryOf(await floor.come({ externalId: 'customer-8' }))).rule).toBe('channel group');
  });
});

describe('of several free agents', () => {
  it('the one with the highest share of free places is chosen', async () => {
    const ann = await floor.agent('Ann', { capacity: 4 });
    await floor.agent('Bo', { capacity: 2 });
    await floor.put([rule('Only Ann', { stages: [agents(ann)] })]);
    await floor.take(await floor.come());
    await floor.put([rule('All', { stages: [byStrategy('least_loaded')] })]);
    const first = await floor.come();
    expect(await floor.rings(first)).toBe('Bo');
    await floor.take(first);
    // Ann has 3 of 4 free, Bo 1 of 2.
    expect(await floor.rings(await floor.come())).toBe('Ann');
  });

  it('the one who has been idle longest', async () => {
    await floor.agent('Ann');
    await floor.pass(60);
    await floor.agent('Bo');
    await floor.put([rule('All', { stages: [byStrategy('longest_idle')] })]);
    const first = await floor.come();
    expect(await floor.rings(first)).toBe('Ann');
    expect(await floor.rings(await floor.come())).toBe('Bo');
  });

  it('chance decides, and the number is kept so that it can be decided again', async () => {
    const all = await Promise.all(['Ann', 'Bo', 'Cleo'].map((name) => floor.agent(name, { capacity: 10 })));
    await floor.put([rule('All', { stages: [byStrategy('random')] })]);
    const inOrder = all.map((agent) => agent.agentId as string).sort();
    for (let n = 0; n < 6; n += 1) {
      const arrival = await floor.come();
      await floor.round();
      const { agent_id: chosen, reason } = await floor.db
        .selectFrom('offers')
        .select(['agent_id', 'reason'])
        .where('conversation_id', '=', arrival.conversationId)
        .executeTakeFirstOrThrow();
      expect(reason.random).toBeTypeOf('number');
      expect(inOrder[Math.floor(Number(reason.random) * inOrder.length)]).toBe(chosen);
    }
  });

  it('everybody in turn', async () => {
    for (const name of ['Ann', 'Bo', 'Cleo']) await floor.agent(name);
    await floor.put([rule('All', { stages: [byStrategy('round_robin')] })]);
    const turns: (string | null)[] = [];
    for (let n = 0; n < 6; n += 1) {
      const arrival = await floor.come();
      turns.push(await floor.rings(arrival));
      await floor.take(arrival);
      await floor.pass(1);
    }
    expect(new Set(turns.slice(0, 3)).size).toBe(3);
    expect(turns.slice(3)).toEqual(turns.slice(0, 3));
  });

  it('the most skilled', async () => {
    await floor.agent('Ann', { level: 2 });
    await floor.agent('Bo', { level: 5 });
    await floor.put([rule('All', { stages: [byStrategy('most_skilled')] })]);
    expect(await floor.rings(await floor.come())).toBe('Bo');
    expect(await floor.rings(await floor.come())).toBe('Bo');
  });

  it('always the first in the list who is free', async () => {
    await floor.agent('Ann', { position: 2, capacity: 1 });
    await floor.agent('Bo', { position: 1, capacity: 1 });
    await floor.put([rule('All', { stages: [byStrategy('sequence')] })]);
    expect(await floor.rings(await floor.come())).toBe('Bo');
    expect(await floor.rings(await floor.come())).toBe('Ann');
  });
});

describe('the fixed account manager', () => {
  it('is named by the rule, by an attribute (e-mail address or id) or by a table; nobody named: the group at once', async () => {
    const ann = await floor.agent('Ann', { groups: [] });
    const li = await floor.agent('Li Wei', { groups: [] });
    await floor.agent('Bo');
    await floor.put([
      rule('Ann’s', {
        when: [{ kind: 'tag', tags: ['ann'] }],
        stages: [designated({ kind: 'agent', agentId: ann.agentId }), anyone],
      }),
      rule('Managers', {
        when: [{ kind: 'attribute', name: 'manager', operator: 'present', values: [] }],
        stages: [designated({ kind: 'attribute', name: 'manager' }), anyone],
      }),
      rule('Branches', {
        stages: [
          designated({
            kind: 'mapping',
            attribute: 'branch',
            entries: [
              { value: 'Pudong', agentId: li.agentId },
              { value: 17, agentId: ann.agentId },
            ],
          }),
          anyone,
        ],
      }),
    ]);
    const rings = async (coming: Parameters<typeof floor.come>[0]) => floor.rings(await floor.come(coming));
    expect(await rings({ tags: ['ann'] })).toBe('Ann');
    expect(await rings({ attributes: { manager: `${li.agentId.toUpperCase()}@EXAMPLE.com` } })).toBe('Li Wei');
    expect(await rings({ attributes: { manager: li.agentId } })).toBe('Li Wei');
    expect(await rings({ attributes: { branch: 'pudong' } })).toBe('Li Wei');
    expect(await rings({ attributes: { branch: '17' } })).toBe('Ann');
    expect(await rings({ attributes: { manager: 'nobody@example.com' } })).toBe('Bo');
    expect(await rings({ attributes: { branch: 'Jing’an' } })).toBe('Bo');
    expect(await rings({})).toBe('Bo');
  });

  it('has their time, then anybody does', async () => {
    const ann = await floor.agent('Ann', { groups: [], capacity: 1 });
    await floor.agent('Bo');
    await floor.put([rule('Ann’s', { stages: [designated({ kind: 'agent', agentId: ann.agentId }), anyone] })]);
    await floor.take(await floor.come());
    const second = await floor.come();
    expect(await floor.rings(second)).toBeNull();
    await floor.pass(15);
    expect(await floor.rings(second)).toBe('Bo');
  });
});

describe('skill', () => {
  it('relaxes level by level, then widens to another group', async () => {
    const cards = await floor.addGroup('Cards');
    const others = await floor.addGroup('Others');
    await floor.agent('Two', { groups: [cards], level: 2 });
    await floor.agent('One', { groups: [others], level: 1 });
    await floor.put([rule('Cards', { stages: [group(cards, 3, 10), group(cards, 2, 10), group(others)] })]);
    const arrival = await floor.come();
    expect(await floor.rings(arrival)).toBeNull();
    await floor.pass(9);
    expect(await floor.rings(arrival)).toBeNull();
    await floor.pass(1);
    expect(await floor.rings(arrival)).toBe('Two');

    const groups = [
      { groupId: cards, minLevel: 5 },
      { groupId: others, minLevel: 1 },
    ];
    const widened: RoutingStage = { kind: 'skill_group', groups, strategy: null, patienceSeconds: null };
    await floor.put([
      rule('Cards', {
        stages: [group(cards, 5, 10), widened],
      }),
    ]);
    const wide = await floor.come();
    expect(await floor.rings(wide)).toBeNull();
    await floor.pass(10);
    expect(await floor.rings(wide)).toBe('One');
  });
});

describe('VIPs', () => {
  const vip: RuleCondition = { kind: 'vip', min: 5, max: 9 };

  it('go before others who have waited longer', async () => {
    const ann = await floor.agent('Ann', { capacity: 1, online: false });
    await floor.put([rule('VIPs', { when: [vip], priority: 5, stages: [anyone] }), rule('All', { stages: [anyone] })]);
    const early = await floor.come();
    await floor.pass(30);
    const important = await floor.come({ vipLevel: 6 });
    await floor.presence.choose(ann.agentId, 'online');
    await floor.round();
    expect(await floor.offers.listRinging(ann.agentId)).toMatchObject([{ conversationId: important.conversationId }]);
    expect((await floor.entryOf(early)).state).toBe('waiting');
    expect((await floor.entryOf(important)).priority).toBe(5);
  });

  it('have agents of their own', async () => {
    const li = await floor.agent('Li Wei', { groups: [] });
    const su = await floor.agent('Su', { groups: [], capacity: 1 });
    await floor.agent('Bo');
    await floor.put([rule('VIPs', { when: [vip], stages: [agents(su, li)] })]);
    expect(await floor.rings(await floor.come({ vipLevel: 5 }))).toBe('Su');
    expect(await floor.rings(await floor.come({ vipLevel: 9 }))).toBe('Li Wei');
    expect(await floor.rings(await floor.come({ vipLevel: 4 }))).toBe('Bo');
  });
});
