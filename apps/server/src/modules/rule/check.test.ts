import type { RoutingRule, RoutingStage, RuleCondition } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { checkRules, hasErrors, type RuleWorld, readRules } from './check.ts';
import { fromDocument, toDocument } from './rule-file.ts';

const id = (n: number): never => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as never;
const [cards, loans, empty, ann, gone, web, office, never, crm] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(id) as [
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
  never,
];
const hours = { timeZone: 'UTC', week: [[], [], [], [], [], [], []], exceptions: [] };
const worldWith = (overflow: Readonly<Record<string, string>> = {}): RuleWorld => ({
  groups: new Map(
    [
      { key: cards, name: 'Cards', members: 2 },
      { key: loans, name: 'Loans', members: 1 },
      { key: empty, name: 'Empty', members: 0 },
    ].map(({ key, ...rest }) => [key as string, { ...rest, overflowTo: overflow[key] ?? null }]),
  ),
  agents: new Map([
    [ann as string, { name: 'Ann', email: 'ann@bank.example', disabled: false }],
    [gone as string, { name: 'Gone', email: 'gone@bank.example', disabled: true }],
  ]),
  channels: new Map([[web as string, { name: 'web' }]]),
  calendars: new Map([
    [office as string, { ...hours, name: 'Office' }],
    [never as string, { ...hours, name: 'Never' }],
  ]),
  lookups: new Map([[crm as string, { name: 'CRM' }]]),
  everOpens: (one) => (one as { name?: string }).name !== 'Never',
});
const world = worldWith();

const ask = (groupId: never, patienceSeconds: number | null = null): RoutingStage => ({
  ...{ kind: 'skill_group', groups: [{ groupId, minLevel: 1 }], strategy: null, patienceSeconds },
});
const regular = (patienceSeconds: number | null = null): RoutingStage => ({
  ...{ kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds },
});
const overflow = (groupId: never): RoutingStage => ({ kind: 'overflow', groupId });
const options: RoutingStage = { kind: 'offer', options: [{ kind: 'message' }], patienceSeconds: null };
const mapping = (...values: (string | number)[]): RoutingStage => ({
  ...{ kind: 'designated_agent', patienceSeconds: 9 },
  by: { kind: 'mapping', attribute: 'branch', entries: values.map((value) => ({ value, agentId: ann })) },
});
let last = 100;
const rule = (stages: RoutingStage[], more: Partial<RoutingRule> & { adds?: boolean } = {}): RoutingRule => {
  last += 1;
  const { adds = false, ...rest } = more;
  return {
    id: id(last),
    name: `Rule ${last}`,
    enabled: true,
    when: [],
    priority: 0,
    stages,
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: adds ? 'fall_through' : 'decide',
    ...rest,
  };
};
const when = (condition: RuleCondition): RoutingRule => rule([ask(cards)], { when: [condition] });
const attribute = (operator: 'is' | 'one_of' | 'at_least' | 'present', ...values: (string | number)[]): RoutingRule =>
  when({ kind: 'attribute', name: 'a', operator, values });
const nobody = id(99);
const found = (rules: RoutingRule[], here = world): string[] =>
  checkRules(rules, here).map(({ place, code, severity }) => `${severity} ${code} at ${place}`);

