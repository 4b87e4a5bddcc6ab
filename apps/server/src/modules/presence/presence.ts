/**
 * Presence: what an agent chose to be, kept alive by a lease.
 *
 * online          may be asked. Entered by the agent's choice, and again when a wrap-up is over.
 * busy            keeps open work, is not asked, is at the desk. Entered by choice.
 * break           keeps open work, is not asked. Entered by choice, with a reason from the administrators' list or without.
 * wrap_up         finishes the notes of a contact, is not asked. Entered when a contact of an online agent ends and its group
 *                 gives time for it. Left by its time, by "done", or by any choice.
 * not_responding  missed two offers in a row, is not asked. Left by choosing online (or busy, break, offline).
 * offline         not there. Entered by choice, or when the lease ran out.
 *
 * "After this one" is a choice of busy, break or offline that waits until nothing is offered, ringing, running or in
 * wrap-up any more; nothing new comes meanwhile, and it can be taken back. Any other choice replaces it.
 *
 * Timers: the end of the wrap-up; the lease (15 s, renewed by a heartbeat every 5 s); while a call is offered or running
 * the agent counts as lost only 30 s later. A closed last tab lets the lease run out, but nothing is offered meanwhile.
 * Several tabs are one presence.
 */
import {
  type AgentId,
  type BreakReasonId,
  type Capacity,
  type ChosenPresence,
  fits,
  type Loads,
  type LocalName,
  liveLoad,
  type Medium,
  type Presence,
  type PresenceState,
  presenceTiming,
  totalLoad,
  usedUnits,
} from '@visavis/protocol';
import type { TransitionTable } from '../../lib/state-machine.ts';

export type PresenceEvent =
  | `choose_${ChosenPresence}`
  | 'missed_too_often'
  | 'lease_ran_out'
  | 'wrap_up'
  | 'wrap_up_over';

const chosen = {
  choose_online: 'online',
  choose_busy: 'busy',
  choose_break: 'break',
  choose_offline: 'offline',
} as const;

export const presenceTransitions: TransitionTable<PresenceState, PresenceEvent> = {
  online: { ...chosen, wrap_up: 'wrap_up', missed_too_often: 'not_responding', lease_ran_out: 'offline' },
  busy: { ...chosen, lease_ran_out: 'offline' },
  break: { ...chosen, lease_ran_out: 'offline' },
  wrap_up: {
    ...chosen,
    wrap_up: 'wrap_up',
    wrap_up_over: 'online',
    missed_too_often: 'not_responding',
    lease_ran_out: 'offline',
  },
  not_responding: { ...chosen, lease_ran_out: 'offline' },
  offline: chosen,
};

export const choiceEvent = (choice: ChosenPresence): PresenceEvent => `choose_${choice}`;

/** This many missed offers in a row park the agent as not responding. */
export const maxMissedOffers = 2;

export interface NamedReason {
  readonly id: BreakReasonId;
  readonly name: LocalName;
}

export interface PresenceRecord {
  readonly agentId: AgentId;
  readonly displayName: string;
  readonly state: PresenceState;
  readonly since: Date;
  /** Since when at the desk: wrap-up and busy spells do not begin it anew. */
  readonly arrivedAt: Date;
  /** Of a break. */
  readonly reason: NamedReason | null;
  /** When the wrap-up is over. */
  readonly wrapUntil: Date | null;
  /** "After this one". */
  readonly next: { readonly state: ChosenPresence; readonly reason: NamedReason | null } | null;
  readonly leaseUntil: Date;
  /** The last tab was closed then; null while a tab is open. */
  readonly disconnectedAt: Date | null;
  readonly loads: Loads;
  readonly capacity: Capacity;
  /** The configured capacity is below the load; it follows down as places become free. */
  readonly strained: boolean;
  readonly missedOffers: number;
  readonly idleSince: Date;
  readonly lastAssignedAt: Date | null;
  readonly version: number;
}

/** There, if not for offers at this moment. */
const isAtDesk = (state: PresenceState): boolean => state === 'online' || state === 'busy' || state === 'wrap_up';

