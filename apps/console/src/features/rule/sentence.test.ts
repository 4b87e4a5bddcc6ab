import type { RoutingRule, RoutingStage, RuleCondition } from '@visavis/protocol';
import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { spacing, textOptions } from '../../shared/i18n/i18n.ts';
import { conditionParts, plainText, ruleSentence, type Speech, stageParts } from './sentence.ts';

const instance = createInstance();
const called: Readonly<Record<string, string>> = {
  app: 'Mobile app',
  web: 'Website',
  cards: 'Cards',
  retail: 'Retail',
  li: 'Li Wei',
  grace: 'Grace Tan',
  bank: 'Bank hours',
  crm: 'CRM',
};
const named = (id: string) => called[id];
const names = { channel: named, group: named, agent: named, calendar: named, lookup: named };
const speech = (language: 'en' | 'zh'): Speech => ({ t: instance.getFixedT(language), language, names });

const condition = (value: unknown) => value as RuleCondition;
const stage = (value: unknown) => value as RoutingStage;
const rule = (over: object): RoutingRule =>
  ({
    id: 'r',
    name: 'Rule',
    enabled: true,
    when: [],
    priority: 0,
    stages: [],
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: 'decide',
    ...over,
  }) as unknown as RoutingRule;
const group = (groupId: string | null, minLevel: number, patienceSeconds: number | null) =>
  stage({ kind: 'skill_group', groups: [{ groupId, minLevel }], strategy: null, patienceSeconds });
const regular = stage({ kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds: 20 });
const callback = stage({ kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null });

beforeAll(async () => {
  await instance.use(spacing).init(textOptions);
});

describe('a sentence that is read', () => {
  const unnamed = condition({ kind: 'attribute', name: '', operator: 'is', values: [] });
  it('leaves a blank for what is not filled in or not chosen yet', () => {
    const open = rule({
      when: [unnamed, condition({ kind: 'channel', channelIds: [] }), condition({ kind: 'tag', tags: [] })],
      stages: [stage({ kind: 'agents', agentIds: [], strategy: 'least_loaded', patienceSeconds: null })],
    });
    expect(ruleSentence(open, speech('en'))).toBe(
      'When their … is … and the visitor comes from … and the visitor is tagged …: ….',
    );
    expect(ruleSentence(open, speech('zh'))).not.toContain('请选择');
    expect(plainText(conditionParts(unnamed, speech('en')))).toBe('their … is …');
  });
  it('says of a rule that reads on that it does', () => {
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    const on = rule({ stages: [group('cards', 3, 20)], then: 'fall_through' });
    expect(ruleSentence(on, speech('en'))).toBe(
      'For every visitor: Cards with level 3 and above for 20 s, and reads on.',
    );
    expect(ruleSentence(on, speech('zh'))).toContain('，并继续往下读其余规则。');
    expect(ruleSentence(rule({ stages: [group('cards', 3, null)] }), speech('en'))).not.toContain('reads on');
  });
});

describe('a condition', () => {
  const cases: readonly [object, string, string][] = [
    [
      { kind: 'channel', channelIds: ['app', 'web'] },
      'the visitor comes from Mobile app or Website',
      '访客来自 Mobile app 或 Website',
    ],
    [{ kind: 'medium', media: ['text', 'video'] }, 'the medium is Text or Video', '媒介为文字或视频'],
    [{ kind: 'vip', min: 1, max: 9 }, 'the visitor is a VIP of any level', '访客为任意级别的 VIP'],
    [{ kind: 'vip', min: 0, max: 0 }, 'the visitor is not a VIP', '访客为非 VIP'],
    [{ kind: 'vip', min: 5, max: 9 }, 'the visitor is a VIP of level 5 and above', '访客为 5 级及以上的 VIP'],
    [{ kind: 'vip', min: 3, max: 3 }, 'the visitor is a VIP of level 3', '访客为 3 级 VIP'],
    [
      { kind: 'attribute', name: 'tier', operator: 'one_of', values: ['gold', 'silver'] },
      'their tier is gold or silver',
      '属性 tier 为 gold 或 silver',
    ],
    [
      { kind: 'attribute', name: 'amount', operator: 'at_least', values: [50000] },
      'their amount is 50000 or more',
      '属性 amount 不小于 50000',
    ],
    [{ kind: 'language', languages: ['zh'] }, 'the visitor speaks 中文', '访客使用中文'],
    [{ kind: 'hours', calendarId: 'bank', open: false }, 'it is outside “Bank hours”', '处于“Bank hours”之外'],
    [
      { kind: 'queue_length', groupId: null, atLeast: 5 },
      'there are 5 or more waiting for the channel’s own group',
      '有渠道所属技能组的 5 人及以上排队',
    ],
    [
      { kind: 'longest_wait', groupId: 'cards', atLeastSeconds: 120 },
      'somebody has waited 2 min or longer for Cards',
      '有人已等待 Cards 2 分钟及以上',
    ],
    [
      { kind: 'served_before', withinDays: 1 },
      'somebody served them in the last 1 day',
      '最近 1 天内有坐席服务过该访客',
    ],
  ];
  it.each(cases)('%j reads well in both languages', (given, english, chinese) => {
    expect(plainText(conditionParts(condition(given), speech('en')))).toBe(english);
    expect(plainText(conditionParts(condition(given), speech('zh')))).toBe(chinese);
  });
  it('says what was deleted and what is still to be chosen', () => {
    const gone = condition({ kind: 'channel', channelIds: ['app', 'nowhere'] });
    expect(plainText(conditionParts(gone, speech('en')))).toContain('Mobile app or something that was deleted');
    const open = condition({ kind: 'hours', calendarId: '', open: true });
    expect(plainText(conditionParts(open, speech('en')))).toBe('it is within “choose”');
  });
});

