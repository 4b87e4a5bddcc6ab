import type { AgentId, Call, Conversation, ConversationId, Decline, OfferId, VisitorId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { gathered } from '../../lib/gathered.ts';
import { nextState } from '../../lib/state-machine.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { isReachable, type PresenceService } from '../presence/index.ts';
import { callbackEntryRepo, type EntryCallback } from './callback-entry-repo.ts';
import { type OfferRecord, offerRepo } from './offer-repo.ts';
import {
  afterSilenceMs,
  entryTransitions,
  isOpenOffer,
  type OfferEvent,
  offerTransitions,
  ringsForAbsentMs,
  visitorAwayMs,
} from './queue.ts';
import { type EntryRecord, queueRepo } from './queue-repo.ts';
import type { CallbacksForQueue, CallsForQueue, ConversationForQueue, ConversationsForQueue } from './queue-wants.ts';

export interface OfferServiceDeps extends Pick<CoreDeps, 'clock' | 'events' | 'transactions'> {
  readonly db: Db;
  readonly presence: PresenceService;
  readonly conversations: ConversationsForQueue;
  readonly calls: CallsForQueue;
  readonly callbacks?: CallbacksForQueue | undefined;
}

export interface DueOffer {
  readonly id: OfferId;
  readonly event: 'run_out' | 'withdraw';
}

export type OfferService = ReturnType<typeof createOfferService>;

/** Answers to offers. Whoever comes second finds the offer gone and changes nothing. */
export function createOfferService(deps: OfferServiceDeps) {
  const { clock, events, transactions, db, presence, conversations, calls } = deps;

  /** Ends a locked, ringing offer; the rest of the world hears of it after the commit. */
  const settle = async (tx: Tx, offer: OfferRecord, event: OfferEvent): Promise<void> => {
    const state = nextState(offerTransitions, offer.state, event);
    if (state === null || state === 'ringing' || !(await offerRepo.end(tx, offer.id, state, clock.now())))
      throw new DomainError('offer_gone', { state: offer.state });
    await events.append(tx, {
      type: 'offer_ended',
      subjectId: offer.id,
      payload: { offerId: offer.id, conversationId: offer.conversationId, agentId: offer.agentId, state },
    });
  };

  const queueChanged = (tx: Tx, entry: EntryRecord): Promise<void> =>
    events.append(tx, {
      type: 'queue_changed',
      subjectId: entry.groupId,
      payload: { groupId: entry.groupId, entryId: entry.id },
    });

  /** Ends an offer that was not taken and gives the agent's place back. The entry's lock is held. */
  const endNotTaken = async (tx: Tx, offer: OfferRecord, event: Exclude<OfferEvent, 'accept'>): Promise<void> => {
    await settle(tx, offer, event);
    await presence.release(tx, offer.agentId, offer.medium);
    if (event === 'run_out') await presence.offerMissed(tx, offer.agentId);
    if (event === 'decline') await presence.offerAnswered(tx, offer.agentId);
  };

  const backIntoLine = async (tx: Tx, entry: EntryRecord): Promise<void> => {
    if (nextState(entryTransitions, entry.state, 'not_taken') === null) return;
    await queueRepo.markWaiting(tx, entry.id);
    await queueChanged(tx, entry);
  };

  const own = async (tx: Tx, agentId: AgentId, offerId: OfferId): Promise<OfferRecord> => {
    const offer = await offerRepo.find(tx, offerId);
    if (!offer || offer.agentId !== agentId) throw new DomainError('offer_not_found', { offerId });
    return offer;
  };

  /** Both rows locked and the offer still open, or offer_gone. */
  const lockOpen = async (tx: Tx, found: OfferRecord): Promise<{ entry: EntryRecord; offer: OfferRecord }> => {
    const entry = await queueRepo.lock(tx, found.entryId);
    const offer = await offerRepo.lock(tx, found.id);
    if (!entry || !offer || !isOpenOffer(offer, clock.now()) || entry.state !== 'ringing')
      throw new DomainError('offer_gone', { state: offer?.state ?? 'cancelled' });
    return { entry, offer };
  };

  const nameOf = async (tx: Tx, agentId: AgentId): Promise<string> =>
    (await presence.records(tx, [agentId]))[0]?.displayName ?? '';

  /** The place that rang is kept for the call to come. */
  const takeCallback = async (tx: Tx, entry: EntryRecord, callback: EntryCallback, agentId: AgentId): Promise<void> => {
    if (entry.medium !== 'text') await callbackEntryRepo.setHolds(tx, entry.id, true);
    await deps.callbacks?.taken(tx, callback.id, agentId);
  };

  const take = async (tx: Tx, agentId: AgentId, offerId: OfferId) => {
    const found = await own(tx, agentId, offerId);
    const before = await conversations.getConversation(tx, found.conversationId);
    const { entry, offer } = await lockOpen(tx, found);
    if (before.state !== 'waiting') throw new DomainError('offer_gone', { state: before.state });
    await settle(tx, offer, 'accept');
    await queueRepo.markServed(tx, entry.id, agentId, clock.now());
    if (entry.callback) await takeCallback(tx, entry, entry.callback, agentId);
    await queueChanged(tx, entry);
    const to = { agentId, displayName: await nameOf(tx, agentId) };
    const conversation = await conversations.assign(tx, offer.conversationId, to);
    await presence.offerAnswered(tx, agentId);
    // Somebody who is rung back may not be there yet: the call begins when they are.
    const call = entry.callback ? null : await startCall(tx, offer, conversation);
    return { offer, call, visitorId: conversation.visitorId as VisitorId };
  };

  const startCall = async (tx: Tx, offer: OfferRecord, conversation: ConversationForQueue): Promise<Call | null> =>
    offer.medium === 'text'
      ? null
      : calls.startForAcceptedOffer(tx, { conversation, agentId: offer.agentId, kind: offer.medium });

  return {
    /** One transaction: offer, entry, conversation, the agent's place, and for voice and video the call. Throws offer_not_found, offer_gone. */
    async accept(agentId: AgentId, offerId: OfferId): Promise<{ conversation: Conversation; call: Call | null }> {
      const { conversation, call, visitorId } = await transactions.run((tx) => this.acceptInside(tx, agentId, offerId));
      if (call !== null) calls.begun(call, visitorId);
      return { conversation, call };
    },

    /** The same inside the caller's transaction, for an offer that is taken in the moment it is made. */
    async acceptInside(
      tx: Tx,
      agentId: AgentId,
      offerId: OfferId,
    ): Promise<{ conversation: Conversation; call: Call | null; visitorId: VisitorId }> {
      const { offer, call, visitorId } = await take(tx, agentId, offerId);
      return { conversation: await conversations.findInside(tx, offer.conversationId), call, visitorId };
    },

    /** The entry keeps its place and the next agent is asked. Throws offer_not_found, offer_gone. */
    decline(agentId: AgentId, offerId: OfferId, why: Decline = {}): Promise<void> {
      return transactions.run(async (tx) => {
        const { entry, offer } = await lockOpen(tx, await own(tx, agentId, offerId));
        await endNotTaken(tx, offer, 'decline');
        // A note alone is a reason of its own.
        if (why.reason ?? why.note) await offerRepo.saveDecline(tx, offer.id, { reason: 'other', ...why });
        await backIntoLine(tx, entry);
      });
    },

    listToAccept: (on: Db | Tx) => offerRepo.listToAccept(on),

    /** Takes a ringing offer back because the visitor leaves; the entry's lock is held. Nothing rings: nothing happens. */
    async withdrawFrom(tx: Tx, entry: EntryRecord): Promise<void> {
      const offer = await offerRepo.lockRinging(tx, entry.id);
      if (offer) await endNotTaken(tx, offer, 'withdraw');
    },

    /** Ringing offers whose deadline is over, or whose agent cannot see them any more. */
    async listDue(on: Db | Tx, now: Date): Promise<DueOffer[]> {
      const ringing = await offerRepo.listDoubtful(on, now, new Date(now.getTime() + visitorAwayMs - ringsForAbsentMs));
      const agents = await presence.records(on, [...new Set(ringing.map((offer) => offer.agentId))]);
      const there = new Set(agents.filter((record) => isReachable(record, now)).map((record) => record.agentId));
      const visitorGone = await offerRepo.listForAbsent(on, new Date(now.getTime() + visitorAwayMs - ringsForAbsentMs));
      return ringing.flatMap(({ id, agentId, expiresAt }): DueOffer[] => {
        if (!there.has(agentId) || visitorGone.has(id)) return [{ id, event: 'withdraw' }];
        return expiresAt <= now ? [{ id, event: 'run_out' }] : [];
      });
    },

    /** False when somebody answered meanwhile. */
    async endDue(tx: Tx, { id, event }: DueOffer): Promise<boolean> {
      const found = await offerRepo.find(tx, id);
      const entry = found && (await queueRepo.lock(tx, found.entryId));
      const offer = await offerRepo.lock(tx, id);
      if (!entry || !offer || offer.state !== 'ringing') return false;
      await endNotTaken(tx, offer, event);
      await backIntoLine(tx, entry);
      return true;
    },

    /**
     * What rings goes with a clock that was set; deadlines that passed while nobody could have answered are given a moment more.
     * Whoever it rings for sees the new ones.
     */
    async forgiveSilence(tx: Tx, now: Date, jumpedMs: number): Promise<void> {
      const forward = jumpedMs > 0 ? await offerRepo.setForward(tx, now, jumpedMs) : [];
      const extended = await offerRepo.extendPassed(tx, now, afterSilenceMs);
      const moved = new Map([...forward, ...extended].map((offer) => [offer.id, offer]));
      await events.appendAll(
        tx,
        [...moved.values()].map(({ id, agentId, conversationId }) => ({
          type: 'offer_ringing',
          subjectId: id,
          payload: { offerId: id, agentId, conversationId },
        })),
      );
    },

    /** The ringing offer of a waiting conversation, as its agent sees it. */
    findRingingOf: (conversationId: ConversationId) => offerRepo.findRingingWireOf(db, conversationId),
    listRingingOfPerson: (visitorId: string) => offerRepo.listRingingOfPerson(db, visitorId),
    listRinging: (agentId: AgentId) => offerRepo.listRingingWire(db, agentId),
    findWire: gathered(
      async (offerIds: readonly OfferId[]) =>
        new Map((await offerRepo.listWire(db, offerIds)).map((offer) => [offer.id, offer])),
    ),
  };
}
