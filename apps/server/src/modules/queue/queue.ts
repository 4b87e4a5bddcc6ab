/**
 * A queue entry is one waiting conversation; an offer asks one agent about it.
 *
 * Entry
 *   waiting    in line. Entered at the start, and again whenever an offer was not taken. Left by an offer or by leaving.
 *   ringing    one agent is being asked. Left by the answer, the deadline, the agent or the visitor going.
 *   served     an agent has it. For good; an agent who is lost makes a new entry with the place in line of the first.
 *   abandoned  the visitor left, or stayed away too long. For good.
 *   overflowed it goes on elsewhere: in the line of another group (a new entry), or as a message. For good.
 *   expired    it waited longer than its group allows; the visitor is told. For good.
 *
 * Offer: ringing, then exactly one of accepted, declined, missed (deadline), cancelled (visitor or agent gone).
 *
 * Timers, all of them rows: offers.expires_at, queue_entries.away_until, and the presence lease of the agent asked.
 */
import type { OfferState } from '@visavis/protocol';
import type { TransitionTable } from '../../lib/state-machine.ts';

export type EntryState = 'waiting' | 'ringing' | 'served' | 'abandoned' | 'overflowed' | 'expired';
export type EntryEvent = 'offered' | 'not_taken' | 'accepted' | 'left' | 'moved_on' | 'waited_too_long';
export const entryTransitions: TransitionTable<EntryState, EntryEvent> = {
  waiting: { offered: 'ringing', left: 'abandoned', moved_on: 'overflowed', waited_too_long: 'expired' },
  ringing: { not_taken: 'waiting', accepted: 'served', left: 'abandoned' },
  served: {},
  abandoned: {},
  overflowed: {},
  expired: {},
};

export type OfferEvent = 'accept' | 'decline' | 'run_out' | 'withdraw';
export const offerTransitions: TransitionTable<OfferState, OfferEvent> = {
  ringing: { accept: 'accepted', decline: 'declined', run_out: 'missed', withdraw: 'cancelled' },
  accepted: {},
  declined: {},
  missed: {},
  cancelled: {},
};

/** What an offer still rings for when its deadline passed while the server was down. */
export const afterSilenceMs = 10_000;

/** How long a waiting visitor's page may be away before the place is given up. */
export const visitorAwayMs = 120_000;

/** A ringing call is taken back from the agent when the visitor's page has been gone for this long: longer than a reload takes. */
export const ringsForAbsentMs = 8_000;

/** A call lost no longer ago is taken up again when its agent turns out to be lost: the visitor waits for the same medium. */
export const lostCallCountsMs = 120_000;

export const awayFrom = (now: Date): Date => new Date(now.getTime() + visitorAwayMs);

/** An offer whose deadline has passed is over even before the sweep has said so. */
export const isOpenOffer = (offer: { readonly state: OfferState; readonly expiresAt: Date }, now: Date): boolean =>
  offer.state === 'ringing' && offer.expiresAt > now;
