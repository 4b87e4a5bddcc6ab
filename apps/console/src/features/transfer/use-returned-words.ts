import type { Transfer } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useVisitorName } from '../../shared/names.ts';

/** Who did not take it and why, and that the visitor stays. */
export function useReturnedWords(): (transfer: Transfer) => string {
  const { t } = useTranslation();
  const nameOf = useVisitorName();
  return (transfer) => {
    const visitor = nameOf(transfer);
    const names = { visitor, name: transfer.to?.displayName ?? '', group: transfer.groupName ?? '' };
    return [whyOf(transfer, names), ...reasonOf(transfer), t('transfer.back.keep', names)].join(' ');
  };

  function reasonOf({ declined, to }: Transfer): string[] {
    if (!declined) return [];
    const why = declined.note ?? t(`decline.reasons.${declined.reason ?? 'other'}`);
    // Of a group, or of whom the rules find, several may have been asked.
    const whose = to === null ? declined.by?.displayName : undefined;
    return [whose ? t('transfer.back.becauseOf', { name: whose, why }) : t('transfer.back.because', { why })];
  }

  function whyOf({ endReason, groupName }: Transfer, names: Record<'visitor' | 'name' | 'group', string>): string {
    switch (endReason) {
      case 'declined':
        if (names.name === '' && !groupName) return t('transfer.back.declinedAll', names);
        return t(groupName ? 'transfer.back.declinedGroup' : 'transfer.back.declined', names);
      case 'missed':
      case 'target_gone':
      case 'target_left':
      case 'at_capacity':
        return names.name === '' ? t('transfer.back.nobody_free') : t(`transfer.back.${endReason}`, names);
      case 'group_empty':
        return t('transfer.back.group_empty');
      default:
        return t('transfer.back.nobody_free');
    }
  }
}
