/** A rule as one reads it, in the language of the words given: plain text, and the places that the editor makes chips of. */
import { joinedPieces } from '@visavis/client/spacing';
import type { Designation, RoutingRule, RoutingStage, RuleCondition } from '@visavis/protocol';
import type { TFunction } from 'i18next';
import { optionText } from '../../shared/routing-words.ts';
import { spanOf } from '../../shared/span.ts';
import { isLastSearch, stageTimes } from './stage-times.ts';

/** What ids are called; undefined: there is no such thing any more. */
export interface Names {
  readonly channel: (id: string) => string | undefined;
  readonly group: (id: string) => string | undefined;
  readonly agent: (id: string) => string | undefined;
  readonly calendar: (id: string) => string | undefined;
  readonly lookup: (id: string) => string | undefined;
}
export interface Speech {
  readonly t: TFunction;
  readonly language: 'en' | 'zh';
  readonly names: Names;
  /** What stands where nothing is chosen yet; an invitation to choose unless said. */
  readonly blank?: string;
}
/** `chip`: which choice this is, by a name of its own in the sentence. */
export interface SentencePart {
  readonly text: string;
  readonly chip?: string;
}

/** Cuts a text at its [[marks]] and fills them. */
export function partsOf(
  text: string,
  fill: Readonly<Record<string, string | readonly SentencePart[]>>,
): SentencePart[] {
  return text
    .split(/(\[\[\w+\]\])/)
    .filter((piece) => piece !== '')
    .flatMap((piece): SentencePart[] => {
      const name = /^\[\[(\w+)\]\]$/.exec(piece)?.[1];
      if (name === undefined) return [{ text: piece }];
      const filling = fill[name] ?? '';
      return typeof filling === 'string' ? [{ chip: name, text: filling }] : [...filling];
    });
}
export const plainText = (parts: readonly SentencePart[]): string => joinedPieces(parts.map((part) => part.text));

const openIn = ({ blank, t }: Speech): string => blank ?? t('rules.choose');
/** For reading only: what is missing is a blank. */
const toRead = (speech: Speech): Speech => ({ ...speech, blank: speech.t('rules.fillIn') });

/** "a, b or c". */
export function anyOf(items: readonly string[], speech: Speech): string {
  if (items.length === 0) return openIn(speech);
  const list = new Intl.ListFormat(speech.language === 'zh' ? 'zh-CN' : 'en-GB', { type: 'disjunction' });
  return joinedPieces(list.formatToParts(items).map(({ value }) => value));
}
const known = (name: string | undefined, speech: Speech): string => name ?? speech.t('rules.gone');
/** Something chosen by id; '' while nothing is chosen yet. */
const chosen = (id: string, name: (id: string) => string | undefined, speech: Speech): string =>
  id === '' ? openIn(speech) : known(name(id), speech);
const groupName = (id: string | null, speech: Speech): string =>
  id === null ? speech.t('rules.channelGroup') : chosen(id, speech.names.group, speech);

function vipText(min: number, max: number, { t }: Speech): string {
  if (min === 0)
    return max === 0 ? t('rules.vip.none') : max === 9 ? t('rules.vip.everyone') : t('rules.vip.upTo', { max });
  if (min === max) return t('rules.vip.exactly', { min });
  if (max === 9) return min === 1 ? t('rules.vip.any') : t('rules.vip.from', { min });
  return t('rules.vip.between', { min, max });
}

function conditionValue(condition: RuleCondition, speech: Speech): string {
  const { t, names } = speech;
  switch (condition.kind) {
    case 'channel':
      return anyOf(
        condition.channelIds.map((id) => known(names.channel(id), speech)),
        speech,
      );
    case 'medium':
      return anyOf(
        condition.media.map((medium) => t(`medium.${medium}`)),
        speech,
      );
    case 'vip':
      return vipText(condition.min, condition.max, speech);
    case 'attribute':
      return t(`rules.operator.${condition.operator}`, {
        value: condition.values.length === 0 ? t('rules.fillIn') : anyOf(condition.values.map(String), speech),
      });
    case 'language':
      return anyOf(
        condition.languages.map((one) => t(`facts.languages.${one}`)),
        speech,
      );
    case 'tag':
      return condition.tags.length === 0 ? t('rules.fillIn') : anyOf(condition.tags, speech);
    case 'hours':
      return t(condition.open ? 'rules.hours.open' : 'rules.hours.closed', {
        name: chosen(condition.calendarId, names.calendar, speech),
      });
    case 'queue_length':
      return t('rules.queueLength', { count: condition.atLeast, group: groupName(condition.groupId, speech) });
    case 'longest_wait':
      return t('rules.longestWait', {
        time: spanOf(condition.atLeastSeconds, speech.t),
        group: groupName(condition.groupId, speech),
      });
    case 'served_before':
      return t('rules.lastDays', { count: condition.withinDays });
  }
}

export function conditionParts(condition: RuleCondition, speech: Speech): SentencePart[] {
  const { t } = speech;
  const text =
    condition.kind === 'attribute'
      ? t('rules.condition.attribute', { name: condition.name || t('rules.fillIn') })
      : t(`rules.condition.${condition.kind}`);
  return partsOf(text, { value: conditionValue(condition, speech) });
}

export function designationText(by: Designation, speech: Speech): string {
  const { t, names } = speech;
  switch (by.kind) {
    case 'agent':
      return chosen(by.agentId, names.agent, speech);
    case 'attribute':
      return t('rules.who.attribute', { name: by.name || t('rules.fillIn') });
    case 'mapping':
      return t('rules.who.mapping', { name: by.attribute || t('rules.fillIn') });
    case 'lookup':
      return t('rules.who.lookup', { name: chosen(by.lookupId, names.lookup, speech) });
  }
}

