import type { AgentId } from '@visavis/protocol';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { WrapUpService } from './wrap-up-service.ts';

/** Changes by the agent, and the news of them to all of the agent's tabs. */
export const createWrapUpSocket = (wrapUps: WrapUpService, realtime: Pick<Realtime, 'toAgent'>): SocketModule => ({
  agent: {
    'wrapup:change': async ({ conversationId, ...change }, { principal }) => ({
      wrapUp: await wrapUps.change(principal.agentId, conversationId, change),
    }),
    'wrapup:done': async ({ conversationId, ...change }, { principal }) => ({
      wrapUp: await wrapUps.finish(principal.agentId, conversationId, change),
    }),
  },
  events: {
    visitor_changed: async ({ subjectId }) => {
      for (const wrapUp of await wrapUps.listOpenOfPerson(subjectId))
        realtime.toAgent(wrapUp.agentId, 'wrapup:changed', wrapUp);
    },
    wrap_up_changed: async (event) => {
      const { agentId } = event.payload as { readonly agentId: AgentId };
      realtime.toAgent(agentId, 'wrapup:changed', await wrapUps.findForFacts(event.subjectId));
    },
  },
});