describe('a stage', () => {
  it('has a chip for each choice, a group and a level each', () => {
    const two = stage({
      kind: 'skill_group',
      groups: [
        { groupId: 'cards', minLevel: 3 },
        { groupId: 'retail', minLevel: 1 },
      ],
      strategy: 'longest_idle',
      patienceSeconds: null,
    });
    const parts = stageParts(two, speech('en'));
    expect(plainText(parts)).toBe(
      'Cards with level 3 and above, or else Retail with any level, to whoever is idle longest',
    );
    expect(parts.flatMap((part) => part.chip ?? [])).toEqual(['group0', 'level0', 'group1', 'level1', 'strategy']);
  });
  it('names the ways to a designated agent', () => {
    const by = (value: object) =>
      plainText(stageParts(stage({ kind: 'designated_agent', by: value, patienceSeconds: 20 }), speech('en')));
    expect(by({ kind: 'agent', agentId: 'li' })).toBe('Li Wei');
    expect(by({ kind: 'attribute', name: 'manager' })).toBe('the agent named in their manager');
    expect(by({ kind: 'mapping', attribute: 'region', entries: [] })).toBe(
      'the agent the table gives for their region',
    );
    expect(by({ kind: 'lookup', lookupId: 'crm' })).toBe('the agent that CRM names');
  });
});

describe('a rule', () => {
  it('is one sentence', () => {
    const vip = rule({
      when: [condition({ kind: 'vip', min: 1, max: 9 })],
      priority: 5,
      stages: [stage({ kind: 'agents', agentIds: ['li'], strategy: 'least_loaded', patienceSeconds: null })],
    });
    expect(ruleSentence(vip, speech('en'))).toBe('When the visitor is a VIP of any level, with priority 5: Li Wei.');
    expect(ruleSentence(vip, speech('zh'))).toBe('当访客为任意级别的 VIP 时，优先级 5：Li Wei。');
  });
  it('says how long each stage is tried and when something is offered', () => {
    const all = rule({
      stages: [regular, group('cards', 3, 40), group('cards', 2, 60), group('cards', 1, 60), callback],
    });
    expect(ruleSentence(all, speech('en'))).toBe(
      'For every visitor: the agent who served them last within 30 days for 20 s, then Cards with level 3 and above ' +
        'for 40 s, then Cards with level 2 and above for 1 min, then Cards with any level, then after 3 min offer ' +
        'a callback.',
    );
    expect(ruleSentence(all, speech('zh'))).toBe(
      '对所有访客：30 天内最近服务过该访客的坐席（20 秒），然后 Cards，3 级及以上（40 秒），然后 Cards，2 级及以上（1 分钟），' +
        '然后 Cards，任意等级，然后 3 分钟后提供回电。',
    );
  });
  it('joins its conditions', () => {
    const closed = rule({
      when: [
        condition({ kind: 'hours', calendarId: 'bank', open: false }),
        condition({ kind: 'medium', media: ['voice'] }),
      ],
      stages: [stage({ kind: 'offer', options: [{ kind: 'callback' }, { kind: 'message' }], patienceSeconds: null })],
    });
    expect(ruleSentence(closed, speech('en'))).toBe(
      'When it is outside “Bank hours” and the medium is Voice: offer a callback or leaving a message.',
    );
  });
});
