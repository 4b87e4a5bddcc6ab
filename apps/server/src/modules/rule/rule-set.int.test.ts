// The rules as a document over REST: versions, refusals with a place and without a trace, files, and trials that change nothing.
import type { RoutingStage } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../test/fingerprint.ts';
import { createRuleFloor, type RuleFloor, rule } from '../../../test/rule-floor.ts';
import { agents, anyone, group, regular } from '../../../test/rule-stages.ts';

let floor: RuleFloor;
beforeAll(async () => {
  floor = await createRuleFloor();
});
afterAll(() => floor.close());

const path = '/api/v1/routing/rules';
const moving = [['event_cursors'], ['lease_until']] as const;
const print = async () => {
  await floor.settle();
  return fingerprint(floor.db, ...moving);
};
const put = (version: number, rules: readonly unknown[], note = '') =>
  floor.rest('PUT', path, { version, rules, note });

describe('rule sets', () => {
  it('begin with none; every change is a version that stays readable; an older one is no base', async () => {
    expect((await floor.rest('GET', path)).json.ruleSet).toMatchObject({ version: 0, rules: [], createdBy: null });
    const first = rule('First', { stages: [anyone] });
    const second = rule('Second', { stages: [regular('last_served'), anyone] });
    expect((await put(0, [first], 'A beginning')).json.ruleSet).toMatchObject({ version: 1, createdBy: 'Chief' });
    const before = await print();
    expect((await put(0, [second])).json).toMatchObject({ code: 'version_conflict', details: { version: 1 } });
    expect(await print()).toEqual(before);
    expect((await put(1, [second, first])).json.ruleSet).toMatchObject({ version: 2, rules: [second, first] });
    expect((await floor.rest('GET', `${path}/versions`)).json.versions).toMatchObject([
      { version: 2, ruleCount: 2, note: '' },
      { version: 1, ruleCount: 1, note: 'A beginning', createdBy: 'Chief' },
    ]);
    expect((await floor.rest('GET', `${path}/versions/1`)).json.ruleSet.rules).toEqual([first]);
    expect((await floor.rest('GET', `${path}/versions/7`)).json.code).toBe('rule_set_not_found');
    const events = await floor.db.selectFrom('domain_events').selectAll().where('type', '=', 'rules_put').execute();
    expect(events.map(({ payload }) => payload)).toMatchObject([{ version: 1, note: 'A beginning' }, { version: 2 }]);
  });

  it('put at the same time: one is in force, the other is told', async () => {
    const { version } = await floor.inForce();
    const answers = await Promise.all([1, 2, 3].map((n) => put(version, [rule(`Race ${n}`, { stages: [anyone] })])));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it.each<[string, RoutingStage[], string, string]>([
    ['an unknown group', [group(uuidv7() as never)], 'unknown_group', 'rules[0].stages[0].groups[0].groupId'],
    ['an endless stage in front', [anyone, anyone], 'endless_stage', 'rules[0].stages[0].patienceSeconds'],
    ['nothing at the end', [regular('last_served')], 'only_falls_through', 'rules[0].stages'],
  ])('with %s are refused with the place and the reason', async (_what, stages, code, place) => {
    const { version } = await floor.inForce();
    const before = await print();
    const rules = [rule('Wrong', { stages })];
    const answer = await put(version, rules);
    expect([answer.status, answer.json]).toMatchObject([
      422,
      { code: 'rules_invalid', details: { problems: [{ code, place, severity: 'error' }] } },
    ]);
    const checked = await floor.rest('POST', `${path}/check`, { rules });
    expect(checked.json.problems).toEqual(answer.json.details.problems);
    expect(await print()).toEqual(before);
  });

  it('of another shape are refused with the fields', async () => {
    const { version } = await floor.inForce();
    const before = await print();
    const wrong = { ...rule('Wrong', { stages: [anyone] }), priority: 12 };
    const answer = await put(version, [wrong]);
    expect(answer.json).toMatchObject({
      code: 'request_invalid',
      details: { fields: { 'rules.0.priority': expect.any(String) } },
    });
    expect((await floor.rest('POST', `${path}/check`, { rules: [wrong] })).json.problems).toMatchObject([
      { place: 'rules[0].priority', code: 'malformed' },
    ]);
    expect(await print()).toEqual(before);
  });

  it('may be long: a table of five thousand customers', async () => {
    const ann = await floor.agent('Ann');
    const entries = Array.from({ length: 5_000 }, (_, n) => ({ value: `customer-${n}`, agentId: ann.agentId }));
    const by = { kind: 'mapping', attribute: 'customer', entries } as const;
    const stage: RoutingStage = { kind: 'designated_agent', by, patienceSeconds: 10 };
    const { version } = await floor.inForce();
    expect((await put(version, [rule('Book', { stages: [stage, anyone] })])).status).toBe(200);
    expect(await floor.rings(await floor.come({ attributes: { customer: 'customer-4999' } }))).toBe('Ann');
  });
});

describe('a file', () => {
  it('goes out with names and comes in again; a dry run only tells; a broken one is refused without a trace', async () => {
    const cards = await floor.addGroup('Cards');
    const { version } = await floor.inForce();
    await put(version, [rule('Cards', { stages: [group(cards)] })]);
    const document = (await floor.rest('GET', `${path}/export`)).json;
    expect(document).toMatchObject({ kind: 'visavis-routing-rules', format: 1, version: version + 1 });
    expect(document.names.groups[cards]).toMatch(/^Cards /);
    // The same file from a deployment where the group has another id.
    const there = uuidv7();
    const foreign = JSON.parse(JSON.stringify(document).replaceAll(cards, there));
    foreign.names.groups[there] = document.names.groups[cards];
    const before = await print();
    const dry = await floor.rest('POST', `${path}/import`, { document: foreign, dryRun: true, version: version + 1 });
    expect(dry.json).toMatchObject({ ruleSet: null, problems: [{ code: 'empty_group', severity: 'warning' }] });
    expect(dry.json.matched).toMatchObject([{ kind: 'group', from: there, to: cards }]);
    for (const broken of [{ ...foreign, names: {} }, { ...foreign, rules: 'all' }, null, [1]]) {
      const answer = await floor.rest('POST', `${path}/import`, { document: broken, version: version + 1 });
      expect([answer.status, answer.json.code]).toEqual([422, 'rules_invalid']);
      expect(answer.json.details.problems[0].place).toEqual(expect.any(String));
    }
    expect(await print()).toEqual(before);
    const real = await floor.rest('POST', `${path}/import`, { document: foreign, version: version + 1 });
    expect(real.json.ruleSet).toMatchObject({ version: version + 2, rules: [{ name: 'Cards' }] });
    const late = await floor.rest('POST', `${path}/import`, { document: foreign, version });
    expect(late.json.code).toBe('version_conflict');
  });
});

describe('who would get this?', () => {
  it('reads every rule, lays the plan out in time, decides on the world as it is, and writes nothing', async () => {
    const line = await floor.addGroup('Tried');
    const channelId = await floor.addChannel(line);
    const ann = await floor.agent('Ann', { groups: [line], level: 2 });
    const bo = await floor.agent('Bo', { groups: [line], level: 4 });
    await floor.presence.choose(bo.agentId, 'break');
    const rules = [
      { ...rule('Off', { stages: [anyone] }), enabled: false },
      rule('VIPs', { when: [{ kind: 'vip', min: 5, max: 9 }], stages: [agents(bo)] }),
      rule('Regulars', { adds: true, priority: 2, stages: [regular('last_served', 20)] }),
      rule('Levels', { stages: [group(line, 3, 30), group(line, 1)] }),
      rule('Rest', { when: [{ kind: 'tag', tags: ['x'] }], stages: [anyone] }),
    ];
    const visitor = { channelId, medium: 'text', vipLevel: 3, servedBy: [bo.agentId] };
    const before = await print();
    const { status, json } = await floor.rest('POST', '/api/v1/routing/try', { rules, visitor });
    expect([status, json]).toMatchObject([
      200,
      {
        ...{ ruleVersion: null, rule: 'Regulars › Levels', priority: 2 },
        rules: [
          { name: 'Off', verdict: 'off' },
          { name: 'VIPs', verdict: 'does_not_fit', failed: { index: 0, actual: 3 } },
          { name: 'Regulars', verdict: 'adds', failed: null },
          { name: 'Levels', verdict: 'decides' },
          { name: 'Rest', verdict: 'not_read' },
        ],
        stages: [
          {
            ...{ kind: 'regular_agent', ruleName: 'Regulars', fromSeconds: 0, untilSeconds: 0, fits: 0 },
            ...{ agents: [{ displayName: 'Bo' }], considered: [{ displayName: 'Bo', verdict: 'on_break' }] },
          },
          { kind: 'skill_group', ruleName: 'Levels', fromSeconds: 0, untilSeconds: 30, fits: 0 },
          {
            kind: 'skill_group',
            fromSeconds: 30,
            untilSeconds: null,
            fits: 1,
            groups: [{ groupId: line, minLevel: 1 }],
          },
        ],
        // A group at level 3 may still fill; only agents by name who are away are passed over.
        decision: { kind: 'wait', stage: 1, agent: null, waits: 'nobody_online', againAfterSeconds: 30, ahead: 0 },
      },
    ]);
    const easy = await floor.rest('POST', '/api/v1/routing/try', { rules: [], visitor });
    expect(easy.json).toMatchObject({
      ...{ rule: 'channel group', rules: [] },
      stages: [{ ruleName: null, fits: 1 }],
      decision: { kind: 'offer', agent: { agentId: ann.agentId, displayName: 'Ann' } },
    });
    expect(easy.json.decision.reason.considered).toHaveLength(2);
    expect(await print()).toEqual(before);
  });

  it('passes over a level whose only one goes after the work at hand, and a group without anybody, as the router does', async () => {
    const [line, empty] = [await floor.addGroup('Leaving'), await floor.addGroup('Empty')];
    const channelId = await floor.addChannel(line);
    await floor.agent('Ann', { groups: [line], level: 1 });
    const bo = await floor.agent('Bo', { groups: [line], level: 4 });
    const leaving = { next_state: 'break' } as const;
    await floor.db.updateTable('presences').set(leaving).where('agent_id', '=', bo.agentId).execute();
    const rules = [rule('Levels', { stages: [group(empty, 1, 60), group(line, 3, 30), group(line, 1)] })];
    const visitor = { channelId, medium: 'text' };
    expect((await floor.rest('POST', '/api/v1/routing/try', { rules, visitor })).json).toMatchObject({
      stages: [
        { fromSeconds: 0, untilSeconds: 0, fits: 0 },
        { fromSeconds: 0, untilSeconds: 0, fits: 0 },
        { fromSeconds: 0, untilSeconds: null, fits: 1 },
      ],
      decision: { kind: 'offer', stage: 2, agent: { displayName: 'Ann' } },
    });
  });

  it('at another hour; with rules in force; refused for an unknown channel or a wrong draft', async () => {
    const week = Array.from({ length: 7 }, () => [{ from: 540, to: 1_020 }]);
    const made = await floor.rest('POST', '/api/v1/calendars', {
      name: 'Day',
      timeZone: 'Asia/Shanghai',
      week,
      exceptions: [],
    });
    const hours = { kind: 'hours', calendarId: made.json.calendar.id, open: true } as const;
    const { version } = await floor.inForce();
    expect((await put(version, [rule('Day', { when: [hours], stages: [anyone] })])).status).toBe(200);
    const at = async (instant: string) =>
      (
        await floor.rest('POST', '/api/v1/routing/try', {
          visitor: { channelId: floor.homeChannel, medium: 'voice', at: instant },
        })
      ).json;
    expect(await at('2026-11-27T01:00:00Z')).toMatchObject({ rule: 'Day', ruleVersion: version + 1 });
    expect(await at('2026-11-27T09:00:00Z')).toMatchObject({
      ...{ rule: 'channel group', rules: [{ verdict: 'does_not_fit', failed: { actual: false } }] },
    });
    const visitor = { channelId: uuidv7(), medium: 'text' };
    expect((await floor.rest('POST', '/api/v1/routing/try', { visitor })).json.code).toBe('channel_not_found');
    const draft = {
      rules: [rule('Wrong', { stages: [anyone, anyone] })],
      visitor: { ...visitor, channelId: floor.homeChannel },
    };
    expect((await floor.rest('POST', '/api/v1/routing/try', draft)).json.code).toBe('rules_invalid');
  });
});

describe('calendars', () => {
  const week = [[{ from: 60, to: 120 }], [], [], [], [], [], []];
  const calendar = { name: 'Mondays', timeZone: 'Europe/Berlin', week, exceptions: [] };
  it('are made, changed and removed; what makes no sense is refused with the place', async () => {
    const made = (await floor.rest('POST', '/api/v1/calendars', calendar)).json.calendar;
    expect(made).toMatchObject({ ...calendar, version: 1 });
    const before = await print();
    const refused = async (method: 'POST' | 'PATCH', url: string, body: object) =>
      (await floor.rest(method, url, body)).json;
    expect(await refused('POST', '/api/v1/calendars', { ...calendar, name: 'MONDAYS' })).toMatchObject({
      code: 'calendar_name_taken',
    });
    expect(await refused('POST', '/api/v1/calendars', { ...calendar, name: 'A', timeZone: 'Berlin' })).toMatchObject({
      ...{ code: 'calendar_invalid', details: { problems: [{ place: 'timeZone', code: 'unknown_time_zone' }] } },
    });
    const url = `/api/v1/calendars/${made.id}`;
    const never = Array.from({ length: 7 }, () => []);
    expect(await refused('PATCH', url, { version: 1, week: never })).toMatchObject({
      ...{ code: 'calendar_invalid', details: { problems: [{ code: 'never_opens' }] } },
    });
    expect(await refused('PATCH', url, { version: 4 })).toMatchObject({ code: 'version_conflict' });
    expect(await print()).toEqual(before);
    const listed = (await floor.rest('GET', '/api/v1/calendars')).json;
    expect(listed.now.find((one: { calendarId: string }) => one.calendarId === made.id)).toMatchObject({
      ...{ open: expect.any(Boolean), changesAt: expect.stringMatching(/Z$/) },
    });
    expect((await floor.rest('PATCH', url, { version: 1, name: 'Mon' })).json.calendar).toMatchObject({
      name: 'Mon',
      version: 2,
    });
    expect((await floor.rest('DELETE', url)).status).toBe(204);
    expect((await floor.rest('GET', url)).json.code).toBe('calendar_not_found');
  });
});
