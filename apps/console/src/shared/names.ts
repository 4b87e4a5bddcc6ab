import { useTranslation } from 'react-i18next';

/** What to call a visitor: the name given, or "Visitor" and a short mark that stays the same. */
export function useVisitorName(): (visitor: { displayName: string | null; id: string }) => string {
  const { t } = useTranslation();
  return ({ displayName, id }) => displayName ?? t('visitor.unnamed', { mark: id.slice(-4).toUpperCase() });
}
