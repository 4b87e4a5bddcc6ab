import type { AgentId, BreakReasonId, Instant, Presence, PresencePeriod, SetPresence } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { gathered } from '../../lib/gathered.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { breakReasonRepo } from './break-reason-repo.ts';
import { leaseRepo } from './lease-repo.ts';
import { createPlaces } from './places-service.ts';
import {
  choiceEvent,
  departure,
  heardOf,
  leaseFrom,
  maxMissedOffers,
  type PresenceRecord,
  toPresence,
} from './presence.ts';
import { presenceChangesRepo } from './presence-changes-repo.ts';
import { createPresenceMoves } from './presence-move-service.ts';
import { presenceRepo } from './presence-repo.ts';
import { createSignsOfLife } from './signs-of-life-service.ts';
import { periodsOf } from './timeline.ts';

export type PresenceDeps = Pick<CoreDeps, 'clock' | 'events' | 'transactions'> & { readonly db: Db };

export type PresenceService = ReturnType<typeof createPresenceService>;

/** What is chosen, by the agent or for them. */
export type Choice = Pick<SetPresence, 'state' | 'reasonId'> & Partial<Pick<SetPresence, 'when'>>;

const SWEEP_BATCH = 100;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Who is there, and how much each can take. Every method with `tx` belongs to the caller's transaction. */
export function createPresenceService(deps: PresenceDeps) {
  const { clock, transactions, db } = deps;
  const moves = createPresenceMoves(deps);
  const places = createPlaces({ clock, transactions, moves });

  const existing = async (on: Db | Tx, agentId: AgentId): Promise<PresenceRecord> => {
    const record = await presenceRepo.find(on, agentId);
    if (!record) throw new DomainError('agent_not_found', { agentId });
    return record;
  };

  const stayAlive = createSignsOfLife({ clock, db });

  const presenceOf = gathered(
    async (agentIds: readonly AgentId[]) =>
      new Map((await presenceRepo.list(db, agentIds)).map((record) => [record.agentId, toPresence(record)])),
  );

  const mustBeOffered = async (tx: Tx, reasonId: BreakReasonId): Promise<void> => {
    const reason = await breakReasonRepo.find(tx, reasonId);
    if (!reason || reason.retiredAt !== null) throw new DomainError('break_reason_not_found', { reasonId });
  };

  /** How many of the agents could be moved. */
  const moveEach = async (agents: readonly AgentId[], work: (agentId: AgentId) => Promise<boolean>) => {
    let count = 0;
    for (const agentId of agents) if (await work(agentId)) count += 1;
    return count;
  };

  return {
    ...places,

    async get(agentId: AgentId): Promise<Presence> {
      const presence = await presenceOf(agentId);
      if (!presence) throw new DomainError('agent_not_found', { agentId });
      return presence;
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

    /** When was the agent what; without a range, in the last 24 hours. Throws agent_not_found. */
    async timeline(
      agentId: AgentId,
      range: { readonly from: Instant; readonly to: Instant } | null,
    ): Promise<{ presence: Presence; periods: PresencePeriod[] }> {
      const presence = toPresence(await existing(db, agentId));
      const now = clock.now();
      const to = range ? new Date(range.to) : now;
      const from = range ? new Date(range.from) : new Date(now.getTime() - DAY_MS);
      const changes = await presenceChangesRepo.list(db, agentId, from, to);
      return { presence, periods: periodsOf(changes, from, to, now) };
    },

    /**
     * The agent's own choice; also the way back from not_responding. Starts the lease.
     * Throws presence_invalid, break_reason_not_found.
     */
    choose(agentId: AgentId, choice: Choice | Choice['state']): Promise<Presence> {
      return transactions.run((tx) => this.chooseInside(tx, agentId, choice));
    },
    /** The same inside the caller's transaction; `by`: a supervisor's choice for somebody else. */
    async chooseInside(tx: Tx, agentId: AgentId, choice: Choice | Choice['state'], by?: AgentId): Promise<Presence> {
      const { state, reasonId, when = 'now' } = typeof choice === 'string' ? { state: choice } : choice;
      const now = clock.now();
      await presenceRepo.ensure(tx, agentId, await presenceRepo.wantedCapacity(tx, agentId), now);
      if (reasonId !== undefined) await mustBeOffered(tx, reasonId);
      await places.followCapacity(tx, agentId);
      const before = await moves.lock(tx, agentId);
      if (when === 'after_this' && before.state !== 'offline') {
        await presenceRepo.saveNext(tx, agentId, { state, reasonId: reasonId ?? null });
        const waiting = await moves.lock(tx, agentId);
        if (before.state === 'wrap_up' || !(await moves.applyNext(tx, waiting))) await moves.changed(tx, agentId, true);
      } else {
        const cause = by === undefined ? 'chosen' : 'by_supervisor';
        if (!(await moves.moveFrom(tx, before, { event: choiceEvent(state), cause, reasonId, by })))
          throw new DomainError('presence_invalid', { choice: state });
      }
      await leaseRepo.renew(tx, agentId, leaseFrom(now));
      return toPresence(await existing(tx, agentId));
    },

    /** Takes "after this one" back. */
    keep(agentId: AgentId): Promise<Presence> {
      return transactions.run(async (tx) => {
        if ((await moves.lock(tx, agentId)).next !== null) {
          await presenceRepo.saveNext(tx, agentId, null);
          await moves.changed(tx, agentId, true);
        }
        return toPresence(await existing(tx, agentId));
      });
    },

    /** A contact of this agent has ended and its group gives time until then. Nothing happens to who is not online. */
    async beginWrapUp(tx: Tx, agentId: AgentId, until: Date): Promise<void> {
      const record = await moves.lock(tx, agentId);
      const latest = record.wrapUntil !== null && record.wrapUntil > until ? record.wrapUntil : until;
      await moves.moveFrom(tx, record, { event: 'wrap_up', cause: 'wrap_up', until: latest });
    },

    /** The wrap-up is done before its time; `until`: another one goes on till then. */
    async endWrapUp(tx: Tx, agentId: AgentId, until: Date | null): Promise<void> {
      const record = await moves.lock(tx, agentId);
      if (record.state !== 'wrap_up') return;
      if (until !== null) await moves.moveFrom(tx, record, { event: 'wrap_up', cause: 'wrap_up', until });
      else if (!(await moves.applyNext(tx, record)))
        await moves.moveFrom(tx, record, { event: 'wrap_up_over', cause: 'wrap_up_over' });
    },

    async heartbeat(agentId: AgentId): Promise<void> {
      await stayAlive(agentId);
    },

    /** A tab was opened. Puts nobody online, but a presence whose lease still runs is kept. */
    connected(agentId: AgentId): Promise<void> {
      return leaseRepo.renew(db, agentId, leaseFrom(clock.now()));
    },

    /** The last tab was closed: the lease runs out by itself, and nothing is offered meanwhile. */
    disconnected(agentId: AgentId): Promise<void> {
      return transactions.run(async (tx) => {
        if (await presenceRepo.markDisconnected(tx, agentId, clock.now())) await moves.changed(tx, agentId, true);
      });
    },

    /** The agent signed out everywhere, or the account was disabled. */
    left(agentId: AgentId): Promise<void> {
      return transactions.run(async (tx) => {
        const record = await presenceRepo.find(tx, agentId);
        if (record && record.state !== 'offline')
          await moves.move(tx, agentId, { event: 'choose_offline', cause: 'chosen' });
      });
    },

    /** The agent let an offer ring out; the second in a row parks them. */
    async offerMissed(tx: Tx, agentId: AgentId): Promise<void> {
      if ((await presenceRepo.addMissed(tx, agentId)) >= maxMissedOffers)
        await moves.move(tx, agentId, { event: 'missed_too_often', cause: 'missed' });
    },

    /** The agent said yes or no: there is somebody. */
    offerAnswered: (tx: Tx, agentId: AgentId): Promise<void> => presenceRepo.clearMissed(tx, agentId),

    /** Acts on every timer that was over at `now`: leases, wrap-ups, and "after this one" that has come. Returns how many. */
    async sweep(tx: Tx, now: Date): Promise<number> {
      const lost = await moveEach(await presenceRepo.findLost(tx, now, SWEEP_BATCH), (agentId) =>
        moves.move(tx, agentId, { event: 'lease_ran_out', cause: 'lost' }),
      );
      const wrapped = await moveEach(await presenceRepo.findWrappedUp(tx, now, SWEEP_BATCH), async (agentId) => {
        const record = await moves.lock(tx, agentId);
        if (record.state !== 'wrap_up' || record.wrapUntil === null || record.wrapUntil > now) return false;
        return (
          (await moves.applyNext(tx, record)) ||
          moves.moveFrom(tx, record, { event: 'wrap_up_over', cause: 'wrap_up_over' })
        );
      });
      const finished = await moveEach(await presenceRepo.findFinished(tx, SWEEP_BATCH), async (agentId) =>
        moves.applyNext(tx, await moves.lock(tx, agentId)),
      );
      return lost + wrapped + finished;
    },
    /**
     * Nobody listened for a while (restart, stand-still, clock jump): leases begin anew, ghosts are not rung. Who gave a sign of life by
     * a clock that was then set forward by `jumpedMs` is none; a wrap-up lasts as long as it would have.
     */
    async forgiveSilence(tx: Tx, now: Date, jumpedMs: number): Promise<void> {
      const heardSince = heardOf(new Date(now.getTime() - Math.max(0, jumpedMs)));
      await leaseRepo.renewAll(tx, now, leaseFrom(now), heardSince);
      if (jumpedMs > 0) await moves.loadsChanged(tx, await presenceRepo.setForward(tx, now, jumpedMs));
    },
    /** When the next timer ends; null when nobody is there. */
    nextDue: (tx: Tx): Promise<Date | null> => presenceRepo.nextDue(tx),

    /** Of these agents, the ones whose open work must go back to the queue, and why, as it was at `now`. */
    async departed(
      on: Db | Tx,
      agentIds: readonly AgentId[],
      now: Date,
    ): Promise<ReadonlyMap<AgentId, 'lost' | 'signed_out'>> {
      const found = new Map<AgentId, 'lost' | 'signed_out'>();
      for (const record of await presenceRepo.list(on, agentIds)) {
        const reason = departure(record, now);
        if (reason) found.set(record.agentId, reason);
      }
      return found;
    },
  };
}
