import type { Channel, ChannelId, Language, Visit, Visitor, VisitorAttributes, VisitorId } from '@visavis/protocol';
import { createAddressLimit } from '../../lib/address-limit.ts';
import { DomainError } from '../../lib/domain-error.ts';
import { hashToken, makeToken } from '../../lib/opaque-token.ts';
import type { CoreDeps, VisitorPrincipal } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { describeDevice } from './device.ts';
import { type Identity, mostAttributes } from './identity.ts';
import type { IdentityService } from './identity-service.ts';
import type { Known, ProfileRow } from './profile-repo.ts';
import type { VisitorRepo } from './visitor-repo.ts';

/** What visitors need to know of channels. */
export interface VisitorChannels {
  findByKey(db: Db, key: string): Promise<Pick<Channel, 'id' | 'key' | 'enabled'> | undefined>;
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: VisitorRepo;
  readonly channels: VisitorChannels;
  readonly identities: Pick<IdentityService, 'identify' | 'assertPageMaySay'>;
  /** What the newest visit of the same person said. */
  readonly findKnown: (
    db: Db,
    externalId: string,
  ) => Promise<(Known & Pick<ProfileRow, 'displayName' | 'namedBy'>) | undefined>;
}

export interface VisitRequest {
  readonly channelKey: string;
  readonly language: Language;
  readonly displayName?: string | undefined;
  /** A signed identity, as the page got it from the integrator's server. */
  readonly identity?: string | undefined;
  /** What the page says by itself. */
  readonly attributes?: VisitorAttributes | undefined;
  readonly address: string;
  readonly userAgent: string;
}

/** The first word about each name counts; what is too much is what was known longest. */
const newest = (...words: readonly (VisitorAttributes | undefined)[]): VisitorAttributes => {
  const all = new Map<string, VisitorAttributes[string]>();
  for (const [name, value] of words.flatMap((one) => Object.entries(one ?? {})))
    if (!all.has(name) && all.size < mostAttributes) all.set(name, value);
  return Object.fromEntries(all);
};

/** New visitors one address may make in one window. Whole offices and mobile networks share addresses, so it is generous. */
const visitLimit = { perAddress: 240, windowMs: 60_000 };
const tokenLifeMs = 90 * 24 * 3_600_000;

export const createVisitorService = (deps: Deps) => {
  const { db, repo, channels, clock, makeId, events, transactions } = deps;
  const limit = createAddressLimit(visitLimit);

  /** What is known: from before, from the page, and, above both, from the signed identity. */
  const knownOf = async (identity: Identity | undefined, attributes: VisitorAttributes) => {
    const before = identity && (await deps.findKnown(db, identity.externalId));
    const claims = identity?.claims;
    const known: Known = {
      vipLevel: claims?.vipLevel ?? before?.vipLevel ?? 0,
      attributes: newest(claims?.attributes, attributes, before?.attributes),
      tags: claims?.tags ?? before?.tags ?? [],
    };
    const vouched = claims?.displayName ?? (before?.namedBy === null ? before.displayName : null);
    const given = vouched === null && before?.displayName != null ? before : null;
    return { known, vouched, given, language: claims?.language };
  };

  return {
    /** Throws channel_not_found, channel_closed, rate_limited (details.retryAfterSeconds), identity_…, attributes_refused. */
    startVisit: async (request: VisitRequest): Promise<Visit> => {
      const now = clock.now();
      const wait = limit(request.address, now.getTime());
      if (wait !== null) throw new DomainError('rate_limited', { retryAfterSeconds: Math.ceil(wait / 1000) });
      const channel = await channels.findByKey(db, request.channelKey);
      if (!channel) throw new DomainError('channel_not_found');
      if (!channel.enabled) throw new DomainError('channel_closed');
      const attributes = request.attributes ?? {};
      await deps.identities.assertPageMaySay(channel.id, attributes);
      const identity =
        request.identity === undefined ? undefined : await deps.identities.identify(channel, request.identity);
      const { known, vouched, given, language } = await knownOf(identity, attributes);
      const token = makeToken();
      const visitor = await transactions.run(async (tx) => {
        const made = await repo.insert(tx, {
          id: makeId(),
          channelId: channel.id,
          // A name that is vouched for is not typed over; one that an agent gave is.
          displayName: vouched ?? request.displayName ?? given?.displayName ?? null,
          namedBy: vouched === null && request.displayName === undefined ? (given?.namedBy ?? null) : null,
          language: language ?? request.language,
          externalId: identity?.externalId ?? null,
          known,
          device: describeDevice(request.userAgent),
          createdAt: now,
        });
        await repo.insertToken(tx, hashToken(token) as Buffer, made.id, now, new Date(now.getTime() + tokenLifeMs));
        return made;
      });
      return { token, visitor };
    },

    /** Somebody another system knows: a visitor without a page yet. */
    createVisitor: async (
      tx: Tx,
      made: { readonly channelId: ChannelId; readonly displayName: string | null; readonly language: Language },
    ): Promise<VisitorId> =>
      (
        await repo.insert(tx, {
          ...made,
          ...{ id: makeId(), device: null, createdAt: clock.now(), externalId: null, namedBy: null },
          known: { vipLevel: 0, attributes: {}, tags: [] },
        })
      ).id,

    /** One more token for a visitor who is known, on whatever device they are. Throws visitor_token_invalid. */
    welcomeBack: async (tx: Tx, visitorId: VisitorId): Promise<Visit> => {
      const visitor = await repo.find(tx, visitorId);
      if (!visitor) throw new DomainError('visitor_token_invalid');
      const token = makeToken();
      const now = clock.now();
      await repo.insertToken(tx, hashToken(token) as Buffer, visitorId, now, new Date(now.getTime() + tokenLifeMs));
      return { token, visitor };
    },

    /** Throws visitor_token_invalid. */
    visitorFromToken: async (token: string | undefined): Promise<VisitorPrincipal> => {
      const tokenHash = token === undefined ? null : hashToken(token);
      const found = tokenHash && (await repo.findByToken(db, tokenHash, clock.now()));
      if (!found) throw new DomainError('visitor_token_invalid');
      return { kind: 'visitor', visitorId: found.id as VisitorId, channelId: found.channelId as ChannelId };
    },

    /** Undefined when there is no such visitor. */
    findVisitor: (executor: Db, visitorId: VisitorId): Promise<Visitor | undefined> => repo.find(executor, visitorId),
    listVisitors: (executor: Db, visitorIds: readonly VisitorId[]): Promise<Visitor[]> =>
      repo.findMany(executor, visitorIds),

    updateVisitor: (
      visitorId: VisitorId,
      patch: { readonly displayName?: string | undefined; readonly language?: Language | undefined },
    ): Promise<Visitor> =>
      transactions.run(async (tx) => {
        const visitor = await repo.update(tx, visitorId, patch);
        if (!visitor) throw new DomainError('visitor_token_invalid');
        await events.append(tx, { type: 'visitor_changed', subjectId: visitorId, payload: { visitorId } });
        return visitor;
      }),

    /** Removes expired tokens. Call it daily or oftener. */
    sweep: (): Promise<void> => transactions.run((tx) => repo.removeExpiredTokens(tx, clock.now())),
  };
};
export type VisitorService = ReturnType<typeof createVisitorService>;
