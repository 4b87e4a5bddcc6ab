// Rules by the hour and by the line, one after the other, changed while people wait, and all of it together.
import type { AgentId, RoutingStage, RuleCondition, VisitorId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRuleFloor, type RuleFloor, rule } from '../../../test/rule-floor.ts';
import { anyone, designated, group, regular } from '../../../test/rule-stages.ts';

let floor: RuleFloor;
beforeEach(async () => {
  floor = await createRuleFloor();
});
afterEach(async () => {
  expect(await floor.faults()).toEqual([]);
  await floor.close();
});

const newVisitor = (): VisitorId => uuidv7() as VisitorId;

describe('conditions of the hour and of the line', () => {
  it('outside the hours only other ways are offered, and nobody rings', async () => {
    await floor.agent('Ann');
    const now = floor.clock.now().getTime();
    const minute = Math.floor((now % 86_400_000) / 60_000);
    const open = [{ from: 0, to: 1_440 }];
    const calendar = { name: 'Office', timeZone: 'UTC', week: Array.from({ length: 7 }, () => open), exceptions: [] };
    const made = await floor.rest('POST', '/api/v1/calendars', calendar);
    const { id: calendarId } = made.json.calendar;
    const closed: RuleCondition = { kind: 'hours', calendarId, open: false };
    const other: RoutingStage = { kind: 'offer', options: [{ kind: 'message' }], patienceSeconds: null };
    await floor.put([rule('Closed', { when: [closed], stages: [other] }), rule('Open', { stages: [anyone] })]);
    expect(await floor.rings(await floor.come())).toBe('Ann');
    // The hours change, the rules do not: whoever comes from now on sees it.
    const beforeNow = minute < 720 ? [{ from: 1_000, to: 1_100 }] : [{ from: 10, to: 100 }];
    const changed = await floor.rest('PATCH', `/api/v1/calendars/${calendarId}`, {
      ...{ version: 1, week: Array.from({ length: 7 }, () => beforeNow) },
    });
    expect(changed.status).toBe(200);
    const late = await floor.come();
    expect(await floor.rings(late)).toBeNull();
    expect(await floor.entryOf(late)).toMatchObject({ rule: 'Closed', state: 'waiting' });
    const inUse = await floor.rest('DELETE', `/api/v1/calendars/${calendarId}`);
    expect([inUse.status, inUse.json]).toMatchObject([
      409,
      { code: 'calendar_in_use', details: { places: ['rules[0].when[0].calendarId'] } },
    ]);
  });

  it('a long line or a long wait leads to another group', async () => {
    const second = await floor.addGroup('Second');
    await floor.agent('Ann', { groups: [second] });
    const ruleOf = async () => (await floor.entryOf(await floor.come())).rule;
    const line: RuleCondition = { kind: 'queue_length', groupId: null, atLeast: 2 };
    await floor.put([rule('Long line', { when: [line], stages: [group(second)] })]);
    expect(await ruleOf()).toBe('channel group');
    expect(await ruleOf()).toBe('channel group');
    const third = await floor.come();
    expect((await floor.entryOf(third)).rule).toBe('Long line');
    expect(await floor.rings(third)).toBe('Ann');
    const wait: RuleCondition = { kind: 'longest_wait', groupId: floor.home, atLeastSeconds: 60 };
    await floor.put([rule('Long wait', { when: [wait], stages: [group(second)] })]);
    expect(await ruleOf()).toBe('channel group');
    await floor.pass(60);
    expect(await ruleOf()).toBe('Long wait');
    // They are to be rung back now: nobody sits before a page, as on the floor. They still count in the line.
    const callback = JSON.stringify({ id: uuidv7(), notBefore: null, holds: false });
    await floor.database.db
      .updateTable('queue_entries')
      .set({ callback })
      .where('group_id', '=', floor.home)
      .where('ended_at', 'is', null)
      .execute();
    expect(await ruleOf()).toBe('channel group');
    await floor.put([rule('Long line', { when: [line], stages: [group(second)] })]);
    expect(await ruleOf()).toBe('Long line');
  });

  it('channel, medium and language are looked at', async () => {
    const video: RuleCondition = { kind: 'medium', media: ['video'] };
    const here: RuleCondition = { kind: 'channel', channelIds: [floor.homeChannel] };
    await floor.put([
      rule('Video', { when: [video, here], stages: [anyone] }),
      rule('Chinese', { when: [{ kind: 'language', languages: ['zh'] }], stages: [anyone] }),
    ]);
    expect((await floor.entryOf(await floor.come({}, 'video'))).rule).toBe('Video');
    expect((await floor.entryOf(await floor.come())).rule).toBe('Chinese');
    const elsewhere = await floor.addGroup('Elsewhere');
    expect((await floor.entryOf(await floor.come({}, 'video', elsewhere))).rule).toBe('Chinese');
  });
});

/** What the agent who is rung is told of it. */
const reasonOf = async ({ conversationId }: { conversationId: string }) => {
  const { agent_id: agentId } = await floor.database.db
    .selectFrom('offers')
    .select('agent_id')
    .where('conversation_id', '=', conversationId)
    .executeTakeFirstOrThrow();
  const ringing = await floor.node.offers.listRinging(agentId as AgentId);
  return ringing.find((offer) => offer.conversationId === conversationId)?.reason;
};

