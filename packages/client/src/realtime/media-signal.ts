import type { CallId, CommandAck, ConversationId, VisitorEvents } from '@visavis/protocol';
import type { MediaSignal, SubscriptionOffer } from '../media/signal.ts';
import type { Connection } from './connect.ts';

/** The media commands and facts are the same for visitors and agents. */
type MediaContract = {
  commands: Pick<
    VisitorEvents['commands'],
    'media:warm' | 'media:join' | 'media:publish' | 'media:answer' | 'media:candidate' | 'media:renew'
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

export interface WarmMedia extends JoinedMedia {
  /** The call that begins with this media if the offer is accepted. */
  readonly callId: CallId;
}

/** Joins the media of a call over a realtime connection and speaks the media session's language from then on. */
export const joinMedia = (line: MediaLine, callId: CallId): Promise<JoinedMedia> =>
  openMedia(line, callId, async () => ({ callId, ...(await line.command('media:join', { callId, epoch: null })) }));

/**
 * While a contact rings: the same, before there is a call. The engine sends nothing until the offer is accepted, then it goes on
 * as if it had been joined. A reset before that means that it is over.
 */
export const warmMedia = (line: MediaLine, conversationId: ConversationId): Promise<WarmMedia> =>
  openMedia(line, null, () => line.command('media:warm', { conversationId }));

type Opened = CommandAck<VisitorEvents, 'media:warm'>;

/** `known`: the call, if there is one already; offers may come before the answer. */
async function openMedia(line: MediaLine, known: CallId | null, open: () => Promise<Opened>): Promise<WarmMedia> {
  const offerListeners = new Set<(offer: SubscriptionOffer) => void>();
  const resetListeners = new Set<(epoch: number) => void>();
  let waiting: SubscriptionOffer | undefined;
  let epoch: number | null = null;
  let callId = known;

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

  const first = await open().catch((error: unknown) => {
    for (const stop of stops) stop();
    throw error;
  });
  const { callId: id } = first;
  callId = id;
  epoch = first.epoch;
  let fresh = true;

  const join = async () => {
    const joined = await line.command('media:join', { callId: id, epoch });
    epoch = joined.epoch;
    return joined;
  };
  const inCall = () => ({ callId: id, epoch: epoch ?? 0 });

  return {
    callId: id,
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
      publish: (sdp, tracks) => line.command('media:publish', { ...inCall(), sdp, tracks: [...tracks] }),
      answer: async (sdp) => void (await line.command('media:answer', { ...inCall(), sdp })),
      candidate: async (connection, candidate) =>
        void (await line.command('media:candidate', { ...inCall(), connection, candidate })),
      renew: async ({ rebuild }) => void (await line.command('media:renew', { ...inCall(), rebuild })),
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
