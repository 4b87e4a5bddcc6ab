import type { OwnRouting, PassedStage, PlannedStage, RoutedEntry } from '@visavis/protocol';
import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { spacing, textOptions } from '../../shared/i18n/i18n.ts';
import { momentsOf, outcomeOf, passedText, ruleText, stageAt, waysToMe } from './why.ts';
import { plannedText, stepText } from './why-words.ts';

const nameOf = (moment: ReturnType<typeof momentsOf>[number]) =>
  'offer' in moment ? 'offer' : 'passed' in moment ? moment.passed.stage : moment.step.kind;

describe('why this agent', () => {
  it('tells offers and steps in the order they happened', () => {
    const entry = {
      offers: [{ offerId: 'o', offeredAt: '2026-03-02T10:00:02.000Z', reason: { passed: [] } }],
      steps: [
        { at: '2026-03-02T10:00:01.000Z', kind: 'moved', detail: {} },
        { at: '2026-03-02T10:00:03.000Z', kind: 'withdrawn', detail: {} },
      ],
    } as unknown as RoutedEntry;
    expect(momentsOf(entry).map(nameOf)).toEqual(['moved', 'offer', 'withdrawn']);
  });
  it('tells the stages that a decision went past before what came of it', () => {
    const passed = (stage: number, why: PassedStage['why']) => ({ stage, why });
    const entry = {
      offers: [{ offeredAt: '2026-03-02T10:00:09.000Z', reason: { passed: [passed(3, 'asked_already')] } }],
      steps: [
        {
          at: '2026-03-02T10:00:01.000Z',
          kind: 'stage',
          detail: { from: 0, to: 2, passed: [passed(1, 'leaving'), passed(2, 'time_over')] },
        },
        { at: '2026-03-02T10:00:02.000Z', kind: 'stage', detail: { passed: 'of a later version' } },
      ],
    } as unknown as RoutedEntry;
    expect(momentsOf(entry).map(nameOf)).toEqual([1, 2, 'stage', 'stage', 3, 'offer']);
  });
  it.each([
    ['waiting', [], 2],
    ['ringing', [['ringing', 'skill_group', 1]], 1],
    [
      'ringing',
      [
        ['declined', 'skill_group', 1],
        ['ringing', 'manual', 1],
      ],
      null,
    ],
    [
      'served',
      [
        ['declined', 'manual', 1],
        ['accepted', 'skill_group', 2],
      ],
      2,
    ],
    ['served', [['accepted', 'manual', 1]], null],
    ['served', [], null],
    ['abandoned', [['cancelled', 'manual', 1]], 2],
  ] as const)('a %s entry with the offers %j is at stage %s', (state, asked, stage) => {
    const offers = asked.map(([was, stageKind, number]) => ({ state: was, reason: { stageKind, stage: number } }));
    expect(stageAt({ state, stage: 2, offers } as unknown as RoutedEntry)).toBe(stage);
  });
  it('tells an agent every way it came to them, the latest first, and not what was handed to others', () => {
    const routing = {
      reasons: [{ at: '2026-03-02T10:00:00.000Z', rule: 'VIPs' }],
      handOvers: [
        { at: '2026-03-02T10:01:00.000Z', to: { agentId: 'jun' } },
        { at: '2026-03-02T10:02:00.000Z', to: { agentId: 'grace' } },
      ],
    } as unknown as OwnRouting;
    expect(waysToMe(routing, 'grace').map(({ at }) => at.slice(14, 16))).toEqual(['02', '00']);
  });
});

const wordsIn = async (lng: 'en' | 'zh') => {
  const words = createInstance();
  await words.use(spacing).init({ ...textOptions, lng });
  return words.t;
};

