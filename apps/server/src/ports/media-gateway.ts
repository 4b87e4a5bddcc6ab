/**
 * What a call needs from a media engine, in the words of the call module.
 * `infra/janus` implements it with a real Janus; `packages/testkit` and unit tests with a fake.
 *
 * A call has one media room in the engine. Each participant has one publishing connection (the browser offers)
 * and one subscribing connection (the engine offers, for everybody else's tracks).
 */

export type TrackKind = 'audio' | 'video';
export type TrackSource = 'microphone' | 'camera' | 'screen';
export type MediaConnection = 'publish' | 'subscribe';

export interface ParticipantRef {
  readonly callId: string;
  readonly participantId: string;
}

export interface PublishedTrack {
  /** The m-line id in the publishing SDP. */
  readonly mid: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
}

/** One m-line of a subscribing connection: whose track it carries. */
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

/**
 * Where the raw tracks of one participant go: a path prefix relative to the engine's recordings folder
 * (compose knows it), for example `<callId>/<participantId>`. Files are
 * `<prefix>-<unixMs>-<kind>-<index>.mjr` (`.mjr.part` while written, and for ever when the engine was killed). Each start of
 * recording, and each new publishing connection, makes new files with a later `unixMs`: merge all that begin with the prefix.
 */
export interface RecordingTarget {
  readonly prefix: string;
}

/** What must survive a restart of our process so that a live call can be taken over again. */
export interface MediaLink {
  readonly callId: string;
  /** null for the control link of the call itself. */
  readonly participantId: string | null;
  readonly engineId: string;
  readonly engineSessionId: string;
  readonly publishHandleId: string | null;
  readonly subscribeHandleId: string | null;
  /** What the gateway needs to go on (tracks, subscribed streams, recording prefix, engine secret); opaque to others. */
  readonly state: Record<string, unknown>;
}

export interface MediaLinkStore {
  save(link: MediaLink): Promise<void>;
  remove(callId: string, participantId: string | null): Promise<void>;
  list(): Promise<readonly MediaLink[]>;
}

export type MediaEvent =
  | {
      readonly type: 'subscription_offer';
      readonly callId: string;
      readonly participantId: string;
      readonly sdp: string;
      readonly streams: readonly SubscribedStream[];
    }
  /** The publishing or subscribing connection has media flowing (ICE + DTLS done). */
  | {
      readonly type: 'connected';
      readonly callId: string;
      readonly participantId: string;
      readonly connection: MediaConnection;
    }
  /** The engine closed the connection (DTLS alert, ICE failure). */
  | {
      readonly type: 'disconnected';
      readonly callId: string;
      readonly participantId: string;
      readonly connection: MediaConnection;
      readonly reason: string;
    }
  /** Packets of one published kind stopped or came back (Janus `media` event). */
  | {
      readonly type: 'media_flow';
      readonly callId: string;
      readonly participantId: string;
      readonly kind: TrackKind;
      readonly receiving: boolean;
    }
  | {
      readonly type: 'slow_link';
      readonly callId: string;
      readonly participantId: string;
      readonly direction: 'up' | 'down';
      readonly lost: number;
    }
  /** The engine died or was replaced: every call on it must be opened and joined again (a new media epoch). */
  | { readonly type: 'engine_lost'; readonly engineId: string; readonly callIds: readonly string[] }
  | { readonly type: 'engine_ready'; readonly engineId: string };

export interface MediaGatewayStatus {
  readonly state: 'ready' | 'starting' | 'down' | 'absent';
  readonly engineId: string | null;
  readonly version: string | null;
  /** Plain words for the operator when not ready. */
  readonly reason: string | null;
}

/** Every method rejects with DomainError codes of the catalogue: media_unavailable, media_sdp_invalid, media_not_joined, media_failed. */
export interface MediaGateway {
  status(): MediaGatewayStatus;
  /** Opens the media room of a call. Idempotent: an open room is left as it is. */
  open(callId: string): Promise<void>;
  /**
   * Makes a participant known in the call; idempotent. With `recording` the tracks are recorded from the first published packet.
   * `withheld`: may publish and is offered everybody else's tracks, but the engine sends none of them until a join without it,
   * which also sets `recording` anew.
   */
  join(
    participant: ParticipantRef,
    options: {
      readonly displayName: string;
      readonly recording: RecordingTarget | null;
      readonly withheld?: boolean;
    },
  ): Promise<void>;
  /** Publishing, renegotiation and ICE restart alike: the browser's offer in, the engine's answer out. */
  publish(
    participant: ParticipantRef,
    offer: { readonly sdp: string; readonly tracks: readonly PublishedTrack[] },
  ): Promise<{ readonly sdp: string }>;
  /** The browser's answer to the last `subscription_offer`. */
  answer(participant: ParticipantRef, sdp: string): Promise<void>;
  /** null = no more candidates. */
  addCandidate(participant: ParticipantRef, connection: MediaConnection, candidate: IceCandidate | null): Promise<void>;
  /** A fresh `subscription_offer` follows: with an ICE restart when connected, from nothing when `rebuild`. */
  renewSubscription(participant: ParticipantRef, options: { readonly rebuild: boolean }): Promise<void>;
  /** Starts or stops recording of one participant while the call goes on. */
  setRecording(participant: ParticipantRef, recording: RecordingTarget | null): Promise<void>;
  /**
   * These participants receive nobody, and nobody receives them, from the next packet on; everybody else receives each
   * other. Replaces what was said before. Needs no renegotiation, outlives a restart of our process.
   */
  keepApart(callId: string, participantIds: readonly string[]): Promise<void>;
  /** Removes a participant; the others get a new subscription offer. Unknown participants are ignored. */
  leave(participant: ParticipantRef): Promise<void>;
  /** Ends the media of a call and closes its recording files. Unknown calls are ignored. */
  close(callId: string): Promise<void>;
  /** After a restart of our process: takes over what still lives in the engine. Says which calls go on untouched and which lost their media. */
  resume(): Promise<{ readonly intact: readonly string[]; readonly lost: readonly string[] }>;
  subscribe(listener: (event: MediaEvent) => void): () => void;
}
