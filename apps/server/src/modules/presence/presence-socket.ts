import type { AgentId, SkillGroupId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { PresenceService } from './presence-service.ts';

/** Commands of the agent's own presence, and `presence:changed` to the agent's tabs and to supervisors. */
export function createPresenceSocket(deps: {
  readonly presence: PresenceService;
  readonly realtime: Pick<Realtime, 'toAgent' | 'toSupervisors' | 'agentConnections' | 'disconnectAgent'>;
  /** A heartbeat counts as use of the sign-in; false: it has ended meanwhile. */
  readonly keepAlive: (sessionKey: string) => Promise<boolean>;
}): SocketModule {
  const { presence, realtime } = deps;
  const tell = async (agentId: AgentId): Promise<void> => {
    const now = await presence.get(agentId);
    realtime.toAgent(agentId, 'presence:changed', now);
    realtime.toSupervisors('presence:changed', now);
  };
  return {
    agent: {
      'presence:set': (choice, { principal }) => presence.choose(principal.agentId, choice),
      'presence:keep': (_payload, { principal }) => presence.keep(principal.agentId),
      'presence:heartbeat': async (_payload, { principal }) => {
        if (!(await deps.keepAlive(principal.sessionKey))) {
          realtime.disconnectAgent(principal.agentId, principal.sessionKey, 'expired');
          throw new DomainError('auth_expired');
        }
        await presence.heartbeat(principal.agentId);
        return {};
      },
    },
    connections: {
      agentConnected: (principal) => presence.connected(principal.agentId),
      agentDisconnected: async (principal, _socketId, remaining) => {
        if (remaining === 0) await presence.disconnected(principal.agentId);
      },
    },
    events: {
      agent_changed: (event) => presence.capacityChanged(event.subjectId as AgentId),
      skill_group_changed: (event) => presence.groupChanged(event.subjectId as SkillGroupId),
      agent_signed_out: async (event) => {
        const agentId = event.subjectId as AgentId;
        // One sign-in of several ended: the others go on. The whole account: gone at once.
        if (event.payload.sessionKey === null || realtime.agentConnections(agentId) === 0) await presence.left(agentId);
      },
      presence_changed: (event) => tell(event.subjectId as AgentId),
      // It takes a place.
      offer_ringing: (event) => tell(event.payload.agentId as AgentId),
    },
  };
}
