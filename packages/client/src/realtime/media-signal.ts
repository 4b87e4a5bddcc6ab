import type { CallId, VisitorEvents } from '@visavis/protocol';
import type { MediaSignal, SubscriptionOffer } from '../media/signal.ts';
import type { Connection } from './connect.ts';

/** The media commands and facts are the same for visitors and agents. */
type MediaContract = {
  commands: Pick<
    VisitorEvents['commands'],
    'media:join' | 'media:publish' | 'media:answer' | 'media:candidate' | 'media:renew'
  >;
  facts: Pick<VisitorEvents['facts'], 'media:offer' | 'media:reset'>;
};
export type MediaLine = Pick<Connection<MediaContract>, 'command' | 'on'>;

export interface JoinedMedia {
  readonly signal: MediaSignal;
  readonly iceServers: RTCIceServer[];
  /** Who we are in this call. */
  readonly participantId: string;
  /** The line is back after a break: tells the server we are here; false when our connections no longer live there. */
  resync(): Promise<boolean>;
  /** Stops listening. */
  close(): void;
}

/** Joins the media of a call over a realtime connection and speaks the media session's language from then on. */
export async function joinMedia(line: MediaLine, callId: CallId): Promise<JoinedMedia> {
  const offerListeners = new Set<(offer: SubscriptionOffer) => void>();
  const resetListeners = new Set<(epoch: number) => void>();
  let waiting: SubscriptionOffer | undefined;
  let epoch: number | null = null;

  const stops = [
    line.on('media:offer', (offer) => {
      if (offer.callId !== callId || (epoch !== null && offer.epoch < epoch)) return;
      // An offer may come before the media session listens: the last one is kept for it.
      if (offerListeners.size === 0) waiting = offer;
      for (const listener of [...offerListeners]) listener(offer);
    }),
    line.on('media:reset', (reset) => {
      if (reset.callId !== callId || epoch === null || reset.epoch < epoch) return;
      // The same epoch again is an echo, unless the engine has lost just this page.
      if (reset.epoch === epoch && reset.why !== 'forgotten') return;
      for (const listener of [...resetListeners]) listener(reset.epoch);
    }),
  ];

  const join = async () => {
    const joined = await line.command('media:join', { callId, epoch });
    epoch = joined.epoch;
    return joined;
  };
  const known = () => epoch ?? 0;

  const first = await join().catch((error: unknown) => {
    for (const stop of stops) stop();
    throw error;
  });
  let fresh = true;

  return {
    participantId: first.participantId,
    iceServers: first.iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username !== undefined && { username }),
      ...(credential !== undefined && { credential }),
    })),
    async resync() {
      const joined = await join();
      if (joined.resumed) return true;
      for (const listener of [...resetListeners]) listener(joined.epoch);
      return false;
    },
    close() {
      for (const stop of stops) stop();
      offerListeners.clear();
      resetListeners.clear();
    },
    signal: {
      async rejoin() {
        // The session starts by joining; we have just done so.
        if (fresh) fresh = false;
        else await join();
      },
      publish: (sdp, tracks) => line.command('media:publish', { callId, epoch: known(), sdp, tracks: [...tracks] }),
      answer: async (sdp) => void (await line.command('media:answer', { callId, epoch: known(), sdp })),
      candidate: async (connection, candidate) =>
        void (await line.command('media:candidate', { callId, epoch: known(), connection, candidate })),
      renew: async ({ rebuild }) => void (await line.command('media:renew', { callId, epoch: known(), rebuild })),
      onOffer(listener) {
        offerListeners.add(listener);
        if (waiting !== undefined) {
          const kept = waiting;
          waiting = undefined;
          queueMicrotask(() => listener(kept));
        }
        return () => offerListeners.delete(listener);
      },
      onReset(listener) {
        resetListeners.add(listener);
        return () => resetListeners.delete(listener);
      },
    },
  };
}
