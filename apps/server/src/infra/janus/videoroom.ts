import type { PublishedTrack, SubscribedStream, TrackSource } from '../../ports/media-gateway.ts';

/** Pure: the messages of Janus' VideoRoom plugin that we send, and what we read out of its answers. */

export interface RoomKeys {
  readonly room: string;
  readonly secret: string;
  readonly adminKey: string;
}

export interface FeedTrack {
  readonly feed: string;
  readonly mid: string;
}

export const createRoom = ({ room, secret, adminKey }: RoomKeys): object => ({
  request: 'create',
  room,
  admin_key: adminKey,
  secret,
  permanent: false,
  is_private: true,
  publishers: 16,
  // Sent as REMB, it caps everything a browser publishes together: a screen beside a camera needs this much.
  bitrate: 4_000_000,
  bitrate_cap: false,
  audiocodec: 'opus',
  videocodec: 'vp8,h264',
  opus_fec: true,
  transport_wide_cc_ext: true,
  audiolevel_event: false,
  notify_joining: false,
  record: false,
  lock_record: true,
});

export const destroyRoom = ({ room, secret }: RoomKeys): object => ({ request: 'destroy', room, secret });
export const listParticipants = ({ room }: RoomKeys): object => ({ request: 'listparticipants', room });
export const kick = ({ room, secret }: RoomKeys, id: string): object => ({ request: 'kick', room, secret, id });

export const joinAsPublisher = ({ room }: RoomKeys, id: string): object => ({
  request: 'join',
  ptype: 'publisher',
  room,
  id,
});

export const joinAsSubscriber = ({ room }: RoomKeys, streams: readonly FeedTrack[]): object => ({
  request: 'join',
  ptype: 'subscriber',
  room,
  use_msid: true,
  autoupdate: true,
  streams,
});

export const updateSubscription = (subscribe: readonly FeedTrack[]): object => ({ request: 'update', subscribe });
/** Whether the engine sends these m-lines of a subscribing connection. */
export const sendStreams = (mids: readonly string[], send: boolean): object => ({
  request: 'configure',
  streams: mids.map((mid) => ({ mid, send })),
});
export const restartSubscription = { request: 'configure', restart: true } as const;
export const startSubscription = { request: 'start' } as const;
/** Asks the publishing browser for a picture that needs no earlier one. */
export const keyPicture = { request: 'configure', keyframe: true } as const;
export const unpublish = { request: 'unpublish' } as const;

/** The description of each m-line carries our word for its source through the engine. */
export const publishRequest = (first: boolean, tracks: readonly PublishedTrack[], recording: object): object => ({
  request: first ? 'publish' : 'configure',
  descriptions: tracks.map(({ mid, source }) => ({ mid, description: source })),
  ...recording,
});

export const recordInto = ({ secret }: RoomKeys, filename: string): object => ({ record: true, filename, secret });
export const stopRecording = ({ secret }: RoomKeys): object => ({ request: 'configure', record: false, secret });

const records = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
    : [];

const sourceOf = (description: unknown, kind: 'audio' | 'video'): TrackSource => {
  if (description === 'microphone' || description === 'camera' || description === 'screen') return description;
  return kind === 'audio' ? 'microphone' : 'camera';
};

/**
 * The m-lines of a subscribing connection. An m-line whose publisher has gone carries no feed any more; what it was is
 * remembered from `before`, so that the receiving side knows whose picture ended.
 */
export const readStreams = (data: Record<string, unknown>, before: readonly SubscribedStream[]): SubscribedStream[] =>
  records(data.streams).flatMap((entry) => {
    const kind = entry.type;
    const mid = String(entry.mid);
    if (kind !== 'audio' && kind !== 'video') return [];
    const feed = entry.feed_id;
    if (typeof feed !== 'string') {
      const known = before.find((stream) => stream.mid === mid);
      return known === undefined ? [] : [{ ...known, active: false }];
    }
    const active = entry.active !== false && entry.disabled !== true;
    return [{ mid, participantId: feed, kind, source: sourceOf(entry.feed_description, kind), active }];
  });

/** Ids of everybody who publishes in a room. */
export const readPublishers = (data: Record<string, unknown>): Set<string> =>
  new Set(records(data.participants).flatMap((entry) => (entry.publisher === true ? [String(entry.id)] : [])));
