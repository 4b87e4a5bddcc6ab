import type { CallbackId, Visit } from '@visavis/protocol';
import { createAddressLimit } from '../../lib/address-limit.ts';
import { DomainError } from '../../lib/domain-error.ts';
import { hashToken, makeToken } from '../../lib/opaque-token.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { callbackRepo } from './callback-repo.ts';
import type { ChannelsForCallbacks, VisitorsForCallbacks } from './callback-wants.ts';

export interface CallbackLinkDeps extends Pick<CoreDeps, 'clock' | 'transactions'> {
  readonly db: Db;
  readonly channels: Pick<ChannelsForCallbacks, 'getChannel'>;
  readonly visitors: Pick<VisitorsForCallbacks, 'welcomeBack'>;
  readonly publicUrl: () => string;
}

const lifeMs = 48 * 3_600_000;
/** A phone and a computer, and once more where the browser has forgotten. */
const mostUses = 5;
/** Nobody opens more links than this by hand; an office behind one address has room, somebody who guesses has not. */
export const linkLimit = { perAddress: 30, windowMs: 60_000 };

/** Links that bring a visitor into the conversation they are rung back about. The token stands behind the #: no server logs it. */
export const createCallbackLinks = (deps: CallbackLinkDeps) => {
  const { db, clock, transactions } = deps;
  const limit = createAddressLimit(linkLimit);
  return {
    /** Throws callback_not_found, callback_state. */
    async make(id: CallbackId): Promise<{ url: string; expiresAt: string }> {
      const found = await callbackRepo.findWire(db, id);
      if (!found) throw new DomainError('callback_not_found');
      if (found.state === 'cancelled' || found.state === 'unreached')
        throw new DomainError('callback_state', { state: found.state });
      const { key } = await deps.channels.getChannel(db, found.channelId);
      const now = clock.now();
      const due = Math.max(now.getTime(), found.notBefore ? Date.parse(found.notBefore) : 0);
      const expiresAt = new Date(due + lifeMs);
      const token = makeToken();
      const hash = hashToken(token);
      if (!hash) throw new Error('A token of our own has no hash');
      await transactions.run((tx) => callbackRepo.insertLink(tx, { hash, callbackId: id, createdAt: now, expiresAt }));
      return { url: `${deps.publicUrl()}/c/${key}#callback=${token}`, expiresAt: expiresAt.toISOString() };
    },

    /** Throws callback_link_invalid, rate_limited (details.retryAfterSeconds). */
    async open(token: string, address: string): Promise<Visit> {
      const wait = limit(address, clock.now().getTime());
      if (wait !== null) throw new DomainError('rate_limited', { retryAfterSeconds: Math.ceil(wait / 1000) });
      const hash = hashToken(token);
      if (!hash) throw new DomainError('callback_link_invalid');
      return transactions.run(async (tx) => {
        const visitorId = await callbackRepo.useLink(tx, hash, clock.now(), mostUses);
        if (!visitorId) throw new DomainError('callback_link_invalid');
        return deps.visitors.welcomeBack(tx, visitorId);
      });
    },
  };
};
export type CallbackLinks = ReturnType<typeof createCallbackLinks>;