describe('a set of rules', () => {
  it.each<[string, RoutingRule[], string[]]>([
    ['that is right', [rule([regular(20), ask(cards, 30), ask(loans)])], []],
    ['that offers only other ways', [rule([options])], []],
    ['of none', [], []],
    ['unknown group', [rule([ask(nobody)])], ['error unknown_group at rules[0].stages[0].groups[0].groupId']],
    [
      'unknown agent',
      [rule([{ kind: 'agents', agentIds: [ann, nobody], strategy: 'random', patienceSeconds: null }])],
      ['error unknown_agent at rules[0].stages[0].agentIds[1]'],
    ],
    [
      'disabled agent',
      [rule([{ kind: 'agents', agentIds: [gone], strategy: 'random', patienceSeconds: null }])],
      ['warning disabled_agent at rules[0].stages[0].agentIds[0]'],
    ],
    ['empty group', [rule([ask(empty)])], ['warning empty_group at rules[0].stages[0].groups[0].groupId']],
    [
      'unknown channel',
      [when({ kind: 'channel', channelIds: [web, nobody] })],
      ['error unknown_channel at rules[0].when[0].channelIds[1]'],
    ],
    [
      'unknown calendar',
      [when({ kind: 'hours', calendarId: nobody, open: true })],
      ['error unknown_calendar at rules[0].when[0].calendarId'],
    ],
    [
      'unknown look-up',
      [rule([{ kind: 'designated_agent', by: { kind: 'lookup', lookupId: nobody }, patienceSeconds: 5 }, ask(cards)])],
      ['error unknown_lookup at rules[0].stages[0].by.lookupId'],
    ],
    ['no stages', [rule([])], ['error no_stages at rules[0].stages']],
    [
      'a stage without an end before others',
      [rule([ask(cards), ask(loans)])],
      ['error endless_stage at rules[0].stages[0].patienceSeconds'],
    ],
    [
      'a stage without an end before the next rule',
      [rule([regular()], { adds: true })],
      ['error endless_stage at rules[0].stages[0].patienceSeconds'],
    ],
    ['nothing at the end', [rule([regular(20), mapping('a')])], ['error only_falls_through at rules[0].stages']],
    [
      'VIP levels the wrong way round',
      [when({ kind: 'vip', min: 6, max: 2 })],
      ['error vip_range at rules[0].when[0].min'],
    ],
    ['"is" of nothing', [attribute('is')], ['error value_count at rules[0].when[0].values']],
    ['"is" of two', [attribute('is', 1, 2)], ['error value_count at rules[0].when[0].values']],
    ['"one of" nothing', [attribute('one_of')], ['error value_count at rules[0].when[0].values']],
    ['"present" with a value', [attribute('present', 1)], ['error value_count at rules[0].when[0].values']],
    ['"at least" a word', [attribute('at_least', 'many')], ['error value_type at rules[0].when[0].values[0]']],
    ['"at least" a number in words', [attribute('at_least', '12')], []],
    ['an empty table', [rule([mapping(), ask(cards)])], ['error empty_mapping at rules[0].stages[0].by.entries']],
    [
      'a value twice',
      [rule([mapping('A', 'b', ' a '), ask(cards)])],
      ['error duplicate_value at rules[0].stages[0].by.entries[2].value'],
    ],
    [
      'overflow in the middle',
      [rule([overflow(loans), ask(cards)])],
      ['error overflow_not_last at rules[0].stages[0]'],
    ],
    [
      'overflow before the next rule',
      [rule([ask(cards, 9), overflow(loans)], { adds: true })],
      ['error overflow_not_last at rules[0].stages[1]'],
    ],
    [
      'overflow into the same group',
      [rule([ask(cards, 9), overflow(cards)])],
      ['error overflow_cycle at rules[0].stages[1].groupId'],
    ],
    [
      'hours that never open',
      [when({ kind: 'hours', calendarId: never, open: true })],
      ['error hours_never_open at rules[0].when[0].calendarId'],
    ],
    [
      'hours that are always closed, asked for being closed',
      [when({ kind: 'hours', calendarId: never, open: false })],
      [],
    ],
    [
      'a rule after one that takes everybody',
      [rule([ask(cards)]), rule([ask(loans)])],
      ['warning never_reached at rules[1]'],
    ],
  ])('%s', (_what, rules, problems) => expect(found(rules)).toEqual(problems));

  it('with the same id or name twice', () => {
    const one = { ...rule([ask(cards)], { when: [{ kind: 'vip', min: 1, max: 2 }] }), name: 'VIPs' };
    expect(found([one, { ...one, name: ' vips ' }])).toEqual([
      'error duplicate_id at rules[1].id',
      'error duplicate_name at rules[1].name',
    ]);
  });

  it('whose overflow comes back through the limits of groups', () => {
    const there = [rule([ask(cards, 9), overflow(loans)])];
    expect(checkRules(there, worldWith({ [loans]: empty }))).toEqual([]);
    expect(checkRules(there, worldWith({ [loans]: empty, [empty]: cards }))).toEqual([
      {
        ...{ place: 'rules[0].stages[1].groupId', code: 'overflow_cycle', severity: 'error' },
        found: 'Loans › Empty › Cards › Loans',
      },
    ]);
  });

  it('is in force in spite of warnings', () => {
    expect(hasErrors(checkRules([rule([ask(empty)])], world))).toBe(false);
    expect(hasErrors(checkRules([rule([ask(nobody)])], world))).toBe(true);
  });
});