export function levelText(level: number, { t }: Speech): string {
  if (level <= 1) return t('rules.level.any');
  return level >= 5 ? t('rules.level.only', { level }) : t('rules.level.from', { level });
}

/** `all`: with the choices that a short sentence leaves unsaid because they are the usual ones. */
export function stageParts(stage: RoutingStage, speech: Speech, all = false): SentencePart[] {
  const { t, names } = speech;
  switch (stage.kind) {
    case 'designated_agent':
      return partsOf(t('rules.stage.designated_agent'), { who: designationText(stage.by, speech) });
    case 'regular_agent':
      return partsOf(t('rules.stage.regular_agent'), {
        choose: t(`rules.chooseBy.${stage.choose}`),
        days: t('rules.withinDays', { count: stage.withinDays }),
      });
    case 'agents': {
      const who = anyOf(
        stage.agentIds.map((id) => known(names.agent(id), speech)),
        speech,
      );
      const many = all || stage.agentIds.length > 1;
      return [
        ...partsOf(t('rules.stage.agents'), { who }),
        ...(many ? partsOf(t('rules.stage.strategy'), { strategy: t(`rules.strategy.${stage.strategy}`) }) : []),
      ];
    }
    case 'skill_group': {
      const groups = stage.groups.flatMap(({ groupId, minLevel }, index): SentencePart[] => {
        const one = partsOf(t('rules.stage.group'), {
          group: [{ chip: `group${index}`, text: groupName(groupId, speech) }],
          level: [{ chip: `level${index}`, text: levelText(minLevel, speech) }],
        });
        return index === 0 ? one : [{ text: t('rules.orElse') }, ...one];
      });
      if (stage.strategy === null && !all) return groups;
      const strategy = t(`rules.strategy.${stage.strategy ?? 'group'}`);
      return [...groups, ...partsOf(t('rules.stage.strategy'), { strategy })];
    }
    case 'offer':
      return partsOf(t('rules.stage.offer'), {
        options: anyOf(
          stage.options.map((option) => optionText(option, speech)),
          speech,
        ),
      });
    case 'overflow':
      return partsOf(t('rules.stage.overflow'), { group: groupName(stage.groupId, speech) });
  }
}

/** Does a piece of a sentence say that something is still missing there. */
export const isUnfinished = (text: string, t: Speech['t']): boolean =>
  text.includes(t('rules.choose')) || text.includes(t('rules.fillIn'));

/** Looks for an agent, other than an offer or an overflow. */
export const searches = (stage: RoutingStage): boolean => stage.kind !== 'offer' && stage.kind !== 'overflow';

/** Beside a stage: how long it is searched once it is reached, or when other ways are offered. */
export function stageTimeText(rule: RoutingRule, index: number, t: Speech['t']): string {
  const stage = rule.stages[index];
  const { fromSeconds, untilSeconds } = stageTimes(rule)[index] ?? { fromSeconds: 0, untilSeconds: null };
  const from = spanOf(fromSeconds, t);
  if (stage?.kind === 'offer') {
    if (untilSeconds !== null) return t('rules.time.span', { from, until: spanOf(untilSeconds, t) });
    return fromSeconds === 0 ? t('rules.time.start') : t('rules.time.after', { from });
  }
  if (stage?.kind !== 'overflow' && untilSeconds !== null && !isLastSearch(rule, index))
    return t('rules.time.for', { time: spanOf(untilSeconds - fromSeconds, t) });
  return t(index === 0 ? 'rules.time.start' : 'rules.time.onward');
}

/** The stages in a row, each with how long it is tried, an offer with when it comes. */
function stagesSentence(rule: RoutingRule, speech: Speech): string {
  const { t } = speech;
  const times = stageTimes(rule);
  const said = rule.stages.map((stage, index) => {
    const text = plainText(stageParts(stage, speech));
    const { fromSeconds = 0, untilSeconds = null } = times[index] ?? {};
    if (stage.kind === 'overflow') return text;
    if (stage.kind !== 'offer' && isLastSearch(rule, index)) return text;
    if (!searches(stage)) {
      return fromSeconds === 0 ? text : t('rules.stageAfter', { stage: text, time: spanOf(fromSeconds, t) });
    }
    if (untilSeconds === null) return text;
    return t('rules.stageFor', { stage: text, time: spanOf(untilSeconds - fromSeconds, t) });
  });
  return joinedPieces(said.flatMap((text, index) => (index === 0 ? [text] : [t('rules.next'), text])));
}

export function whenText(rule: Pick<RoutingRule, 'when'>, said: Speech): string {
  const speech = toRead(said);
  const { t } = speech;
  if (rule.when.length === 0) return t('rules.forEvery');
  const all = rule.when.map((condition) => plainText(conditionParts(condition, speech))).join(t('rules.and'));
  return plainText(partsOf(t('rules.when'), { all }));
}

/** The whole rule in one sentence. */
export function ruleSentence(rule: RoutingRule, said: Speech): string {
  const speech = toRead(said);
  const { t } = speech;
  const stages = stagesSentence(rule, speech);
  const what = rule.then === 'fall_through' ? t('rules.readsOn', { stages }) : stages;
  const parts = { when: whenText(rule, speech), what };
  return rule.priority === 0
    ? t('rules.whole', parts)
    : t('rules.wholePriority', { ...parts, priority: rule.priority });
}
