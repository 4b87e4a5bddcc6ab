import type { ChannelId, ChannelIdentity, PutChannelIdentity, VisitorAttributes } from '@visavis/protocol';
import { errors, importSPKI, jwtVerify } from 'jose';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { clockToleranceSeconds, type Identity, readIdentity, refusedNames } from './identity.ts';
import type { IdentityRepo, StoredIdentity } from './identity-repo.ts';

/** Signing keys of HS256 are at least as long as its hash. */
const sharedKeyBytes = 32;

interface Deps extends Pick<CoreDeps, 'clock' | 'transactions' | 'events'> {
  readonly db: Db;
  readonly repo: IdentityRepo;
  /** Throws channel_not_found. */
  readonly getChannel: (db: Db, channelId: ChannelId) => Promise<unknown>;
}

const shown = ({ key, pageAttributes, changedAt }: StoredIdentity): ChannelIdentity => ({
  algorithm: key?.algorithm ?? null,
  publicKey: key?.algorithm === 'ES256' ? key.text : null,
  pageAttributes: [...pageAttributes],
  changedAt: changedAt?.toISOString() ?? null,
});

const sharedKey = (text: string): Uint8Array => Buffer.from(text, 'base64');

const toKey = async (input: NonNullable<PutChannelIdentity['key']>): Promise<NonNullable<StoredIdentity['key']>> => {
  if (input.algorithm === 'HS256') {
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(input.secret) || sharedKey(input.secret).length < sharedKeyBytes)
      throw new DomainError('identity_key_invalid', { reason: 'base64 of at least 32 bytes is needed' });
    return { algorithm: 'HS256', text: input.secret };
  }
  try {
    await importSPKI(input.publicKey, 'ES256');
  } catch (cause) {
    throw new DomainError('identity_key_invalid', { reason: 'a P-256 public key as PEM is needed' }, { cause });
  }
  return { algorithm: 'ES256', text: input.publicKey.trim() };
};

const refusal = (error: unknown): DomainError => {
  if (error instanceof errors.JWTExpired) return new DomainError('identity_expired', undefined, { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? new DomainError('identity_foreign', undefined, { cause: error })
      : new DomainError('identity_invalid', { reason: `claim ${error.claim}` }, { cause: error });
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new DomainError('identity_invalid', { reason: 'signature' }, { cause: error });
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new DomainError('identity_invalid', { reason: 'algorithm' }, { cause: error });
  return new DomainError('identity_invalid', { reason: 'malformed' }, { cause: error });
};

/** Who visitors are, on the word of the integrator's server; and what a page may say on its own. */
export const createIdentityService = (deps: Deps) => {
  const { db, repo, clock, transactions } = deps;

  const verify = async (token: string, key: NonNullable<StoredIdentity['key']>, channelKey: string) => {
    const options = {
      // Never what the token itself asks for.
      algorithms: [key.algorithm],
      audience: channelKey,
      requiredClaims: ['sub', 'iat', 'exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: clock.now(),
    };
    try {
      const { payload } =
        key.algorithm === 'HS256'
          ? await jwtVerify(token, sharedKey(key.text), options)
          : await jwtVerify(token, await importSPKI(key.text, 'ES256'), options);
      return payload;
    } catch (error) {
      throw refusal(error);
    }
  };

  return {
    /** Throws identity_not_taken, identity_invalid, identity_expired, identity_foreign. */
    async identify(channel: { readonly id: ChannelId; readonly key: string }, token: string): Promise<Identity> {
      const { key } = await repo.find(db, channel.id);
      if (!key) throw new DomainError('identity_not_taken');
      const payload = await verify(token, key, channel.key);
      if (typeof payload.iat === 'number' && payload.iat > clock.now().getTime() / 1_000 + clockToleranceSeconds)
        throw new DomainError('identity_invalid', { reason: 'claim iat' });
      const read = readIdentity(payload);
      if (!read.ok) throw new DomainError('identity_invalid', { reason: read.problem });
      return read.identity;
    },

    /** What a page says without a signature. Throws attributes_refused. */
    async assertPageMaySay(channelId: ChannelId, attributes: VisitorAttributes): Promise<void> {
      if (Object.keys(attributes).length === 0) return;
      const { pageAttributes } = await repo.find(db, channelId);
      const names = refusedNames(attributes, pageAttributes);
      if (names.length > 0) throw new DomainError('attributes_refused', { names });
    },

    /** Throws channel_not_found. */
    async get(channelId: ChannelId): Promise<ChannelIdentity> {
      await deps.getChannel(db, channelId);
      return shown(await repo.find(db, channelId));
    },

    /** Throws channel_not_found, identity_key_invalid. */
    async put(channelId: ChannelId, input: PutChannelIdentity): Promise<ChannelIdentity> {
      const key = input.key ? await toKey(input.key) : input.key;
      return transactions.run(async (tx) => {
        await deps.getChannel(tx, channelId);
        const before = await repo.find(tx, channelId);
        const after = {
          key: key === undefined ? before.key : key,
          pageAttributes: input.pageAttributes ?? before.pageAttributes,
          changedAt: clock.now(),
        };
        await repo.put(tx, channelId, after);
        await deps.events.append(tx, {
          type: 'channel_identity_changed',
          subjectId: channelId,
          payload: { channelId, algorithm: after.key?.algorithm ?? null },
        });
        return shown(after);
      });
    },
  };
};
export type IdentityService = ReturnType<typeof createIdentityService>;
