import type { AgentId, TransferId } from '@visavis/protocol';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { TransferService } from './transfer-service.ts';
import type { createTransferTargets } from './transfer-targets-service.ts';

export interface TransferSocketDeps {
  readonly transfers: TransferService;
  readonly targets: ReturnType<typeof createTransferTargets>;
  readonly realtime: Pick<Realtime, 'toAgent' | 'follow' | 'unfollow'>;
  /** Something changed that may end a search or a ringing. */
  readonly wakeRouter: () => void;
}

export const createTransferSocket = ({
  transfers,
  targets,
  realtime,
  wakeRouter,
}: TransferSocketDeps): SocketModule => ({
  agent: {
    'transfer:targets': ({ conversationId }, { principal }) => targets(principal, conversationId),
    'transfer:start': async (request, { principal }) => ({ transfer: await transfers.start(principal, request) }),
    'transfer:accept': async ({ transferId }, { principal, follow }) => {
      const taken = await transfers.accept(principal, transferId);
      follow(taken.conversation.id);
      realtime.follow(principal.agentId, taken.conversation.id);
      return taken;
    },
    'transfer:decline': async ({ transferId, ...why }, { principal }) => {
      await transfers.decline(principal, transferId, why);
      return {};
    },
    'transfer:leave': async ({ transferId }, { principal }) => {
      await transfers.leave(principal, transferId);
      return {};
    },
    'transfer:complete': async ({ transferId }, { principal }) => ({
      transfer: await transfers.complete(principal, transferId),
    }),
    'transfer:together': async ({ transferId, together }, { principal }) => ({
      transfer: await transfers.together(principal, transferId, together),
    }),
    'transfer:cancel': async ({ transferId }, { principal }) => ({
      transfer: await transfers.cancel(principal, transferId),
    }),
  },
  events: {
    transfer_changed: async (event) => {
      wakeRouter();
      const transfer = await transfers.findWire(event.subjectId as TransferId);
      if (!transfer) return;
      const { to, state, conversationId } = transfer;
      // Whoever is consulted reads along; afterwards only the one who has it.
      if (to && state === 'consulting') realtime.follow(to.agentId, conversationId);
      if (to && (state === 'returned' || state === 'cancelled')) realtime.unfollow(to.agentId, conversationId);
      for (const agentId of event.payload.agents as AgentId[]) realtime.toAgent(agentId, 'transfer:changed', transfer);
    },
    visitor_changed: async ({ subjectId }) => {
      for (const transfer of await transfers.listOpenOfPerson(subjectId))
        for (const agent of [transfer.from, transfer.to])
          if (agent) realtime.toAgent(agent.agentId, 'transfer:changed', transfer);
    },
    conversation_changed: async () => wakeRouter(),
    call_ended: async () => wakeRouter(),
  },
});
