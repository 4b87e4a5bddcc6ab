import { createHash } from 'node:crypto';
import type { Agent, AgentId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { hashToken, makeToken } from '../../lib/opaque-token.ts';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { normaliseEmail } from './account.ts';
import type { AgentRepo } from './agent-repo.ts';
import type { AgentAuthentication } from './authentication-service.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import type { Passwords } from './password-service.ts';
import { expiresAt } from './session-expiry.ts';
import { failureMemoryMs, lockedUntil, signInLimits } from './sign-in-limit.ts';
import type { SignInRepo } from './sign-in-repo.ts';

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string;
}

export type SignOutReason = 'signed_out' | 'disabled' | 'expired';

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: SignInRepo;
  readonly agentRepo: AgentRepo;
  readonly passwords: Passwords;
  readonly authentication: AgentAuthentication;
  readonly getAgent: (db: Db, agentId: AgentId) => Promise<Agent>;
  readonly refuseDemo: boolean;
}

/** Failures are kept under a hash: what people type there by mistake may be a password. */
const accountKey = (email: string): string => createHash('sha256').update(normaliseEmail(email)).digest('hex');

const seconds = (until: number, now: Date): number => Math.max(1, Math.ceil((until - now.getTime()) / 1000));

const DAY_MS = 24 * 3_600_000;
const maxWaitingPerAccount = 20;

export const createSignInService = (deps: Deps) => {
  const { db, repo, clock, transactions, events, authentication } = deps;
  const oneAtATime = createOneAtATime(maxWaitingPerAccount);

  /** Refuses while locked; otherwise counts the try as a failure before the password is looked at, so that parallel tries cannot slip through. */
  const countTry = (account: string, address: string): Promise<void> =>
    transactions.run(async (tx) => {
      await repo.lockTries(tx, address, account);
      const now = clock.now();
      const since = new Date(now.getTime() - failureMemoryMs);
      const byAddress = await repo.failures(tx, { address }, since);
      const addressUntil = lockedUntil(byAddress, signInLimits.perAddress, now.getTime());
      if (addressUntil !== null)
        throw new DomainError('rate_limited', { retryAfterSeconds: seconds(addressUntil, now) });
      const byAccount = await repo.failures(tx, { account }, since);
      const accountUntil = lockedUntil(byAccount, signInLimits.perAccount, now.getTime());
      if (accountUntil !== null)
        throw new DomainError('auth_locked', { retryAfterSeconds: seconds(accountUntil, now) });
      await repo.insertFailure(tx, account, address, now);
    });

  const signedOut = (tx: Tx, agentId: string, sessionKey: string | null, reason: SignOutReason): Promise<void> =>
    events.append(tx, { type: 'agent_signed_out', subjectId: agentId, payload: { agentId, sessionKey, reason } });

  const tryPassword = async (attempt: SignInAttempt): Promise<{ token: string; agent: Agent }> => {
    const account = accountKey(attempt.email);
    await countTry(account, attempt.address);
    const found = await deps.agentRepo.findCredentials(db, normaliseEmail(attempt.email));
    const usable = found && found.disabledAt === null ? found : null;
    const right = await deps.passwords.verify(usable?.passwordHash ?? null, attempt.password);
    if (!right || !usable) throw new DomainError('auth_failed');
    if (usable.demo && deps.refuseDemo) {
      await repo.removeFailures(db, account);
      throw new DomainError('demo_refused');
    }
    const token = makeToken();
    const agentId = usable.id as AgentId;
    await transactions.run(async (tx) => {
      const now = clock.now();
      const stored = await repo.insertSignIn(tx, {
        tokenHash: hashToken(token) as Buffer,
        agentId,
        passwordHash: usable.passwordHash,
        now,
        expiresAt: expiresAt(now, now),
        address: attempt.address,
        device: attempt.userAgent.slice(0, 200) || null,
      });
      if (!stored) throw new DomainError('auth_failed');
      await repo.removeFailures(tx, account);
      await events.append(tx, { type: 'agent_signed_in', subjectId: agentId, payload: { agentId } });
    });
    return { token, agent: await deps.getAgent(db, agentId) };
  };

  return {
    /** Throws auth_failed, auth_locked, rate_limited (both with details.retryAfterSeconds), demo_refused. */
    signIn: async (attempt: SignInAttempt): Promise<{ token: string; agent: Agent }> => {
      // Tries on one account wait in line, so that several right ones at once do not look like wrong ones to each other.
      const turn = oneAtATime(accountKey(attempt.email), () => tryPassword(attempt));
      if (turn === null) throw new DomainError('rate_limited', { retryAfterSeconds: 1 });
      return turn;
    },

    signOut: async (principal: AgentPrincipal): Promise<void> => {
      await transactions.run(async (tx) => {
        if (await repo.remove(tx, Buffer.from(principal.sessionKey, 'hex')))
          await signedOut(tx, principal.agentId, principal.sessionKey, 'signed_out');
      });
      authentication.forget(principal.agentId);
    },

    signOutEverywhere: async (principal: AgentPrincipal): Promise<void> => {
      await transactions.run(async (tx) => {
        await repo.removeOfAgent(tx, principal.agentId);
        await signedOut(tx, principal.agentId, null, 'signed_out');
      });
      authentication.forget(principal.agentId);
    },

    /** Ends all sign-ins inside the caller's transaction; the caller calls `authentication.forget` after commit. */
    endAll: async (tx: Tx, agentId: AgentId, reason: SignOutReason): Promise<void> => {
      await repo.removeOfAgent(tx, agentId);
      await signedOut(tx, agentId, null, reason);
    },

    /** Removes expired sign-ins (telling their connections) and failures nobody needs any more. Call every minute or so. */
    sweep: (): Promise<void> =>
      transactions.run(async (tx) => {
        const now = clock.now();
        for (const { agentId, tokenHash } of await repo.removeExpired(tx, now))
          await signedOut(tx, agentId, tokenHash.toString('hex'), 'expired');
        await repo.removeFailuresBefore(tx, new Date(now.getTime() - DAY_MS));
      }),
  };
};
export type SignInService = ReturnType<typeof createSignInService>;
