import { AgentId } from '@visavis/protocol';
import { z } from 'zod';
import type { Realtime, SocketModule } from '../../ports/index.ts';

const SignedOut = z.object({
  agentId: AgentId,
  sessionKey: z.string().nullable(),
  reason: z.enum(['signed_out', 'disabled', 'expired']),
});

/** Ended sign-ins end their connections. */
export const createIdentitySocket = (realtime: Pick<Realtime, 'disconnectAgent'>): SocketModule => ({
  events: {
    agent_signed_out: async ({ payload }) => {
      const { agentId, sessionKey, reason } = SignedOut.parse(payload);
      realtime.disconnectAgent(agentId, sessionKey, reason);
    },
  },
});
