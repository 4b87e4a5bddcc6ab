import type { Connection } from '@visavis/client';
import type { MediaSignal } from '@visavis/client/media';
import type { AgentEvents, CallId, ParticipantId } from '@visavis/protocol';

export interface JoinedMedia {
  readonly participantId: ParticipantId;
  readonly iceServers: readonly RTCIceServer[];
  readonly signal: MediaSignal;
  readonly close: () => void;
}

/**
 * Joins the media of a call and gives the media session its signalling over the realtime connection.
 * The epoch of the media engine is kept here: whoever speaks of an older one is told to begin anew.
 */
export async function joinMedia(connection: Connection<AgentEvents>, callId: CallId): Promise<JoinedMedia> {
  const first = await connection.command('media:join', { callId, epoch: null });
  let epoch = first.epoch;
  let fresh = true;
  const resets = new Set<(epoch: number) => void>();
  const reset = (next: number) => {
    epoch = next;
    for (const listener of [...resets]) listener(next);
  };
  const rejoin = async () => {
    // The join that gave the addresses of the relays serves the first call too.
    if (fresh) {
      fresh = false;
      return;
    }
    const joined = await connection.command('media:join', { callId, epoch });
    epoch = joined.epoch;
  };
  const stops = [
    connection.on('media:reset', (fact) => {
      if (fact.callId === callId && fact.epoch >= epoch) reset(fact.epoch);
    }),
    // After a lost line the server has to know that we are back; what still lives in the engine is kept.
    connection.onReady(async () => {
      const joined = await connection.command('media:join', { callId, epoch });
      if (!joined.resumed || joined.epoch !== epoch) reset(joined.epoch);
    }),
  ];
  const signal: MediaSignal = {
    rejoin,
    publish: (sdp, tracks) => connection.command('media:publish', { callId, epoch, sdp, tracks: [...tracks] }),
    answer: async (sdp) => void (await connection.command('media:answer', { callId, epoch, sdp })),
    candidate: async (which, candidate) =>
      void (await connection.command('media:candidate', { callId, epoch, connection: which, candidate })),
    renew: async ({ rebuild }) => void (await connection.command('media:renew', { callId, epoch, rebuild })),
    onOffer(listener) {
      return connection.on('media:offer', (offer) => {
        if (offer.callId === callId && offer.epoch === epoch) listener(offer);
      });
    },
    onReset(listener) {
      resets.add(listener);
      return () => resets.delete(listener);
    },
  };
  return {
    participantId: first.participantId,
    iceServers: first.iceServers.map((server) => ({
      urls: server.urls,
      ...(server.username === undefined ? {} : { username: server.username }),
      ...(server.credential === undefined ? {} : { credential: server.credential }),
    })),
    signal,
    close() {
      for (const stop of stops) stop();
    },
  };
}
