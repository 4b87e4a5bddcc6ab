import type { OfferId } from '@visavis/protocol';
import type { CoreDeps, Transactions } from '../../ports/index.ts';
import type { PresenceService } from '../presence/index.ts';
import type { OfferDecision, Roster } from '../routing/index.ts';
import type { LeaderWorld } from './leader-world-service.ts';
import { type OfferSet, offerSetOf, setEvents, storeOffers } from './offer-set-repo.ts';
import { createRosterRepo } from './roster-repo.ts';
import { packLines } from './stored-reason-repo.ts';

export interface OfferWriterDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events'> {
  readonly presence: Pick<PresenceService, 'takingPlaces'>;
  readonly world: Pick<LeaderWorld, 'markOf'>;
}

export interface PreparedOffers {
  readonly set: OfferSet;
  readonly rosters: ReadonlySet<Roster>;
}

/**
 * Stores decided offers, many in one transaction. Only entries whose row is still the one that was decided on are taken, and only
 * places that are still free, all of an agent or none; the next round decides the rest again.
 */
export function createOfferWriter({ clock, makeId, events, presence, world }: OfferWriterDeps) {
  const rosters = createRosterRepo();

  return {
    /** Whatever does not need the database, so that it can be done while the set before is being written. */
    async prepare(decided: readonly OfferDecision[]): Promise<PreparedOffers> {
      const lines = packLines(decided.map((one) => one.explanation));
      const offers = decided.map((one) => ({
        id: makeId() as OfferId,
        entryId: one.entryId,
        mark: world.markOf(one.entryId) ?? null,
        agentId: one.agentId,
        stageIndex: one.stageIndex,
        reached: one.reached,
        reason: { ...one.because, rosterId: rosters.idOf(one.explanation.roster) },
        ringMs: one.ringMs,
      }));
      return {
        set: offerSetOf(offers, { id: makeId(), lines: await lines }),
        rosters: new Set(decided.map((one) => one.explanation.roster)),
      };
    },

    /** Answers how many were stored. */
    async write(transactions: Transactions, prepared: PreparedOffers): Promise<number> {
      if (prepared.set.size === 0) return 0;
      const { made, rostersStored } = await transactions.run(async (tx) => ({
        rostersStored: await rosters.save(tx, prepared.rosters),
        made: await storeOffers(tx, prepared.set, clock.now(), {
          takingPlaces: presence.takingPlaces,
          telling: (rows) => events.appending(tx, setEvents, rows),
        }),
      }));
      rostersStored();
      return made;
    },
  };
}
