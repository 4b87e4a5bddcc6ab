import { useQuery } from '@tanstack/react-query';
import { type Conversation, queueRoutes } from '@visavis/protocol';
import { useMemo } from 'react';
import { useDesk } from '../../shared/desk/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { handsOf, handsToMe } from './by-hand.ts';
import type { ByHand } from './timeline.ts';

/** What is known here of it by who reads; the same questions as *Why this agent* asks, so they are asked once. */
export function useByHand({ id, version, agent }: Conversation): readonly ByHand[] {
  const api = useApi();
  const { me } = useDesk();
  const all = isAtLeast(me.role, 'supervisor');
  const params = { conversationId: id };
  const whole = useQuery({
    queryKey: ['routing', id, version],
    queryFn: () => api(queueRoutes.getRouting, { params }),
    enabled: all,
    placeholderData: (before) => (before?.conversationId === id ? before : undefined),
  });
  const own = useQuery({
    queryKey: ['own-routing', id, version],
    queryFn: () => api(queueRoutes.getOwnRouting, { params }),
    enabled: !all && agent?.id === me.id,
    placeholderData: (before) => (before?.conversationId === id ? before : undefined),
  });
  return useMemo(
    () => [...handsOf(whole.data?.entries ?? []), ...handsToMe(own.data?.reasons ?? [])],
    [whole.data, own.data],
  );
}
