/** Agents, supervisors and administrators: their accounts, and who is signed in. */
import { makeToken } from '../../lib/opaque-token.ts';
import type { CoreDeps, Realtime } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createAgentRepo } from './agent-repo.ts';
import { createAgentReads, createAgentService, type Memberships } from './agent-service.ts';
import { createApiKeyRepo } from './api-key-repo.ts';
import { apiKeyRouteHandlers } from './api-key-routes.ts';
import { createApiKeyService } from './api-key-service.ts';
import { createAuthentication } from './authentication-service.ts';
import { createIdentityRoutes } from './identity-routes.ts';
import { createIdentitySocket } from './identity-socket.ts';
import { createPasswords } from './password-service.ts';
import { createSignInRepo } from './sign-in-repo.ts';
import { createSignInService } from './sign-in-service.ts';

export type { AgentService, Memberships } from './agent-service.ts';
export type { SignInService } from './sign-in-service.ts';

export interface IdentityDeps extends CoreDeps {
  readonly db: Db;
  readonly memberships: Memberships;
  readonly realtime: Pick<Realtime, 'disconnectAgent'>;
  /** The product listens on an address others can reach. */
  readonly hostIsPublic: boolean;
  readonly demo: { readonly allowPublic: boolean };
}

/**
 * Services take `db` or a transaction first. Events: `agent_changed {agentId}`, `agent_signed_in {agentId}`,
 * `agent_signed_out {agentId, sessionKey | null, reason}`. Call `sweep` every minute or so.
 */
export const createIdentity = (deps: IdentityDeps) => {
  const refuseDemo = deps.hostIsPublic && !deps.demo.allowPublic;
  const agentRepo = createAgentRepo();
  const repo = createSignInRepo();
  const passwords = createPasswords(makeToken());
  const authentication = createAuthentication({ db: deps.db, clock: deps.clock, repo, refuseDemo });
  const apiKeys = createApiKeyService({ ...deps, repo: createApiKeyRepo(), refuseDemo });
  const { getAgent } = createAgentReads(agentRepo, deps.memberships);
  const signIns = createSignInService({ ...deps, repo, agentRepo, passwords, authentication, getAgent, refuseDemo });
  const agents = createAgentService({
    ...deps,
    repo: agentRepo,
    passwords,
    authentication,
    endSignIns: signIns.endAll,
  });
  return {
    agents,
    signIns,
    authentication,
    apiKeys,
    apiKeyRoutes: apiKeyRouteHandlers(apiKeys),
    sweep: signIns.sweep,
    routes: createIdentityRoutes({ db: deps.db, transactions: deps.transactions, agents, signIns }),
    socket: createIdentitySocket(deps.realtime, authentication),
  };
};
export type Identity = ReturnType<typeof createIdentity>;
