import type { CallId, ParticipantId } from '@visavis/protocol';
import type { MediaEvent, Realtime } from '../../ports/index.ts';
import type { Hold, MediaHolds, WaitingOffer } from './media-holds.ts';

/** Brings the engine's offers to the page that carries the participant's media, and keeps the newest until there is one. */
export interface SubscriptionOffers {
  offered(event: Extract<MediaEvent, { type: 'subscription_offer' }>): void;
  /** Offers made while the page was joining follow right after its acknowledgement. */
  release(hold: Hold): void;
}

export const createSubscriptionOffers = (
  holds: MediaHolds,
  realtime: Pick<Realtime, 'toSocket'>,
): SubscriptionOffers => {
  const send = (hold: Hold, { sdp, streams }: Pick<WaitingOffer, 'sdp' | 'streams'>): void =>
    realtime.toSocket(hold.socketId, 'media:offer', {
      callId: hold.callId,
      epoch: hold.epoch,
      sdp,
      streams: streams.map((stream) => ({ ...stream, participantId: stream.participantId as ParticipantId })),
    });
  return {
    offered({ callId, participantId, sdp, streams }) {
      const id = participantId as ParticipantId;
      const hold = holds.byParticipant.get(id);
      if (hold === undefined || holds.joining.has(id))
        holds.waitingOffers.set(id, { callId: callId as CallId, sdp, streams });
      else send(hold, { sdp, streams });
    },
    release(hold) {
      holds.joining.delete(hold.participantId);
      const offer = holds.waitingOffers.get(hold.participantId);
      if (offer === undefined || holds.byParticipant.get(hold.participantId) !== hold) return;
      holds.waitingOffers.delete(hold.participantId);
      send(hold, offer);
    },
  };
};
