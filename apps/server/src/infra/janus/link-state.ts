import type { MediaLink, PublishedTrack, SubscribedStream } from '../../ports/media-gateway.ts';

/** What the gateway knows about one participant, as stored with the link: plain JSON. */
export interface LinkState {
  readonly displayName: string;
  sessionId: number | null;
  publishHandle: number | null;
  subscribeHandle: number | null;
  /** Tells a new publishing connection from a renegotiation. */
  publishKey: string | null;
  published: boolean;
  /** The publishing connection is up, so others may subscribe. */
  live: boolean;
  tracks: PublishedTrack[];
  /** Not admitted yet: the engine sends this participant nothing. */
  withheld: boolean;
  recordingPrefix: string | null;
  /** Absolute file prefix now being written. */
  recordingFile: string | null;
  streams: SubscribedStream[];
  /** `participantId/mid` of everything asked for. */
  requested: string[];
  /** An offer waits for the browser's answer. */
  offered: boolean;
  /** Key of the subscribing connection that was given up: its late answers are not for us. */
  abandonedKey: string | null;
  answerKey: string | null;
  /** The engine closed the subscribing connection; only a renewal opens it again. */
  subscriptionClosed: boolean;
}

export const initialLinkState = (
  displayName: string,
  recordingPrefix: string | null,
  withheld: boolean,
): LinkState => ({
  displayName,
  sessionId: null,
  publishHandle: null,
  subscribeHandle: null,
  publishKey: null,
  published: false,
  live: false,
  tracks: [],
  withheld,
  recordingPrefix,
  recordingFile: null,
  streams: [],
  requested: [],
  offered: false,
  abandonedKey: null,
  answerKey: null,
  subscriptionClosed: false,
});

/** State as stored by an earlier process of ours; null when it is not of this shape. */
export const restoreLinkState = (link: MediaLink): LinkState | null => {
  const stored = link.state as Partial<LinkState>;
  if (typeof stored.sessionId !== 'number' || typeof stored.publishHandle !== 'number') return null;
  if (!Array.isArray(stored.tracks) || !Array.isArray(stored.streams) || !Array.isArray(stored.requested)) return null;
  return { ...initialLinkState('', null, false), ...stored };
};
