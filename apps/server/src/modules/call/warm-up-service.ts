import type { Call, CallId, ConversationId, ParticipantId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, MediaGateway, Realtime } from '../../ports/index.ts';
import type { CallLifecycle } from './call-lifecycle-service.ts';
import type { Capture, CaptureRegister, RingingContact, RingingContacts } from './call-wants.ts';
import type { MediaBudgets } from './command-budget.ts';
import type { Hold, MediaHolds } from './media-holds.ts';
import { type IceServer, type JoinedMedia, type Speaker, spendBudget } from './media-service.ts';
import type { ParticipantTurns } from './participant-turns.ts';
import type { SubscriptionOffers } from './subscription-offers-service.ts';
import type { WarmCall, WarmCalls } from './warm-calls.ts';

export interface WarmUpDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'log' | 'transactions'> {
  readonly gateway: MediaGateway;
  readonly lifecycle: CallLifecycle;
  readonly holds: MediaHolds;
  readonly warmCalls: WarmCalls;
  readonly realtime: Pick<Realtime, 'toSocket'>;
  readonly budgets: MediaBudgets;
  readonly turns: ParticipantTurns;
  readonly offers: SubscriptionOffers;
  readonly iceServers: readonly IceServer[];
  readonly ringing: RingingContacts;
  readonly captures: CaptureRegister;
  /** Forgets where an ended call sat in the engine. */
  readonly removeLinks: (callId: CallId) => Promise<void>;
}

/**
 * While a voice or video contact rings, both pages connect to the engine already, so that accepting only has to let the media
 * through. Nobody is sent anything and nothing is recorded before. Whatever goes wrong here leaves nothing behind, and the call
 * begins as one that nobody has prepared: by `media:join`.
 */
export interface WarmUp {
  /** For the visitor of the contact and the agent who is asked; offer_not_found to everybody else. */
  join(
    speaker: Speaker,
    wanted: { readonly conversationId: ConversationId },
  ): Promise<JoinedMedia & { callId: CallId }>;
  /** After the commit that began a call: lets the media through and starts the recording. */
  begin(call: Call): Promise<void>;
  /** The offer was not taken: its media goes. */
  offerEnded(offerId: string): Promise<void>;
  left(hold: Hold): Promise<void>;
  /** True when this was media of a call that had not begun. */
  engineLost(callId: CallId): boolean;
  /** The clock was set: what rings goes on ringing for as long as it had left. */
  clockSet(jumpedMs: number): void;
  /** What nobody told us the end of. */
  sweep(now: Date): Promise<void>;
}

/** An offer's end is told within a second; this much later we no longer count on it. */
const overdueMs = 10_000;
/** The media epoch every call begins with. */
const firstEpoch = 1;

