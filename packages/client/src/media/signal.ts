/** What the media session needs from signalling; the application wires it to its socket commands and facts. */

export type TrackKind = 'audio' | 'video';
export type TrackSource = 'microphone' | 'camera' | 'screen';
export type MediaConnection = 'publish' | 'subscribe';

export interface PublishedTrack {
  readonly mid: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
}

/** One m-line of the subscribing connection: whose track it carries. */
export interface SubscribedStream {
  readonly mid: string;
  readonly participantId: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  readonly active: boolean;
}

export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

export interface SubscriptionOffer {
  readonly sdp: string;
  readonly streams: readonly SubscribedStream[];
}

/** Every method rejects when the server refuses or does not answer; the media session then tries again later. */
export interface MediaSignal {
  /** Joins the media of the call, again after a reload, a reset or a lost line. The server keeps what still lives. */
  rejoin(): Promise<void>;
  publish(sdp: string, tracks: readonly PublishedTrack[]): Promise<{ readonly sdp: string }>;
  answer(sdp: string): Promise<void>;
  candidate(connection: MediaConnection, candidate: IceCandidate | null): Promise<void>;
  /** Asks for a fresh subscription offer: with an ICE restart, or from nothing when `rebuild`. */
  renew(options: { readonly rebuild: boolean }): Promise<void>;
  onOffer(listener: (offer: SubscriptionOffer) => void): () => void;
  /** The media engine was replaced: every connection is void and must be made anew. */
  onReset(listener: (epoch: number) => void): () => void;
}

/** Short phrases with data, never SDP or device names. */
export type MediaLog = (
  level: 'debug' | 'info' | 'warn',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
