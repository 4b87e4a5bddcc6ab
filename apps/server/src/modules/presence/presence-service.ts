import { isDeepStrictEqual } from 'node:util';
import {
  type AgentId,
  type ChosenPresence,
  fits,
  type Loads,
  type Medium,
  noLoads,
  type Presence,
  type SkillGroupId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { nextState } from '../../lib/state-machine.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import {
  carried,
  choiceEvent,
  departure,
  heardOf,
  leaseFrom,
  maxMissedOffers,
  mayBeOffered,
  type PresenceEvent,
  type PresenceRecord,
  presenceTransitions,
  toPresence,
} from './presence.ts';
import { presenceRepo } from './presence-repo.ts';

export type PresenceDeps = Pick<CoreDeps, 'clock' | 'events' | 'transactions'> & { readonly db: Db };

export interface OfferPlace {
  readonly agentId: AgentId;
  readonly medium: Medium;
}

export type PresenceService = ReturnType<typeof createPresenceService>;

const LOST_BATCH = 100;

/** Who is there, and how much each can take. Every method with `tx` belongs to the caller's transaction. */
export function createPresenceService(deps: PresenceDeps) {
  const { clock, events, transactions, db } = deps;

  /** `stateChanged` tells listeners that more than a load figure has changed. */
  const changed = (tx: Tx, agentId: AgentId, stateChanged: boolean): Promise<void> =>
    events.append(tx, { type: 'presence_changed', subjectId: agentId, payload: { agentId, stateChanged } });

  const existing = async (on: Db | Tx, agentId: AgentId): Promise<PresenceRecord> => {
    const record = await presenceRepo.find(on, agentId);
    if (!record) throw new DomainError('agent_not_found', { agentId });
    return record;
  };

  /** Locks, asks the table, stores. Null when the event means nothing in the present state. */
  const move = async (tx: Tx, agentId: AgentId, event: PresenceEvent): Promise<PresenceRecord | null> => {
    const [before] = await presenceRepo.lock(tx, [agentId]);
    if (!before) throw new DomainError('agent_not_found', { agentId });
    const state = nextState(presenceTransitions, before.state, event);
    if (state === null) return null;
    const now = clock.now();
    const entersOnline = state === 'online' && before.state !== 'online';
    await presenceRepo.saveState(tx, agentId, {
      state,
      since: state === before.state ? before.since : now,
      ...(entersOnline ? { idleSince: now } : {}),
    });
    await changed(tx, agentId, state !== before.state);
    return before;
  };

  /** Follows what is configured, as far as the present load lets it. */
  const followCapacity = async (tx: Tx, agentId: AgentId): Promise<void> => {
    const [record] = await presenceRepo.lock(tx, [agentId]);
    if (!record || record.version === 0) return;
    const { capacity, strained } = carried(await presenceRepo.wantedCapacity(tx, agentId), record.loads);
    if (isDeepStrictEqual(capacity, record.capacity) && strained === record.strained) return;
    await presenceRepo.saveCapacity(tx, agentId, capacity, strained);
    await changed(tx, agentId, false);
  };

  return {
    async get(agentId: AgentId): Promise<Presence> {
      return toPresence(await existing(db, agentId));
    },

    /** The agent's own part of what the console draws after a (re)connect. */
    async snapshotFor(principal: { readonly agentId: AgentId }): Promise<Presence> {
      return toPresence(await existing(db, principal.agentId));
    },

    /** All agents of the deployment, for supervisors. */
    async listAll(): Promise<Presence[]> {
      return (await presenceRepo.listAll(db)).map(toPresence);
    },

    records: (on: Db | Tx, agentIds: readonly AgentId[]): Promise<PresenceRecord[]> => presenceRepo.list(on, agentIds),

    /** The agent's own choice; also the way back from not_responding. Starts the lease. */
    choose(agentId: AgentId, choice: ChosenPresence): Promise<Presence> {
      return transactions.run((tx) => this.chooseInside(tx, agentId, choice));
    },
    /** The same for somebody else, inside the caller's transaction. */
    async chooseInside(tx: Tx, agentId: AgentId, choice: ChosenPresence): Promise<Presence> {
      const now = clock.now();
      await presenceRepo.ensure(tx, agentId, await presenceRepo.wantedCapacity(tx, agentId), now);
      const moved = await move(tx, agentId, choiceEvent(choice));
      if (!moved) throw new DomainError('presence_invalid', { choice });
      await presenceRepo.renewLease(tx, agentId, leaseFrom(now));
      return toPresence(await existing(tx, agentId));
    },

    async heartbeat(agentId: AgentId): Promise<void> {
      await presenceRepo.renewLease(db, agentId, leaseFrom(clock.now()));
    },

    /** A tab was opened. Puts nobody online, but a presence whose lease still runs is kept. */
    connected(agentId: AgentId): Promise<void> {
      return presenceRepo.renewLease(db, agentId, leaseFrom(clock.now()));
    },

    /** The last tab was closed: the lease runs out by itself, and nothing is offered meanwhile. */
    disconnected(agentId: AgentId): Promise<void> {
      return transactions.run(async (tx) => {
        if (await presenceRepo.markDisconnected(tx, agentId, clock.now())) await changed(tx, agentId, true);
      });
    },

    /** The agent signed out everywhere, or the account was disabled. */
    left(agentId: AgentId): Promise<void> {
      return transactions.run(async (tx) => {
        const record = await presenceRepo.find(tx, agentId);
        if (record && record.state !== 'offline') await move(tx, agentId, 'choose_offline');
      });
    },

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
      const now = clock.now();
      const ids = [...new Set(offers.map((offer) => offer.agentId))];
      const held = new Map((await presenceRepo.lock(tx, ids)).map((record) => [record.agentId, record]));
      const loads = new Map<AgentId, Loads & { agentId: AgentId }>();
      const taken = offers.map(({ agentId, medium }) => {
        const record = held.get(agentId);
        if (!record || !mayBeOffered(record, medium, now)) return false;
        held.set(agentId, { ...record, loads: { ...record.loads, [medium]: record.loads[medium] + 1 } });
        const load = loads.get(agentId) ?? { ...noLoads, agentId };
        loads.set(agentId, { ...load, [medium]: load[medium] + 1 });
        return true;
      });
      if (loads.size === 0) return taken;
      await presenceRepo.addLoads(tx, [...loads.values()], now);
      for (const agentId of loads.keys()) await changed(tx, agentId, false);
      return taken;
    },

    /** The agent let an offer ring out; the second in a row parks them. */
    async offerMissed(tx: Tx, agentId: AgentId): Promise<void> {
      if ((await presenceRepo.addMissed(tx, agentId)) >= maxMissedOffers) await move(tx, agentId, 'missed_too_often');
    },

    /** The agent said yes or no: there is somebody. */
    offerAnswered: (tx: Tx, agentId: AgentId): Promise<void> => presenceRepo.clearMissed(tx, agentId),

    /** Marks agents offline whose lease is over. Returns how many. */
    async expireLeases(tx: Tx): Promise<number> {
      const lost = await presenceRepo.findLost(tx, clock.now(), LOST_BATCH);
      let count = 0;
      for (const agentId of lost) if (await move(tx, agentId, 'lease_ran_out')) count += 1;
      return count;
    },
    /** Nobody listened for a while (restart, stand-still, clock jump): leases begin anew, ghosts are not rung. */
    forgiveSilence(tx: Tx): Promise<void> {
      const now = clock.now();
      return presenceRepo.renewAll(tx, now, leaseFrom(now), heardOf(now));
    },
    nextLeaseEnd: (): Promise<Date | null> => presenceRepo.nextLeaseEnd(db),

    /** Of these agents, the ones whose open work must go back to the queue, and why. */
    async departed(on: Db | Tx, agentIds: readonly AgentId[]): Promise<ReadonlyMap<AgentId, 'lost' | 'signed_out'>> {
      const now = clock.now();
      const found = new Map<AgentId, 'lost' | 'signed_out'>();
      for (const record of await presenceRepo.list(on, agentIds)) {
        const reason = departure(record, now);
        if (reason) found.set(record.agentId, reason);
      }
      return found;
    },
  };
}
