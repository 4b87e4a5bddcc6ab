import type { OfferId } from '@visavis/protocol';
import type { CoreDeps, Transactions } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import type { OfferDecision } from '../routing/index.ts';
import type { LeaderWorld } from './leader-world-service.ts';
import { type NewOfferAtStage, offerRepo } from './offer-repo.ts';
import { queueRepo } from './queue-repo.ts';
import { createRosterRepo } from './roster-repo.ts';
import { packLines } from './stored-reason-repo.ts';

export interface OfferWriterDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events'> {
  readonly presence: PresenceService;
  readonly world: Pick<LeaderWorld, 'markOf'>;
}

/**
 * Stores decided offers, many in one transaction and each kind of row in one statement. Only entries whose
 * row is still the one that was decided on and places that are still free are taken; the next round decides the rest again.
 */
export function createOfferWriter({ clock, makeId, events, presence, world }: OfferWriterDeps) {
  const rosters = createRosterRepo();
  let rostersStored: () => void = () => undefined;

  const store = async (tx: Tx, decided: readonly OfferDecision[]): Promise<NewOfferAtStage[]> => {
    const now = clock.now();
    const considered = { id: makeId(), lines: packLines(decided.map((one) => one.explanation)) };
    const lineOf = new Map(decided.map((one, line) => [one.entryId, line]));
    const waiting = await queueRepo.lockWaiting(
      tx,
      decided.map(({ entryId }) => ({ id: entryId, mark: world.markOf(entryId) ?? null })),
    );
    const possible = decided.filter((one) => waiting.has(one.entryId));
    const taken = await presence.takePlaces(
      tx,
      possible.map(({ agentId, medium }) => ({ agentId, medium })),
    );
    const groupIds = new Set<string>();
    const made = possible.flatMap((one, index): NewOfferAtStage[] => {
      const entry = waiting.get(one.entryId);
      if (!entry || taken[index] !== true) return [];
      groupIds.add(entry.groupId);
      return [
        {
          id: makeId() as OfferId,
          entryId: one.entryId,
          conversationId: entry.conversationId,
          agentId: one.agentId,
          medium: one.medium,
          stageIndex: one.stageIndex,
          reached: one.reached,
          reason: { ...one.because, rosterId: rosters.idOf(one.explanation.roster) },
          line: lineOf.get(one.entryId) ?? 0,
          ringMs: one.ringMs,
          offeredAt: now,
        },
      ];
    });
    if (made.length === 0) return made;
    rostersStored = await rosters.save(
      tx,
      possible.map((one) => one.explanation.roster),
    );
    await offerRepo.insertRinging(tx, made, { id: considered.id, lines: await considered.lines });
    await events.appendAll(tx, [
      ...made.map(({ id, agentId, conversationId }) => ({
        type: 'offer_ringing',
        subjectId: id,
        payload: { offerId: id, agentId, conversationId },
      })),
      // One per line: who looks at it looks at all of it.
      ...[...groupIds].map((groupId) => ({
        type: 'queue_changed',
        subjectId: groupId,
        payload: { groupId },
      })),
    ]);
    return made;
  };

  return {
    /** Answers how many were stored. */
    async write(transactions: Transactions, decided: readonly OfferDecision[]): Promise<number> {
      if (decided.length === 0) return 0;
      const made = await transactions.run((tx) => store(tx, decided));
      rostersStored();
      return made.length;
    },
  };
}
