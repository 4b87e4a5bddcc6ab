import type { AgentId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { gathered } from '../../lib/gathered.ts';
import { hashToken } from '../../lib/opaque-token.ts';
import type { AgentPrincipal, Clock } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { expiresAt, needsTouch } from './session-expiry.ts';
import type { SignInRepo } from './sign-in-repo.ts';

/** How long a looked-up token is believed without asking again; revocation on this node is felt at once all the same. */
const believeMs = 3_000;
/** Signs of life wait this long for those of others; whoever sends one is in no hurry. */
const keepAliveGatherMs = 100;
const maxRemembered = 10_000;

export interface AgentAuthentication {
  /** Throws auth_required without a token, auth_expired for one that is unknown, ended or expired. */
  agentFromToken(token: string | undefined): Promise<AgentPrincipal>;
  /** Counts as use of the sign-in, for connections that live long without a request. False: the sign-in has ended. */
  keepAlive(sessionKey: string): Promise<boolean>;
  /** Call after the commit that ended sign-ins or changed the account. */
  forget(agentId: AgentId): void;
}

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly repo: SignInRepo;
  /** True: demo accounts may not be signed in here. */
  readonly refuseDemo: boolean;
}

export const createAuthentication = ({ db, clock, repo, refuseDemo }: Deps): AgentAuthentication => {
  const remembered = new Map<string, { principal: AgentPrincipal; until: number }>();
  // A look-up that began before a revocation must not be remembered after it.
  let revocations = 0;

  const list = async (sessionKeys: readonly string[]) => {
    const found = await repo.list(
      db,
      sessionKeys.map((key) => Buffer.from(key, 'hex')),
    );
    return new Map(found.map((session) => [session.tokenHash.toString('hex'), session]));
  };
  const findSession = gathered(list);
  const findPatiently = gathered(list, keepAliveGatherMs);

  const lookUp = async (tokenHash: Buffer, find = findSession): Promise<AgentPrincipal | null> => {
    const sessionKey = tokenHash.toString('hex');
    const now = clock.now();
    const known = remembered.get(sessionKey);
    if (known && known.until > now.getTime()) return known.principal;
    remembered.delete(sessionKey);
    const seen = revocations;
    const found = await find(sessionKey);
    if (!found || found.expiresAt <= now || (found.demo && refuseDemo)) return null;
    if (needsTouch(found.lastSeenAt, now)) await repo.touch(db, tokenHash, now, expiresAt(found.createdAt, now));
    const principal: AgentPrincipal = {
      kind: 'agent',
      agentId: found.agentId as AgentId,
      role: found.role,
      displayName: found.displayName,
      sessionKey,
    };
    if (seen === revocations) {
      if (remembered.size >= maxRemembered) remembered.clear();
      const until = Math.min(now.getTime() + believeMs, found.expiresAt.getTime());
      remembered.set(sessionKey, { principal, until });
    }
    return principal;
  };

  return {
    agentFromToken: async (token) => {
      if (token === undefined || token === '') throw new DomainError('auth_required');
      const tokenHash = hashToken(token);
      const principal = tokenHash && (await lookUp(tokenHash));
      if (!principal) throw new DomainError('auth_expired');
      return principal;
    },
    keepAlive: async (sessionKey) => (await lookUp(Buffer.from(sessionKey, 'hex'), findPatiently)) !== null,
    forget: (agentId) => {
      revocations += 1;
      for (const [key, { principal }] of remembered) if (principal.agentId === agentId) remembered.delete(key);
    },
  };
};
