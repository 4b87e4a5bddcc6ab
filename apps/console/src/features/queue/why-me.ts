import type { Language, Offer } from '@visavis/protocol';
import type { TFunction } from 'i18next';
import { timeOf } from '../../shared/format.ts';
import { groupAsked, isNamed } from '../../shared/routing-words.ts';

/** Why it rings at this agent: named by the rule, given by hand, or chosen in a group; and that it is not the first time. */
export function whyMe({ reason, groupName }: Pick<Offer, 'reason' | 'groupName'>, t: TFunction, language: Language) {
  const { stageKind, rule, assignedBy, strategy, minLevel, onlyOne, askedBefore } = reason;
  if (stageKind === 'manual')
    return assignedBy === null ? t('offer.byHand') : t('offer.assigned', { name: assignedBy });
  const time = askedBefore === null ? '' : timeOf(askedBefore, language);
  if (isNamed(stageKind)) {
    const named = t(`offer.whyNamed.${stageKind}`, { rule });
    return askedBefore === null ? named : [named, t('offer.again', { time })].join(language === 'zh' ? '' : ' ');
  }
  const group = groupAsked(t, { groupName: reason.groupName || groupName, minLevel });
  if (askedBefore !== null) return t('offer.whyAgain', { group, time });
  return t('offer.why', { group, you: t(onlyOne === null ? `offer.you.${strategy}` : `offer.onlyOne.${onlyOne}`) });
}
