import type { RoutingReason } from '@visavis/protocol';
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
