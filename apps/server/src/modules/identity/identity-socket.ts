import { AgentId } from '@visavis/protocol';
import { z } from 'zod';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { AgentAuthentication } from './authentication-service.ts';

const SignedOut = z.object({
  agentId: AgentId,
  sessionKey: z.string().nullable(),
  reason: z.enum(['signed_out', 'disabled', 'expired']),
});

/** Ended sign-ins end their connections, and are forgotten on every node that hears of them. */
export const createIdentitySocket = (
  realtime: Pick<Realtime, 'disconnectAgent'>,
  authentication: Pick<AgentAuthentication, 'forget'>,
): SocketModule => ({
  events: {
    agent_signed_out: async ({ payload }) => {
      const { agentId, sessionKey, reason } = SignedOut.parse(payload);
      authentication.forget(agentId);
      realtime.disconnectAgent(agentId, sessionKey, reason);
    },
  },
});
