import { isDeepStrictEqual } from 'node:util';
import { type AgentId, fits, type Loads, type Medium, noLoads, type SkillGroupId } from '@visavis/protocol';
import type { RawBuilder } from 'kysely';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import { takingPlaces } from './places-repo.ts';
import { carried, mayBeOffered } from './presence.ts';
import type { PresenceMoves } from './presence-move-service.ts';
import { presenceRepo } from './presence-repo.ts';

export interface OfferPlace {
  readonly agentId: AgentId;
  readonly medium: Medium;
}

type Deps = Pick<CoreDeps, 'clock' | 'transactions'> & {
  readonly moves: Pick<PresenceMoves, 'changed' | 'loadsChanged'>;
};

/** What each agent carries, within what they can. Every method with `tx` belongs to the caller's transaction. */
export function createPlaces({ clock, transactions, moves: { changed, loadsChanged } }: Deps) {
  /** Follows what is configured, as far as the present load lets it. */
  const followCapacity = async (tx: Tx, agentId: AgentId): Promise<void> => {
    const [record] = await presenceRepo.lock(tx, [agentId]);
    if (!record || record.version === 0) return;
    const { capacity, strained } = carried(await presenceRepo.wantedCapacity(tx, agentId), record.loads);
    if (isDeepStrictEqual(capacity, record.capacity) && strained === record.strained) return;
    await presenceRepo.saveCapacity(tx, agentId, capacity, strained);
    await changed(tx, agentId, false);
  };

  const takePlaces = async (tx: Tx, offers: readonly OfferPlace[]): Promise<readonly boolean[]> => {
    const now = clock.now();
    const ids = [...new Set(offers.map((offer) => offer.agentId))];
    const held = new Map((await presenceRepo.lockPlaces(tx, ids)).map((record) => [record.agentId, record]));
    const loads = new Map<AgentId, Loads & { agentId: AgentId }>();
    const taken = offers.map(({ agentId, medium }) => {
      const record = held.get(agentId);
      if (!record || !mayBeOffered(record, medium, now)) return false;
      held.set(agentId, { ...record, loads: { ...record.loads, [medium]: record.loads[medium] + 1 } });
      const load = loads.get(agentId) ?? { ...noLoads, agentId };
      loads.set(agentId, { ...load, [medium]: load[medium] + 1 });
      return true;
    });
    if (loads.size > 0) await presenceRepo.addLoads(tx, [...loads.values()], now);
    return taken;
  };

  return {
    followCapacity,
    /** The agent's capacity or groups were changed. */
    capacityChanged: (agentId: AgentId): Promise<void> => transactions.run((tx) => followCapacity(tx, agentId)),
    /** The default capacity of a group may have been changed. */
    groupChanged(groupId: SkillGroupId): Promise<void> {
      return transactions.run(async (tx) => {
        for (const agentId of await presenceRepo.membersOf(tx, groupId)) await followCapacity(tx, agentId);
      });
    },

    /** Throws agent_at_capacity when there is no place. */
    async reserve(tx: Tx, agentId: AgentId, medium: Medium): Promise<void> {
      const [record] = await presenceRepo.lock(tx, [agentId]);
      if (!record || record.version === 0 || fits(record.capacity, record.loads, medium) !== 'fits')
        throw new DomainError('agent_at_capacity', { agentId, medium });
      await presenceRepo.addLoads(tx, [{ ...noLoads, agentId, [medium]: 1 }], null);
      await changed(tx, agentId, false);
    },
    /** Giving back what was not taken does nothing. */
    async release(tx: Tx, agentId: AgentId, medium: Medium): Promise<void> {
      const released = await presenceRepo.release(tx, agentId, medium, clock.now());
      if (!released) return;
      await changed(tx, agentId, false);
      if (released.strained) await followCapacity(tx, agentId);
    },

    /** Takes a place for each offer that is still possible now; answers one boolean per offer, in order. */
    async reserveForOffers(tx: Tx, offers: readonly OfferPlace[]): Promise<readonly boolean[]> {
      const taken = await takePlaces(tx, offers);
      await loadsChanged(tx, [...new Set(offers.flatMap(({ agentId }, index) => (taken[index] ? [agentId] : [])))]);
      return taken;
    },

    /**
     * The same as one part of a statement, and without a word: the event of each offer says it too, and a busy hour has enough of
     * them. `wanted` selects agent_id and medium; the part answers the agents who had room for all that was wanted of them.
     */
    takingPlaces: (wanted: RawBuilder<unknown>): RawBuilder<unknown> => takingPlaces(wanted, clock.now()),
  };
}
