/** What a signed identity says, looked at once its signature is known to be right. */
import { IdentityClaims } from '@visavis/protocol';

/** Between being signed and being used up; a token that is found later is worth nothing. */
export const identityLifeSeconds = 600;
/** Of one visitor, as `VisitorAttributes` says. */
export const mostAttributes = 50;
/** By how much two clocks may differ. */
export const clockToleranceSeconds = 60;

export interface Identity {
  /** The stable name of the person in the integrator's system. */
  readonly externalId: string;
  readonly claims: IdentityClaims;
}
export type IdentityProblem = 'no_subject' | 'lives_too_long' | 'claims';

/** Registered claims that say nothing about the visitor. */
const registered = ['sub', 'aud', 'iat', 'nbf', 'exp', 'iss', 'jti'];

export const readIdentity = (
  payload: Readonly<Record<string, unknown>>,
): { readonly ok: true; readonly identity: Identity } | { readonly ok: false; readonly problem: IdentityProblem } => {
  const { sub, iat, exp } = payload;
  if (typeof sub !== 'string' || sub.trim() === '' || sub.length > 200) return { ok: false, problem: 'no_subject' };
  if (typeof iat !== 'number' || typeof exp !== 'number' || exp - iat > identityLifeSeconds)
    return { ok: false, problem: 'lives_too_long' };
  const own = Object.fromEntries(Object.entries(payload).filter(([name]) => !registered.includes(name)));
  const claims = IdentityClaims.safeParse(own);
  return claims.success
    ? { ok: true, identity: { externalId: sub, claims: claims.data } }
    : { ok: false, problem: 'claims' };
};

/** Names a page may not give without a signature. */
export const refusedNames = (attributes: Readonly<Record<string, unknown>>, allowed: readonly string[]): string[] =>
  Object.keys(attributes).filter((name) => !allowed.includes(name));
