import type { RoutingReason, WaitOption } from '@visavis/protocol';
import type { TFunction } from 'i18next';

/** Stages that name agents; the others look through a group, which has a name and a way to choose. */
const named = ['regular_agent', 'designated_agent', 'agents'] as const;

export const isNamed = (kind: RoutingReason['stageKind']): kind is (typeof named)[number] =>
  named.some((one) => one === kind);

/** The group that was asked, with the level the stage asked for; the lowest is everybody. */
export const groupAsked = (
  t: TFunction,
  { groupName, minLevel }: Pick<RoutingReason, 'groupName' | 'minLevel'>,
): string =>
  minLevel !== null && minLevel > 1 ? t('why.groupLevel', { name: groupName, level: minLevel }) : groupName;

/** Another way that is offered to whoever waits. */
export const optionText = (
  option: WaitOption,
  { t, language }: { readonly t: TFunction; readonly language: 'en' | 'zh' },
): string =>
  option.kind === 'address'
    ? t('rules.option.address', { label: option.label[language] || option.address })
    : t(`rules.option.${option.kind}`);
