import { useQuery } from '@tanstack/react-query';
import { type Conversation, type ConversationId, conversationRoutes } from '@visavis/protocol';
import { useEffect } from 'react';
import { failureCode } from '../../shared/api/index.ts';
import { useConnectionState, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isReadable } from './readable.ts';

export interface OpenConversation {
  readonly conversation: Conversation | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

/**
 * The conversation of an address. One of mine is on the desk already; any other is fetched, and followed live by
 * supervisors. Its newest messages are asked for at once.
 */
export function useConversation(conversationId: ConversationId): OpenConversation {
  const desk = useDesk();
  const api = useApi();
  const arrived = useDeskState((state) => state.arrived);
  const online = useConnectionState().status === 'online';
  const known = useDeskState((state) => state.conversations.get(conversationId));
  const mine = known?.agent?.id === desk.me.id;
  const fetched = useQuery({
    queryKey: ['conversation', conversationId],
    enabled: arrived && !known,
    queryFn: async () => {
      const { conversation } = await api(conversationRoutes.getConversation, { params: { conversationId } });
      desk.put({ conversation });
      return conversation;
    },
  });
  const watch =
    arrived && online && !mine && desk.me.role !== 'agent' && known !== undefined && known.state !== 'closed';
  useEffect(() => {
    if (!watch) return undefined;
    const refused = (error: unknown) => {
      // Not allowed to follow: the fetched state stays on the screen as it was.
      if (failureCode(error) !== 'forbidden') void fetched.refetch();
    };
    desk.connection.command('conversation:watch', { conversationId }).then((answer) => desk.put(answer), refused);
    return () => {
      desk.connection.command('conversation:unwatch', { conversationId }).catch(() => undefined);
    };
  }, [watch, desk, conversationId, fetched.refetch]);

  const readable = useDeskState((state) => known !== undefined && isReadable(known, desk.me, state));
  const lastSeq = known?.lastSeq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last seq or a new connection asks again, a new mark does not
  useEffect(() => {
    if (known && online && readable) void desk.feeds.refresh(known);
  }, [desk, known?.id, lastSeq, online, readable]);
  const owner = known?.agent?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new owner may be me, who may read them from now on
  useEffect(() => {
    if (known && online && readable) void desk.notes.refresh(known.id);
  }, [desk, known?.id, online, owner, readable]);
  return { conversation: known, error: fetched.error, retry: () => void fetched.refetch() };
}
