import type { identityRoutes } from '@visavis/protocol';
import type { RouteHandlers, Transactions } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { AgentService } from './agent-service.ts';
import { absoluteMs } from './session-expiry.ts';
import type { SignInService } from './sign-in-service.ts';

interface Deps {
  readonly db: Db;
  readonly transactions: Transactions;
  readonly agents: AgentService;
  readonly signIns: SignInService;
}

export const createIdentityRoutes = (deps: Deps): RouteHandlers<typeof identityRoutes> => {
  const { db, agents, signIns, transactions } = deps;
  return {
    signIn: async ({ body, address, userAgent, setAuthCookie }) => {
      const { token, agent } = await signIns.signIn({ ...body, address, userAgent });
      // The cookie outlives the idle limit on purpose: the server decides when a sign-in has expired.
      setAuthCookie(token, absoluteMs / 1000);
      return { agent };
    },
    signOut: async ({ principal, clearAuthCookie }) => {
      await signIns.signOut(principal);
      clearAuthCookie();
      return undefined;
    },
    signOutEverywhere: async ({ principal, clearAuthCookie }) => {
      await signIns.signOutEverywhere(principal);
      clearAuthCookie();
      return undefined;
    },
    getMe: async ({ principal }) => ({ agent: await agents.getAgent(db, principal.agentId) }),
    updateMe: async ({ principal, body }) => ({ agent: await agents.updateMe(principal.agentId, body) }),
    listAgents: async () => ({ agents: await agents.listAgents(db) }),
    createAgent: async ({ body }) => ({
      agent: await transactions.run((tx) => agents.createAgent(tx, body, { demo: false })),
    }),
    getAgent: async ({ params }) => ({ agent: await agents.getAgent(db, params.agentId) }),
    updateAgent: async ({ params, body }) => ({ agent: await agents.updateAgent(params.agentId, body) }),
  };
};
