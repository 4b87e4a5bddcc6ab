import type { Presence } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../shared/i18n/index.ts';

/** "then Break: Meal": what was chosen for after the work at hand, in the same words wherever it stands. */
export function useAfterwards(): (next: NonNullable<Presence['next']>) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return ({ state, reason }) =>
    t('presence.afterwards', {
      state: reason ? t('presence.breakFor', { reason: reason.name[language] }) : t(`presence.${state}`),
    });
}
