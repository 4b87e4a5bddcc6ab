import type { Channel, ChannelId, Language, Visit, Visitor, VisitorId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { hashToken, makeToken } from '../../lib/opaque-token.ts';
import type { CoreDeps, VisitorPrincipal } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { describeDevice } from './device.ts';
import { createVisitLimit } from './visit-limit.ts';
import type { VisitorRepo } from './visitor-repo.ts';

/** What visitors need to know of channels. */
export interface VisitorChannels {
  findByKey(db: Db, key: string): Promise<Pick<Channel, 'id' | 'enabled'> | undefined>;
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: VisitorRepo;
  readonly channels: VisitorChannels;
}

export interface VisitRequest {
  readonly channelKey: string;
  readonly language: Language;
  readonly displayName?: string | undefined;
  readonly address: string;
  readonly userAgent: string;
}

const tokenLifeMs = 90 * 24 * 3_600_000;

export const createVisitorService = (deps: Deps) => {
  const { db, repo, channels, clock, makeId, events, transactions } = deps;
  const limit = createVisitLimit();

  return {
    /** Throws channel_not_found, channel_closed, rate_limited (details.retryAfterSeconds). */
    startVisit: async (request: VisitRequest): Promise<Visit> => {
      const now = clock.now();
      const wait = limit(request.address, now.getTime());
      if (wait !== null) throw new DomainError('rate_limited', { retryAfterSeconds: Math.ceil(wait / 1000) });
      const channel = await channels.findByKey(db, request.channelKey);
      if (!channel) throw new DomainError('channel_not_found');
      if (!channel.enabled) throw new DomainError('channel_closed');
      const token = makeToken();
      const visitor = await transactions.run(async (tx) => {
        const made = await repo.insert(tx, {
          id: makeId(),
          channelId: channel.id,
          displayName: request.displayName ?? null,
          language: request.language,
          device: describeDevice(request.userAgent),
          createdAt: now,
        });
        await repo.insertToken(tx, hashToken(token) as Buffer, made.id, now, new Date(now.getTime() + tokenLifeMs));
        return made;
      });
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
