import { useQuery } from '@tanstack/react-query';
import { type ConversationId, type LocalName, wrapUpRoutes } from '@visavis/protocol';
import { useApi } from '../../shared/ports.ts';

/** How this contact can end, whether that must be said, and how long one may take for it afterwards. */
export function useEndings(conversationId: ConversationId) {
  const api = useApi();
  return useQuery({
    queryKey: ['endings', conversationId],
    queryFn: () => api(wrapUpRoutes.listEndings, { params: { conversationId } }),
  });
}

export function useUsedTags() {
  const api = useApi();
  return useQuery({
    queryKey: ['wrap-up-tags'],
    queryFn: async () => (await api(wrapUpRoutes.listWrapUpTags)).tags,
  });
}

export const pathName = (path: readonly LocalName[], language: 'en' | 'zh'): string =>
  path.map((name) => name[language]).join(' › ');