it('says a stage as the rules page does: times with their units, other ways by their names', async () => {
  const [en, zh] = [await wordsIn('en'), await wordsIn('zh')];
  const none = { groups: [], agents: [], options: [], patienceSeconds: null, afterSeconds: null };
  const groups = [{ name: 'Cards', minLevel: 3 }];
  const cards: PlannedStage = { ...none, kind: 'skill_group', groups, patienceSeconds: 90 };
  expect(plannedText(cards, en, 'en')).toBe('A group: Cards, level 3 and above · for 1 min 30 s');
  expect(plannedText(cards, zh, 'zh')).toBe('技能组：Cards（3 级起） · 1 分钟 30 秒');
  const label = { en: 'Ring the card line', zh: '拨打银行卡热线' };
  const offered: PlannedStage = {
    ...{ ...none, kind: 'offer', afterSeconds: 180 },
    options: [{ kind: 'callback' }, { kind: 'message' }, { kind: 'address', address: 'tel:+448081570199', label }],
  };
  expect(plannedText(offered, en, 'en')).toBe(
    'Offered: a callback, leaving a message, “Ring the card line” · after 3 min',
  );
  expect(plannedText({ ...offered, afterSeconds: 0 }, zh, 'zh')).toBe('提供：回电、留言、“拨打银行卡热线”');
  expect(plannedText({ ...none, kind: 'regular_agent' }, en, 'en')).toBe('Their regular agent');
});

it('says a step in words, and of a kind it does not know what it says, without ids', async () => {
  const [en, zh] = [await wordsIn('en'), await wordsIn('zh')];
  const step = (kind: string, detail: Record<string, unknown>) => ({ at: '2026-03-02T10:00:00.000Z', kind, detail });
  const turn = step('stage', { from: 0, to: 1, reason: 'taken_back' });
  expect(stepText(turn, en)).toBe('Stage 2 has its turn: It was taken back from whoever could come.');
  expect(stepText(turn, zh)).toBe('轮到第 2 步：已从能接待的坐席处收回。');
  const full = step('overflowed', { reason: 'line_full', fromGroupId: 'x', toGroupId: 'y' });
  expect(stepText(full, en)).toBe('Went on to another group: the line was full');
  expect(stepText(full, zh)).toBe('转入其他技能组：队列已满');
  expect(stepText(step('moved', { byName: 'Marta', front: true }), en)).toBe('Marta moved it to the front');
  expect(stepText(step('expired', { waitedMs: 120_000 }), en)).toBe('Waited too long: 2 min');
  expect(stepText(step('sung', { groupName: 'Cards', minLevel: 2, groupId: 'x', by: null }), en)).toBe(
    'sung: Cards, 2',
  );
});

it('says of a stage that is over why it is', async () => {
  const [en, zh] = [await wordsIn('en'), await wordsIn('zh')];
  const plan = [{ kind: 'regular_agent' }, { kind: 'skill_group' }, { kind: 'agents' }] as const;
  const said = (stage: number, why: PassedStage['why'], t = en) => passedText({ stage, why }, plan, t);
  expect(said(2, 'asked_already')).toBe('Stage 2 was passed over: Everybody was asked already.');
  expect(said(2, 'leaving', zh)).toBe('跳过第 2 步：能接待的坐席都不再接新来访。');
  expect(said(1, 'no_members')).toBe('Stage 1 was passed over: Nobody who may take it has served them yet.');
  expect(said(3, 'no_members')).toBe('Stage 3 was passed over: Nobody is named.');
  expect(said(2, 'no_members')).toBe('Stage 2 was passed over: Nobody is in the group.');
  expect(said(1, 'time_over')).toBe('The time of stage 1 was over.');
});

it('says who answered a wait, and who had the contact after them', async () => {
  const t = await wordsIn('en');
  const asked = [
    { state: 'declined', agentName: 'Cy' },
    { state: 'accepted', agentName: 'Ana' },
  ];
  const said = (state: string, servedBy: string | null, offers = asked) =>
    outcomeOf({ state, servedBy, offers } as unknown as RoutedEntry, t);
  expect(said('served', 'Ana')).toBe('Served by Ana.');
  expect(said('served', 'Bo')).toBe('Accepted by Ana; Bo took over later.');
  expect(said('served', 'Bo', [])).toBe('Served by Bo.');
  expect(said('waiting', null)).toBe('Waits.');
});

it('names each of the rules whose stages came after one another', async () => {
  const t = await wordsIn('en');
  const said = (rule: string, ruleVersion: number | null) => ruleText({ rule, ruleVersion }, t);
  expect(said('Everybody', 3)).toBe('Rule “Everybody”, version 3');
  expect(said('VIPs › Everybody', 3)).toBe('Rules “VIPs”, then “Everybody”, version 3');
  expect(said('VIPs › channel group', 3)).toBe('Rules “VIPs”, then the channel’s own group, version 3');
  expect(said('channel group', 3)).toBe('The channel’s own group');
  expect(said('Everybody', null)).toBe('Rule “Everybody”');
});