/** Since when the agent is at the desk, after a change to `state`. */
export const arrivalAfter = (
  before: Pick<PresenceRecord, 'state' | 'arrivedAt'>,
  state: PresenceState,
  now: Date,
): Date => (isAtDesk(state) && !isAtDesk(before.state) ? now : before.arrivedAt);

export const leaseFrom = (now: Date): Date => new Date(now.getTime() + presenceTiming.leaseMs);

/** Whoever gave a sign of life since then is certainly there: two heartbeats may be late. */
export const heardOf = (now: Date): Date => new Date(now.getTime() - 2 * presenceTiming.heartbeatMs);

/** There and listening: somebody would see a ringing offer. What rings when a wrap-up begins rings on. */
export const isReachable = (
  record: Pick<PresenceRecord, 'state' | 'leaseUntil' | 'disconnectedAt'>,
  now: Date,
): boolean =>
  (record.state === 'online' || record.state === 'wrap_up') &&
  record.disconnectedAt === null &&
  record.leaseUntil >= now;

/** After the lease, and with a call after the grace, the agent counts as lost. */
export const isLost = (record: PresenceRecord, now: Date): boolean =>
  record.leaseUntil.getTime() + (liveLoad(record.loads) > 0 ? presenceTiming.callGraceMs : 0) < now.getTime();

/** As the router sees it: who cannot see a ring is not there, and who waits for "after this one" is leaving and takes nothing new. */
export const stateForRouting = (
  record: Pick<PresenceRecord, 'state' | 'leaseUntil' | 'disconnectedAt' | 'next'>,
  now: Date,
): PresenceState | 'leaving' => {
  const { state, next } = record;
  if (state !== 'online') return state === 'wrap_up' && next !== null ? 'leaving' : state;
  if (!isReachable(record, now)) return 'offline';
  return next === null ? 'online' : 'leaving';
};

/** What of a presence decides whether its agent may be asked. */
export type Place = Pick<
  PresenceRecord,
  'agentId' | 'state' | 'leaseUntil' | 'disconnectedAt' | 'next' | 'loads' | 'capacity'
>;

/** The router's last look before it rings, on the locked row. */
export const mayBeOffered = (record: Place, medium: Medium, now: Date): boolean =>
  stateForRouting(record, now) === 'online' && fits(record.capacity, record.loads, medium) === 'fits';

/** Has "after this one" come. */
export const isFinished = (record: PresenceRecord, openConversations: boolean): boolean =>
  totalLoad(record.loads) === 0 && !openConversations;

/** Running work is never cut off by a lower capacity: limits and units stay at what is carried until it is done. */
export const carried = (
  wanted: Capacity,
  loads: Loads,
): { readonly capacity: Capacity; readonly strained: boolean } => {
  const limit = (name: Medium) => ({ ...wanted[name], limit: Math.max(wanted[name].limit, loads[name]) });
  const units = Math.max(wanted.units, usedUnits(wanted, loads));
  const capacity = { units, text: limit('text'), voice: limit('voice'), video: limit('video') };
  const strained = units > wanted.units || capacity.text.limit > wanted.text.limit;
  return { capacity, strained };
};

/**
 * Whose open work must go back to the queue: an agent who is offline, unless a call still runs and the agent is still
 * in it (chose "offline" during the call). `lost`: went silent; `signed_out`: said so.
 */
export const departure = (record: PresenceRecord, now: Date): 'lost' | 'signed_out' | null => {
  if (record.state !== 'offline') return null;
  if (isLost(record, now)) return 'lost';
  return liveLoad(record.loads) > 0 ? null : 'signed_out';
};

export const toPresence = (record: PresenceRecord): Presence => ({
  agentId: record.agentId,
  displayName: record.displayName,
  state: record.state,
  since: record.since.toISOString(),
  reason: record.reason,
  until: record.wrapUntil?.toISOString() ?? null,
  next: record.next,
  loads: record.loads,
  capacity: record.capacity,
  version: record.version,
});
