import { type Connection, openConnection } from './connection.ts';
import type { MediaLog, MediaSignal, SubscribedStream, SubscriptionOffer } from './signal.ts';
import { takeTurns } from './turn-taking.ts';

/**
 * The receiving half of a call: the engine offers, we answer. Every participant has one MediaStream that stays the same object
 * while tracks come, go and are rebuilt, so that a playing <video> never has to be touched.
 */
export interface Subscriber {
  state(): RTCPeerConnectionState | null;
  readonly streams: ReadonlyMap<string, MediaStream>;
  /** Drops the connection; the next offer opens a new one. */
  drop(): void;
  stats(): Promise<RTCStatsReport | null>;
  close(): void;
}

export interface SubscriberOptions {
  readonly signal: MediaSignal;
  readonly iceServers: readonly RTCIceServer[];
  readonly log: MediaLog;
  onState(): void;
  /** Tracks of this participant changed; `stream` is null when it has none left. */
  onStream(participantId: string, stream: MediaStream | null): void;
}

export const createSubscriber = (options: SubscriberOptions): Subscriber => {
  const { signal, log } = options;
  const inTurn = takeTurns();
  const streams = new Map<string, MediaStream>();
  let connection: Connection | null = null;
  let closed = false;

  const open = (): Connection =>
    openConnection({
      name: 'subscribe',
      iceServers: options.iceServers,
      log,
      send: (candidate) => signal.candidate('subscribe', candidate),
      onState: options.onState,
    });

  const tracksOf = (current: Connection, entries: readonly SubscribedStream[]): Map<string, MediaStreamTrack[]> => {
    const byMid = new Map(current.pc.getTransceivers().map((transceiver) => [transceiver.mid, transceiver]));
    const result = new Map<string, MediaStreamTrack[]>();
    for (const entry of entries) {
      const transceiver = byMid.get(entry.mid);
      const flows = transceiver?.currentDirection === 'recvonly' || transceiver?.currentDirection === 'sendrecv';
      if (!entry.active || transceiver === undefined || !flows) continue;
      result.set(entry.participantId, [...(result.get(entry.participantId) ?? []), transceiver.receiver.track]);
    }
    return result;
  };

  const show = (tracks: ReadonlyMap<string, readonly MediaStreamTrack[]>): void => {
    for (const participantId of new Set([...streams.keys(), ...tracks.keys()])) {
      const wanted = tracks.get(participantId) ?? [];
      const stream = streams.get(participantId) ?? new MediaStream();
      const gone = stream.getTracks().filter((track) => !wanted.includes(track));
      const added = wanted.filter((track) => !stream.getTracks().includes(track));
      for (const track of gone) stream.removeTrack(track);
      for (const track of added) stream.addTrack(track);
      if (wanted.length === 0) streams.delete(participantId);
      else streams.set(participantId, stream);
      if (gone.length + added.length > 0) options.onStream(participantId, wanted.length === 0 ? null : stream);
    }
  };

  /** The engine's end was rebuilt: it has forgotten the old keys, so our end must be new too. */
  const fits = (current: Connection, offer: SubscriptionOffer): boolean => {
    const known = current.pc.remoteDescription?.sdp;
    return known === undefined || engineEndOf(known) === engineEndOf(offer.sdp);
  };

  const take = async (offer: SubscriptionOffer): Promise<void> => {
    if (closed) return;
    if (connection !== null && (connection.pc.connectionState === 'closed' || !fits(connection, offer))) {
      connection.close();
      connection = null;
    }
    const current = connection ?? open();
    connection = current;
    current.hold();
    await current.pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    await current.pc.setLocalDescription(await current.pc.createAnswer());
    await signal.answer(current.pc.localDescription?.sdp ?? '');
    if (connection !== current) return;
    current.release();
    show(tracksOf(current, offer.streams));
  };

  const stopListening = signal.onOffer((offer) => {
    inTurn(() => take(offer)).catch((error: unknown) => log('warn', 'offer not answered', { error: String(error) }));
  });

  return {
    state: () => connection?.pc.connectionState ?? null,
    streams,
    drop() {
      connection?.close();
      connection = null;
    },
    stats: async () => (connection === null ? null : connection.pc.getStats()),
    close() {
      closed = true;
      stopListening();
      connection?.close();
      connection = null;
      show(new Map());
    },
  };
};

/** Names the engine's end of a connection: its session number and certificate. Stays through renegotiation. Pure. */
export const engineEndOf = (sdp: string): string => {
  const session = /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? '';
  const fingerprint = /^a=fingerprint:(.+)$/m.exec(sdp)?.[1]?.trim() ?? '';
  return `${session} ${fingerprint}`;
};
