import { useQuery } from '@tanstack/react-query';
import { type Conversation, transferRoutes } from '@visavis/protocol';
import { useApi } from '../../shared/ports.ts';

/** All transfers of a conversation, oldest first. */
export function useTransfers({ id, version }: Conversation) {
  const api = useApi();
  return useQuery({
    queryKey: ['transfers', id, version],
    queryFn: async () => (await api(transferRoutes.listTransfers, { params: { conversationId: id } })).transfers,
    placeholderData: (before) => (before?.[0]?.conversationId === id ? before : undefined),
  });
}
