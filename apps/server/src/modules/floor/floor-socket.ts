import { DomainError } from '../../lib/domain-error.ts';
import { maySupervise, type SocketModule } from '../../ports/index.ts';
import type { FloorWatch } from './floor-watch-service.ts';

/** After each of these the floor may look different. */
const causes = [
  'queue_changed',
  'offer_ringing',
  'offer_ended',
  'transfer_changed',
  'presence_changed',
  'conversation_changed',
  'call_changed',
  'skill_group_changed',
  'agent_changed',
  'visitor_changed',
  'alarm_raised',
  'alarm_cleared',
] as const;

export const floorSocket = (watch: FloorWatch): SocketModule => ({
  agent: {
    'floor:watch': async (_payload, { principal, socketId }) => {
      if (!maySupervise(principal)) throw new DomainError('forbidden', { needs: 'supervisor' });
      return watch.watch(socketId);
    },
    'floor:unwatch': async (_payload, { principal, socketId }) => {
      if (!maySupervise(principal)) throw new DomainError('forbidden', { needs: 'supervisor' });
      watch.unwatch(socketId);
      return {};
    },
  },
  connections: {
    agentDisconnected: async (_principal, socketId) => watch.unwatch(socketId),
  },
  events: Object.fromEntries(causes.map((type) => [type, async () => watch.changed()])),
});
