import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** What carries a visitor: a conversation, or something that belongs to one and says whose it is. */
export type Named =
  | { readonly visitorId: string; readonly visitorName: string | null }
  | { readonly visitor: { readonly id: string; readonly displayName: string | null } };

/**
 * What to call a visitor: the name given, or "Visitor" and a short mark of the visitor, so that the same person is called
 * the same in every contact and wherever it shows. Undefined: this page does not know whose it is.
 */
export const visitorNameOf = (t: TFunction, named: Named | undefined): string => {
  if (named === undefined) return t('visitor.unknown');
  const [id, name] =
    'visitor' in named ? [named.visitor.id, named.visitor.displayName] : [named.visitorId, named.visitorName];
  return name ?? t('visitor.unnamed', { mark: id.slice(-4).toUpperCase() });
};

export function useVisitorName(): (named: Named | undefined) => string {
  const { t } = useTranslation();
  return (named) => visitorNameOf(t, named);
}
