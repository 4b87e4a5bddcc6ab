/** What came out of a trial, in words. */
import type { RuleTrial, TriedRule, TriedStage } from '@visavis/protocol';
import { optionText } from '../../shared/routing-words.ts';
import { spanOf } from '../../shared/span.ts';
import { anyOf, levelText, type Speech } from './sentence.ts';

/** Why a rule does not fit: what the visitor, or the world, really is. */
export function failedText({ failed }: Pick<TriedRule, 'failed'>, speech: Speech): string {
  if (!failed) return '';
  const { t } = speech;
  const { condition, actual } = failed;
  const plain = Array.isArray(actual) ? anyOf(actual, speech) : String(actual ?? '');
  switch (condition.kind) {
    case 'channel':
      return t('ruleTry.actual.channel', { value: speech.names.channel(plain) ?? plain });
    case 'medium':
      return t('ruleTry.actual.medium', { value: t(`medium.${plain}` as 'medium.text') });
    case 'vip':
      return t(actual === 0 ? 'ruleTry.noVip' : 'ruleTry.vipLevel', { level: plain });
    case 'attribute':
      return actual === null
        ? t('ruleTry.actual.noAttribute', { name: condition.name })
        : t('ruleTry.actual.attribute', { name: condition.name, value: plain });
    case 'language':
      return t('ruleTry.actual.language', { value: t(`facts.languages.${plain}` as 'facts.languages.en') });
    case 'tag':
      return Array.isArray(actual) && actual.length > 0
        ? t('ruleTry.actual.tags', { value: plain })
        : t('ruleTry.actual.noTags');
    case 'hours':
      return actual === null ? t('rules.gone') : t(actual === true ? 'ruleTry.actual.open' : 'ruleTry.actual.closed');
    case 'queue_length':
      return t('ruleTry.actual.waiting', { count: Number(actual ?? 0) });
    case 'longest_wait':
      return t('ruleTry.actual.longest', { time: spanOf(Number(actual ?? 0), t) });
    case 'served_before':
      return t('ruleTry.actual.notServed');
  }
}

/** What a stage asks, short. */
export function triedStageText(stage: TriedStage, speech: Speech): string {
  const { t } = speech;
  const people = anyOf(
    stage.agents.map((agent) => agent.displayName),
    speech,
  );
  switch (stage.kind) {
    case 'designated_agent':
      return stage.agents.length > 0 ? people : t('ruleTry.stage.designated_agent');
    case 'regular_agent':
      return stage.agents.length > 0 ? t('ruleTry.stage.regular', { name: people }) : t('ruleTry.stage.regular_agent');
    case 'agents':
      return people;
    case 'skill_group':
      return stage.groups
        .map((group) => [group.name, levelText(group.minLevel, speech)].join(t('ruleEdit.comma')))
        .join(t('rules.orElse'));
    case 'offer':
      return t('ruleTry.stage.offer', {
        options: anyOf(
          stage.options.map((option) => optionText(option, speech)),
          speech,
        ),
      });
    case 'overflow':
      return t('ruleTry.stage.overflow', { group: stage.groups[0]?.name ?? t('rules.gone') });
  }
}

/** The headline: who gets it, or what happens instead. */
export function verdictText({ decision }: Pick<RuleTrial, 'decision'>, { t }: Speech): string {
  const name = decision.agent?.displayName;
  if (decision.kind === 'offer' && name) return t('ruleTry.verdict.offer', { name });
  if (decision.kind === 'overflow')
    return t('ruleTry.verdict.overflow', { group: decision.groupName ?? t('rules.gone') });
  return t(decision.kind === 'expire' ? 'ruleTry.verdict.expire' : 'ruleTry.verdict.wait');
}
