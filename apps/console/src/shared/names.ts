import { useTranslation } from 'react-i18next';

type Named =
  | { readonly displayName: string | null; readonly id: string }
  | { readonly visitor: { readonly displayName: string | null }; readonly id: string };

/**
 * What to call the visitor of a conversation: the name given, or "Visitor" and a short mark of the conversation, the
 * same wherever it shows.
 */
export function useVisitorName(): (conversation: Named) => string {
  const { t } = useTranslation();
  return (conversation) => {
    const name = 'visitor' in conversation ? conversation.visitor.displayName : conversation.displayName;
    return name ?? t('visitor.unnamed', { mark: conversation.id.slice(-4).toUpperCase() });
  };
}