export const createWarmUp = (deps: WarmUpDeps): WarmUp => {
  const { gateway, lifecycle, holds, warmCalls, realtime, turns, log } = deps;

  const tellOver = ({ socketId, callId, epoch }: Hold): void =>
    realtime.toSocket(socketId, 'media:reset', { callId, epoch, why: 'forgotten' });

  const drop = async (warm: WarmCall): Promise<void> => {
    if (!warmCalls.remove(warm)) return;
    for (const hold of holds.ofCall(warm.callId)) tellOver(hold);
    holds.dropCall(warm.callId);
    for (const id of Object.values(warm.participants)) holds.forgotten.delete(id);
    await gateway.close(warm.callId);
    await deps.removeLinks(warm.callId);
  };

  /** The ids for this offer; those of an earlier offer of the conversation are given up. */
  const warmCallOf = async (conversationId: ConversationId, contact: RingingContact): Promise<WarmCall> => {
    const known = warmCalls.ofConversation(conversationId);
    if (known?.offerId === contact.offerId) return known;
    const fresh: WarmCall = {
      ...contact,
      conversationId,
      callId: deps.makeId() as CallId,
      participants: { visitor: deps.makeId() as ParticipantId, agent: deps.makeId() as ParticipantId },
    };
    const dropped = known && drop(known);
    warmCalls.add(fresh);
    await dropped;
    return fresh;
  };

  const contactOf = async (speaker: Speaker, conversationId: ConversationId): Promise<RingingContact> => {
    const contact = await deps.ringing.find(conversationId);
    const { principal } = speaker;
    const own =
      principal.kind === 'agent' ? contact?.agentId === principal.agentId : contact?.visitorId === principal.visitorId;
    if (contact === null || !own) throw new DomainError('offer_not_found');
    return contact;
  };

  const enter = async (warm: WarmCall, hold: Hold): Promise<void> => {
    const { callId, participantId } = hold;
    const ref = { callId, participantId };
    const before = holds.byParticipant.get(participantId);
    // Another window takes over: the earlier one lets go of its devices.
    if (before !== undefined && before.socketId !== hold.socketId) tellOver(before);
    holds.byParticipant.set(participantId, hold);
    holds.joining.add(participantId);
    holds.waitingOffers.delete(participantId);
    try {
      await gateway.leave(ref);
      await gateway.open(callId);
      // Accepted while we were at it: `begin` follows in the same turns and admits.
      await gateway.join(ref, { displayName: hold.side, recording: null, withheld: true });
    } catch (error) {
      if (holds.byParticipant.get(participantId) === hold) holds.byParticipant.delete(participantId);
      throw error;
    } finally {
      if (holds.byParticipant.get(participantId) !== hold) await undo(warm, ref.participantId);
    }
    if (holds.byParticipant.get(participantId) !== hold) throw new DomainError('offer_not_found');
  };

  /** The page, the offer or the call ended while its media was being opened. */
  const undo = async (warm: WarmCall, participantId: ParticipantId): Promise<void> => {
    holds.joining.delete(participantId);
    const { callId } = warm;
    if (holds.byParticipant.has(participantId)) return;
    await gateway.leave({ callId, participantId });
    if (warmCalls.has(callId) || (await lifecycle.isOpen(callId))) return;
    await gateway.close(callId);
    await deps.removeLinks(callId);
  };

  const admit = async (hold: Hold, capture: Capture | null): Promise<boolean> => {
    const { callId, participantId, epoch } = hold;
    const recording = capture === null ? null : { prefix: `${capture.storagePrefix}/${participantId}-${epoch}` };
    try {
      await turns.take(participantId, () =>
        gateway.join({ callId, participantId }, { displayName: hold.side, recording }),
      );
      return holds.byParticipant.get(participantId) === hold;
    } catch (error) {
      log.warn({ callId, participantId, err: error }, 'prepared media not let through, its page builds it anew');
      if (holds.byParticipant.get(participantId) === hold) giveUp(hold);
      return false;
    }
  };

  const giveUp = (hold: Hold): void => {
    holds.byParticipant.delete(hold.participantId);
    holds.forgotten.add(hold.participantId);
    tellOver(hold);
  };

  const captureOf = async ({ id, recordingId }: Call): Promise<Capture | null> => {
    if (recordingId === null) return null;
    const found = (await deps.transactions.run((tx) => deps.captures.find(tx, [id]))).get(id);
    // Letting it through unrecorded is no way out: what follows gives the media up.
    if (found === undefined) throw new Error(`The recording of call ${id} is not known`);
    return found;
  };

  const markJoined = async (callId: CallId, admitted: readonly Hold[]): Promise<void> => {
    const isHere = (hold: Hold): boolean => holds.byParticipant.get(hold.participantId) === hold;
    await lifecycle.admitted(callId, () => admitted.filter(isHere));
    // Gone between our look and the commit: nobody else marks them away.
    for (const hold of admitted)
      if (!holds.byParticipant.has(hold.participantId)) await lifecycle.away(callId, hold.participantId);
  };

  return {
    async join(speaker, { conversationId }) {
      spendBudget(deps.budgets, speaker.socketId, 'descriptions', deps.clock.now());
      const contact = await contactOf(speaker, conversationId);
      if (gateway.status().state !== 'ready') throw new DomainError('media_unavailable');
      const warm = await warmCallOf(conversationId, contact);
      const side = speaker.principal.kind;
      const { callId, agentId, visitorId, kind } = warm;
      const participantId = warm.participants[side];
      const hold: Hold = {
        ...{ callId, participantId, agentId, visitorId, side, socketId: speaker.socketId, epoch: firstEpoch },
        ...{ microphone: true, camera: kind === 'video', warm: true, connected: false },
      };
      await turns.take(participantId, () => enter(warm, hold));
      // The offer may have ended between our look and the first trace of this media: then nobody has dropped it.
      if (warmCalls.has(callId) && (await deps.ringing.find(conversationId))?.offerId !== warm.offerId) {
        await drop(warm);
        throw new DomainError('offer_not_found');
      }
      setImmediate(deps.offers.release, hold);
      return { callId, participantId, epoch: firstEpoch, iceServers: [...deps.iceServers], resumed: false };
    },
    async begin(call) {
      const warm = warmCalls.ofConversation(call.conversationId);
      if (warm === undefined) return;
      if (warm.callId !== call.id) return drop(warm);
      warmCalls.remove(warm);
      const people = holds.ofCall(call.id);
      for (const hold of people) hold.warm = false;
      try {
        const capture = await captureOf(call);
        const admitted = await Promise.all(people.map(async (hold) => ((await admit(hold, capture)) ? [hold] : [])));
        await markJoined(call.id, admitted.flat());
      } catch (error) {
        for (const hold of people) if (holds.byParticipant.get(hold.participantId) === hold) giveUp(hold);
        throw error;
      }
    },
    async offerEnded(offerId) {
      const warm = warmCalls.all().find((call) => call.offerId === offerId);
      if (warm !== undefined) await drop(warm);
    },
    async left({ callId, participantId }) {
      await gateway.leave({ callId, participantId });
    },
    engineLost(callId) {
      const warm = warmCalls.all().find((call) => call.callId === callId);
      if (warm === undefined) return false;
      warmCalls.remove(warm);
      for (const hold of holds.ofCall(callId)) tellOver(hold);
      holds.dropCall(callId);
      return true;
    },
    clockSet(jumpedMs) {
      for (const warm of warmCalls.all())
        warmCalls.add({ ...warm, expiresAt: new Date(warm.expiresAt.getTime() + jumpedMs) });
    },
    async sweep(now) {
      const due = now.getTime() - overdueMs;
      for (const warm of warmCalls.all()) if (warm.expiresAt.getTime() < due) await drop(warm);
    },
  };
};
