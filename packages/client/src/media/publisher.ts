import { type Connection, openConnection } from './connection.ts';
import type { MediaLog, MediaSignal, PublishedTrack, TrackSource } from './signal.ts';
import { takeTurns } from './turn-taking.ts';

/** The sending half of a call: the browser offers, one negotiation at a time. Survives rebuilding: the tracks stay, the connection is new. */
export interface Publisher {
  state(): RTCPeerConnectionState | null;
  /** Sends these from now on, or nothing (null) while the m-line stays. Negotiates once, and only when a new m-line is needed. */
  setTracks(changes: readonly TrackChange[]): Promise<void>;
  /** From now on in every size, after `sparing`. */
  sendFully(): Promise<void>;
  restart(): Promise<void>;
  /** A new connection with the same tracks. */
  rebuild(): Promise<void>;
  stats(): Promise<RTCStatsReport | null>;
  close(): void;
}

export interface TrackChange {
  readonly source: TrackSource;
  readonly track: MediaStreamTrack | null;
}

export interface PublisherOptions {
  readonly signal: MediaSignal;
  readonly iceServers: readonly RTCIceServer[];
  readonly log: MediaLog;
  onState(): void;
  /** Sends the smallest picture only, until `sendFully`: nobody sees it yet. */
  readonly sparing?: boolean;
}

/** Order matters: the engine takes the first as the best. Below 960x540 browsers do not make three layers. */
const layers: readonly RTCRtpEncodingParameters[] = [
  { rid: 'h', maxBitrate: 1_500_000 },
  { rid: 'm', maxBitrate: 450_000, scaleResolutionDownBy: 2 },
  { rid: 'l', maxBitrate: 120_000, scaleResolutionDownBy: 4 },
];

/** Encodings for a camera picture of this size. Pure. */
export const encodingsFor = (width: number, height: number): RTCRtpEncodingParameters[] => {
  const [long, short] = width >= height ? [width, height] : [height, width];
  return long >= 960 && short >= 540 ? layers.map((layer) => ({ ...layer })) : [{ maxBitrate: 900_000 }];
};

/** The last layer is the smallest. Pure. */
export const onlySmallest = <E extends object>(encodings: readonly E[]): (E & { active: boolean })[] =>
  encodings.map((encoding, index) => ({ ...encoding, active: index === encodings.length - 1 }));

const transceiverInit = (track: MediaStreamTrack, sparing: boolean): RTCRtpTransceiverInit => {
  if (track.kind === 'audio') return { direction: 'sendonly' };
  const { width = 0, height = 0 } = track.getSettings();
  const sendEncodings = encodingsFor(width, height);
  return { direction: 'sendonly', sendEncodings: sparing ? onlySmallest(sendEncodings) : sendEncodings };
};

export const createPublisher = (options: PublisherOptions): Publisher => {
  const { signal, log } = options;
  const inTurn = takeTurns();
  const tracks = new Map<TrackSource, MediaStreamTrack>();
  const lines = new Map<TrackSource, RTCRtpTransceiver>();
  let connection: Connection | null = null;
  let closed = false;
  let sparing = options.sparing ?? false;

  const open = (): Connection =>
    openConnection({
      name: 'publish',
      iceServers: options.iceServers,
      log,
      send: (candidate) => signal.candidate('publish', candidate),
      onState: options.onState,
    });

  const published = (): PublishedTrack[] =>
    [...lines].flatMap(([source, { mid }]) =>
      mid === null ? [] : [{ mid, source, kind: source === 'microphone' ? 'audio' : 'video' }],
    );

  const negotiate = async (current: Connection, offerOptions: RTCOfferOptions = {}): Promise<void> => {
    current.hold();
    const offer = await current.pc.createOffer(offerOptions);
    await current.pc.setLocalDescription(offer);
    const answer = await signal.publish(current.pc.localDescription?.sdp ?? '', published());
    if (connection !== current) return;
    await current.pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    current.release();
  };

  const addLine = (current: Connection, source: TrackSource, track: MediaStreamTrack): void => {
    const transceiver = current.pc.addTransceiver(track, transceiverInit(track, sparing));
    lines.set(source, transceiver);
  };

  const connect = async (): Promise<void> => {
    connection?.close();
    connection = null;
    lines.clear();
    if (tracks.size === 0 || closed) return;
    const fresh = open();
    connection = fresh;
    for (const [source, track] of tracks) addLine(fresh, source, track);
    await negotiate(fresh);
  };

  const apply = async (changes: readonly TrackChange[]): Promise<void> => {
    for (const { source, track } of changes) {
      if (track === null) tracks.delete(source);
      else tracks.set(source, track);
    }
    if (closed) return;
    if (connection === null) return connect();
    const added = changes.filter(({ source, track }) => track !== null && !lines.has(source));
    for (const { source, track } of changes) await lines.get(source)?.sender.replaceTrack(track);
    for (const { source, track } of added) if (track !== null) addLine(connection, source, track);
    if (added.length > 0) await negotiate(connection);
  };

  const sendFully = async (): Promise<void> => {
    if (!sparing) return;
    sparing = false;
    for (const { sender } of lines.values()) {
      const parameters = sender.getParameters();
      if (parameters.encodings.every(({ active }) => active)) continue;
      for (const encoding of parameters.encodings) encoding.active = true;
      await sender.setParameters(parameters);
    }
  };

  return {
    state: () => connection?.pc.connectionState ?? null,
    setTracks: (changes) => inTurn(() => apply(changes)),
    sendFully: () => inTurn(sendFully),
    restart: () => inTurn(async () => (connection === null ? connect() : negotiate(connection, { iceRestart: true }))),
    rebuild: () => inTurn(connect),
    stats: async () => (connection === null ? null : connection.pc.getStats()),
    close() {
      closed = true;
      connection?.close();
      connection = null;
      lines.clear();
      tracks.clear();
    },
  };
};