describe('the list of rules', () => {
  it('falls through: stages first, then those of the next that fits; each is counted', async () => {
    const ann = await floor.agent('Ann', { groups: [] });
    await floor.agent('Bo');
    const first = rule('Regulars first', { adds: true, priority: 3, stages: [regular('last_served', 20)] });
    const next = rule('Everybody', { stages: [anyone] });
    await floor.put([first, next]);
    const visitorId = newVisitor();
    await floor.servedBefore(visitorId, ann, 1);
    const back = await floor.come({ visitorId });
    expect(await floor.rings(back)).toBe('Ann');
    expect(await floor.entryOf(back)).toMatchObject({
      ...{ rule: 'Regulars first › Everybody', rule_version: 1, rule_ids: [first.id, next.id], priority: 3 },
    });
    const other = await floor.come();
    expect(await floor.rings(other)).toBe('Bo');
    // Each is told the rule whose stage chose them, not all that the plan was joined from.
    expect([await reasonOf(back), await reasonOf(other)]).toMatchObject([
      { rule: first.name, ruleVersion: 1, stage: 1, stageKind: 'regular_agent', minLevel: null },
      { rule: next.name, ruleVersion: 1, stage: 2, stageKind: 'skill_group', minLevel: 1 },
    ]);
    const since = encodeURIComponent(new Date(floor.clock.now().getTime() - 3_600_000).toISOString());
    const { json } = await floor.rest('GET', `/api/v1/routing/rules/counts?since=${since}`);
    expect(new Map(json.counts.map((one: { ruleId: string; entries: number }) => [one.ruleId, one.entries]))).toEqual(
      new Map([
        [first.id, 2],
        [next.id, 2],
      ] as [string, number][]),
    );
    expect(json.channelGroup).toBe(0);
  });

  it('counts a contact once, where it came to, whatever becomes of it: taken back, gone on in another line, answered later', async () => {
    const ann = await floor.agent('Ann');
    const [first, other] = [await floor.addGroup('First'), await floor.addGroup('Other')];
    await floor.database.db
      .updateTable('skill_groups')
      .set({ max_wait_seconds: 60, overflow_group_id: other })
      .where('id', '=', first)
      .execute();
    const everybody = rule('Everybody', { when: [{ kind: 'medium', media: ['text'] }], stages: [anyone] });
    const calls = rule('Calls', { stages: [group(first)] });
    await floor.put([everybody, calls]);
    const counted = async () => {
      const since = encodeURIComponent(new Date(floor.clock.now().getTime() - 3_600_000).toISOString());
      const { json } = await floor.rest('GET', `/api/v1/routing/rules/counts?since=${since}`);
      const of = (id: string) => json.counts.find((one: { ruleId: string }) => one.ruleId === id)?.entries ?? 0;
      return { everybody: of(everybody.id), calls: of(calls.id), last: json.channelGroup };
    };
    const taken = await floor.come();
    await floor.take(taken);
    await floor.node.manual.pullBack(ann, taken.conversationId, { mayComeBack: true });
    await floor.take(taken);
    const gone = await floor.come({}, 'video');
    await floor.pass(61);
    await floor.round();
    expect(await floor.entryOf(gone)).toMatchObject({ group_id: other });
    expect(await counted()).toEqual({ everybody: 1, calls: 1, last: 0 });
    await floor.put([]);
    await floor.come();
    expect(await counted()).toEqual({ everybody: 1, calls: 1, last: 1 });
  });

  it('may change while people wait: they keep the plan they have, whoever comes then has the new one', async () => {
    const cards = await floor.addGroup('Cards');
    await floor.put([rule('Cards', { stages: [group(cards)] })]);
    const early = await floor.come();
    await floor.put([]);
    const late = await floor.come();
    expect(await floor.entryOf(early)).toMatchObject({ rule: 'Cards', group_id: cards, rule_version: 1 });
    expect(await floor.entryOf(late)).toMatchObject({
      rule: 'channel group',
      group_id: floor.home,
      rule_version: null,
    });
    await floor.agent('Ann', { groups: [cards] });
    expect(await floor.rings(early)).toBe('Ann');
  });

  it('VIPs to Li Wei, regulars to their last agent for 20 s, then Cards level 3, 2, anyone; after 3 min a callback', async () => {
    const cards = await floor.addGroup('Cards');
    const li = await floor.agent('Li Wei', { groups: [], capacity: 1 });
    const ann = await floor.agent('Ann', { groups: [cards], level: 2, capacity: 1 });
    const own = designated({ kind: 'agent', agentId: li.agentId }, 20);
    const callback: RoutingStage = { kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null };
    await floor.put([
      rule('VIPs', { when: [{ kind: 'vip', min: 1, max: 9 }], priority: 5, adds: true, stages: [own] }),
      rule('Cards', {
        stages: [regular('last_served'), group(cards, 3, 40), group(cards, 2, 60), group(cards, 1, 60), callback],
      }),
    ]);
    const visitorId = newVisitor();
    await floor.servedBefore(visitorId, ann, 2);
    await floor.take(await floor.come({ vipLevel: 3 }));
    const regularCustomer = await floor.come({ visitorId });
    expect(await floor.rings(regularCustomer)).toBe('Ann');
    await floor.take(regularCustomer);
    // Nobody is free, and nobody served this one before: the 20 seconds of that stage go to the next.
    const waits = await floor.come();
    // The floor's clock goes on by itself too: half a minute is left for a slow machine.
    for (const seconds of [20, 40, 60, 30]) {
      await floor.pass(seconds);
      expect(await floor.rings(waits)).toBeNull();
      expect((await floor.queue.placeOf(waits.conversationId))?.options).toEqual([]);
    }
    await floor.pass(30);
    await floor.round();
    expect((await floor.queue.placeOf(waits.conversationId))?.options).toEqual([{ kind: 'callback' }]);
    // The search goes on beside the offer.
    await floor.agent('Su', { groups: [cards], level: 1 });
    expect(await floor.rings(waits)).toBe('Su');
  });
});
