import type { AgentId, CallId, ParticipantId, VisitorId } from '@visavis/protocol';
import type { SubscribedStream } from '../../ports/media-gateway.ts';
import type { Principal } from '../../ports/principal.ts';

/** The one connection (tab) that carries a participant's media: the last that joined. Lost with the process; pages join again. */
export interface Hold {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
  readonly socketId: string;
  readonly epoch: number;
  /** The agent: oneself, or the one the visitor talks to by now; both are told what the engine sees. */
  agentId: AgentId;
  readonly visitorId: VisitorId;
  readonly side: Principal['kind'];
  microphone: boolean;
  camera: boolean;
  /** Connected while it still rings: there is no call yet. */
  warm: boolean;
  /** While warm: the publishing or subscribing connection is up. */
  connected: boolean;
}

export interface WaitingOffer {
  readonly callId: CallId;
  readonly sdp: string;
  readonly streams: readonly SubscribedStream[];
}

export interface MediaHolds {
  readonly byParticipant: Map<ParticipantId, Hold>;
  /** The newest offer nobody could take yet: the page is joining, or not back after a restart of our process. */
  readonly waitingOffers: Map<ParticipantId, WaitingOffer>;
  /** Participants whose page has not yet been told that it is in. */
  readonly joining: Set<ParticipantId>;
  /** Participants the engine no longer knows although it lives: their connections cannot be kept. */
  readonly forgotten: Set<ParticipantId>;
  ofPerson(principal: Principal, callId: CallId): Hold | undefined;
  ofSocket(socketId: string): Hold[];
  ofCall(callId: CallId): Hold[];
  dropCall(callId: CallId): void;
}

export const createMediaHolds = (): MediaHolds => {
  const byParticipant = new Map<ParticipantId, Hold>();
  const waitingOffers = new Map<ParticipantId, WaitingOffer>();
  const forgotten = new Set<ParticipantId>();
  const filter = (wanted: (hold: Hold) => boolean): Hold[] => [...byParticipant.values()].filter(wanted);
  const isPerson = (hold: Hold, principal: Principal): boolean =>
    hold.side === principal.kind &&
    (principal.kind === 'agent' ? hold.agentId === principal.agentId : hold.visitorId === principal.visitorId);
  return {
    byParticipant,
    waitingOffers,
    joining: new Set(),
    forgotten,
    ofPerson: (principal, callId) => filter((hold) => hold.callId === callId && isPerson(hold, principal))[0],
    ofSocket: (socketId) => filter((hold) => hold.socketId === socketId),
    ofCall: (callId) => filter((hold) => hold.callId === callId),
    dropCall(callId) {
      for (const { participantId } of filter((hold) => hold.callId === callId)) {
        byParticipant.delete(participantId);
        forgotten.delete(participantId);
      }
      for (const [participantId, offer] of waitingOffers)
        if (offer.callId === callId) waitingOffers.delete(participantId);
    },
  };
};