describe('anything at all, read as rules', () => {
  it('gives the places of what has the wrong shape', () => {
    const good = rule([ask(cards)]);
    const { rules, problems } = readRules([
      good,
      { ...good, stages: [] },
      { ...good, priority: 10, stages: [{ ...ask(cards), groups: [{ groupId: cards, minLevel: 6 }] }] },
      { ...good, when: [{ kind: 'vip', min: 0, max: 12 }] },
      'rule',
    ]);
    expect(rules).toEqual([good]);
    expect(problems.map(({ place, code }) => `${code} at ${place}`)).toEqual([
      'no_stages at rules[1].stages',
      'malformed at rules[2].priority',
      'malformed at rules[2].stages[0].groups[0].minLevel',
      'malformed at rules[3].when[0].max',
      'malformed at rules[4]',
    ]);
  });
});

describe('rules as a file', () => {
  const ruleSet = (rules: RoutingRule[]) => ({
    version: 3,
    rules,
    note: '',
    createdAt: '2026-11-26T00:00:00.000Z',
    createdBy: null,
  });
  const all = [
    rule(
      [
        { kind: 'designated_agent', by: { kind: 'lookup', lookupId: crm }, patienceSeconds: 5 },
        mapping('a'),
        ask(cards),
      ],
      {
        when: [
          { kind: 'channel', channelIds: [web] },
          { kind: 'hours', calendarId: office, open: true },
        ],
      },
    ),
  ];
  const document = toDocument(ruleSet(all), world, new Date(0));

  it('carry the names of everything they mention', () => {
    expect(document.names).toEqual({
      groups: { [cards]: 'Cards' },
      agents: { [ann]: 'ann@bank.example' },
      channels: { [web]: 'web' },
      calendars: { [office]: 'Office' },
      lookups: { [crm]: 'CRM' },
    });
    expect(fromDocument(JSON.parse(JSON.stringify(document)), world)).toEqual({
      rules: all,
      matched: [],
      problems: [],
    });
  });

  it('find things by name where ids are others', () => {
    const moved = (n: string): string => n.replace('7000', '7111');
    const shift = <T>(map: ReadonlyMap<string, T>) => new Map([...map].map(([key, value]) => [moved(key), value]));
    const elsewhere: RuleWorld = {
      ...world,
      groups: shift(world.groups),
      agents: shift(world.agents),
      channels: shift(world.channels),
      calendars: shift(world.calendars),
      lookups: shift(world.lookups),
    };
    const { rules, matched, problems } = fromDocument(document, elsewhere);
    expect(problems).toEqual([]);
    expect(matched.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      ...['agent ann@bank.example', 'calendar Office', 'channel web', 'group Cards', 'lookup CRM'],
    ]);
    expect(checkRules(rules, elsewhere)).toEqual([]);
    const { names: _, ...nameless } = document;
    const unknown = fromDocument({ ...nameless, names: {} }, elsewhere);
    expect(checkRules(unknown.rules, elsewhere).filter(({ code }) => code.startsWith('unknown_'))).toHaveLength(5);
  });

  it.each([
    ['nothing', null],
    ['a word', 'rules'],
    ['another file', { kind: 'something', format: 1 }],
    ['a file of the future', { ...document, format: 2 }],
    ['rules that are no list', { ...document, rules: {} }],
    ['a broken rule', { ...document, rules: [{ name: 'x' }] }],
  ])('say what is wrong with %s', (_what, broken) => {
    const { rules, problems } = fromDocument(broken, world);
    expect(rules).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ severity, code }) => severity === 'error' && code === 'malformed')).toBe(true);
  });
});
