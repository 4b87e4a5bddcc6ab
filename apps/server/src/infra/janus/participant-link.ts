import { setTimeout as sleep } from 'node:timers/promises';
import type {
  IceCandidate,
  MediaConnection,
  MediaLink,
  ParticipantRef,
  PublishedTrack,
} from '../../ports/media-gateway.ts';
import { JanusError, type JanusEvent, janusCodes } from './janus-client.ts';
import type { Feed, LinkContext } from './link-context.ts';
import { initialLinkState, type LinkState } from './link-state.ts';
import { mediaNotJoined, sdpInvalid } from './media-errors.ts';
import { filterSdp } from './sdp-filter.ts';
import { createSubscription, type Subscription } from './subscription.ts';
import {
  joinAsPublisher,
  keyPicture,
  kick,
  publishRequest,
  recordInto,
  stopRecording,
  unpublish,
} from './videoroom.ts';

/**
 * One participant in the engine: a Janus session with a publishing and a subscribing handle. Commands are done one after
 * another; notifications of the engine change state at once and queue what they cause.
 */
export interface JoinSettings {
  readonly recordingPrefix: string | null;
  readonly withheld: boolean;
}

export interface ParticipantLink {
  readonly ref: ParticipantRef;
  readonly state: LinkState;
  /** Enters the room, or changes to these settings what is in it already. */
  join(settings: JoinSettings): Promise<void>;
  publish(offer: {
    readonly sdp: string;
    readonly tracks: readonly PublishedTrack[];
  }): Promise<{ readonly sdp: string }>;
  answer(sdp: string): Promise<void>;
  addCandidate(connection: MediaConnection, candidate: IceCandidate | null): Promise<void>;
  renew(rebuild: boolean): Promise<void>;
  setRecording(prefix: string | null): Promise<void>;
  /** Sends this participant only what `whom` names, at once; subscriptions stay as they are. */
  receiveOnly(whom: (participantId: string) => boolean): Promise<void>;
  /** Asks the browser for a whole picture, for those who see it again. */
  refreshPicture(): void;
  leave(): Promise<void>;
  feed(): Feed | null;
  /** Subscribes to what others publish by now. */
  catchUp(): void;
  /** Forgets subscriptions to a feed that ended, so that it can be subscribed again. */
  feedEnded(participantId: string): void;
  receive(event: JanusEvent): void;
  /** After time without events: what the room says about our publishing. */
  noteRoom(publishers: ReadonlySet<string>): void;
  /** After `noteRoom` of everybody: asks again for what was missed. */
  resynchronise(publishers: ReadonlySet<string>): Promise<void>;
}

const hangupWithinMs = 2_000;
const media = (value: unknown): 'audio' | 'video' | null => (value === 'audio' || value === 'video' ? value : null);

export const createParticipantLink = (
  context: LinkContext,
  ref: ParticipantRef,
  options: (JoinSettings & { readonly displayName: string }) | { readonly state: LinkState },
): ParticipantLink => {
  const state =
    'state' in options
      ? options.state
      : initialLinkState(options.displayName, options.recordingPrefix, options.withheld);
  let queue: Promise<unknown> = Promise.resolve();
  let hungUp: (() => void) | null = null;
  let left = false;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const later = (what: string, work: () => Promise<void>): void => {
    inTurn(async () => {
      if (!left) await work();
    }).catch((error: unknown) => context.log.warn({ ...ref, error: String(error) }, what));
  };

  const save = (): Promise<void> => {
    const link: MediaLink = {
      ...ref,
      engineId: context.engineId,
      engineSessionId: String(state.sessionId),
      publishHandleId: state.publishHandle === null ? null : String(state.publishHandle),
      subscribeHandleId: state.subscribeHandle === null ? null : String(state.subscribeHandle),
      state: { ...state },
    };
    return left ? Promise.resolve() : context.links.save(link);
  };

  const ids = (): { session: number; publisher: number } => {
    if (state.sessionId === null || state.publishHandle === null) throw mediaNotJoined();
    return { session: state.sessionId, publisher: state.publishHandle };
  };

  const subscription: Subscription = createSubscription(context, ref, state, save);

  const enterRoom = async (session: number, publisher: number): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      try {
        await context.client().message(session, publisher, joinAsPublisher(context.keys, ref.participantId));
        return;
      } catch (error) {
        // A ghost of an earlier link still holds the name.
        if (!(error instanceof JanusError && error.code === janusCodes.idExists) || attempt >= 10) throw error;
        await context
          .client()
          .message(session, publisher, kick(context.keys, ref.participantId))
          .catch(() => undefined);
        await sleep(50);
      }
    }
  };

  const endPublishing = (): boolean => {
    const was = state.published;
    Object.assign(state, { published: false, live: false, tracks: [], recordingFile: null });
    if (was) context.feedChanged(ref.participantId, true);
    return was;
  };

  /** Ends the old publishing connection before a new one of the same participant begins. */
  const dropOldConnection = async (session: number, publisher: number): Promise<void> => {
    const ended = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    await context.client().message(session, publisher, unpublish);
    await Promise.race([ended, sleep(hangupWithinMs)]);
    hungUp = null;
    endPublishing();
  };

  /** A track added while recording needs a new file set: the engine opens files only when recording starts. */
  const recordingPart = async (session: number, publisher: number, addsTrack: boolean): Promise<object> => {
    if (state.recordingPrefix === null) return {};
    if (state.recordingFile !== null && !addsTrack) return {};
    if (state.recordingFile !== null) await context.client().message(session, publisher, stopRecording(context.keys));
    state.recordingFile = context.recordingFile(state.recordingPrefix);
    return recordInto(context.keys, state.recordingFile);
  };

  const checkTracks = (
    tracks: readonly PublishedTrack[],
    offered: readonly { mid: string; kind: string; direction: string }[],
  ): PublishedTrack[] =>
    tracks.filter((track) => {
      const line = offered.find((entry) => entry.mid === track.mid);
      if (line?.kind !== track.kind) throw sdpInvalid(`track ${track.mid} is not in the description`);
      return line.direction === 'sendonly' || line.direction === 'sendrecv';
    });

  const publish: ParticipantLink['publish'] = async (offer) => {
    const verdict = filterSdp(offer.sdp);
    if (!verdict.ok) throw sdpInvalid(verdict.reason);
    const { session, publisher } = ids();
    const tracks = checkTracks(offer.tracks, verdict.value.media);
    if (state.published && state.publishKey !== verdict.value.connectionKey)
      await dropOldConnection(session, publisher);
    const first = !state.published;
    const addsTrack = tracks.some((track) => !state.tracks.some((old) => old.mid === track.mid));
    const recording = await recordingPart(session, publisher, addsTrack);
    const reply = await context
      .client()
      .message(session, publisher, publishRequest(first, tracks, recording), { type: 'offer', sdp: verdict.value.sdp });
    if (reply.sdp === null) throw sdpInvalid('the engine gave no answer');
    Object.assign(state, { published: true, publishKey: verdict.value.connectionKey, tracks });
    await save();
    if (state.live) context.feedChanged(ref.participantId, false);
    return { sdp: reply.sdp };
  };

  const setRecording = async (prefix: string | null): Promise<void> => {
    const { session, publisher } = ids();
    if (prefix === state.recordingPrefix) return;
    state.recordingPrefix = prefix;
    if (state.published && state.recordingFile !== null)
      await context.client().message(session, publisher, stopRecording(context.keys));
    state.recordingFile = null;
    if (prefix !== null && state.published) {
      const part = await recordingPart(session, publisher, true);
      await context.client().message(session, publisher, { request: 'configure', ...part });
    }
    await save();
  };

  /** Joining again: a participant who was withheld is admitted, and both sides begin with a fresh picture. */
  const settle = async ({ recordingPrefix, withheld }: JoinSettings): Promise<void> => {
    const admits = state.withheld && !withheld;
    const { session, publisher } = ids();
    const starts = recordingPrefix !== null && recordingPrefix !== state.recordingPrefix;
    const admitted = admits ? subscription.admit() : null;
    // The start of a recording asks the browser for a key picture by itself.
    const fresh =
      admits && !starts && state.published ? context.client().message(session, publisher, keyPicture) : null;
    await Promise.all([admitted, setRecording(recordingPrefix), fresh]);
    if (admits) await save();
  };

  const receiveOnPublisher = (event: JanusEvent): void => {
    const kind = media(event.type ?? event.media);
    if (event.janus === 'webrtcup') {
      state.live = true;
      context.emit({ type: 'connected', ...ref, connection: 'publish' });
      context.feedChanged(ref.participantId, false);
      later('media link not saved', save);
    } else if (event.janus === 'hangup') {
      // Expected by `dropOldConnection`, which goes on from here.
      if (hungUp !== null) hungUp();
      else if (endPublishing()) {
        context.emit({ type: 'disconnected', ...ref, connection: 'publish', reason: String(event.reason ?? '') });
        later('media link not saved', save);
      }
    } else if (event.janus === 'media' && kind !== null) {
      context.emit({ type: 'media_flow', ...ref, kind, receiving: event.receiving === true });
    } else if (event.janus === 'slowlink') {
      context.emit({
        type: 'slow_link',
        ...ref,
        direction: event.uplink === true ? 'up' : 'down',
        lost: Number(event.lost ?? 0),
      });
    }
  };

  return {
    ref,
    state,
    join: (settings) =>
      inTurn(async () => {
        if (left) return;
        if (state.publishHandle !== null) return settle(settings);
        const client = context.client();
        state.sessionId = await client.createSession();
        const handle = await client.attach(state.sessionId, `publish:${ref.participantId}`);
        context.route(handle);
        await enterRoom(state.sessionId, handle);
        state.publishHandle = handle;
        await save();
        await subscription.catchUp();
      }),
    publish: (offer) => inTurn(() => publish(offer)),
    answer: (sdp) => inTurn(() => subscription.answer(sdp)),
    addCandidate: (connection, candidate) =>
      inTurn(async () => {
        const { session, publisher } = ids();
        const handle = connection === 'publish' ? publisher : state.subscribeHandle;
        if (handle === null) throw mediaNotJoined();
        await context.client().trickle(session, handle, candidate ?? { completed: true });
      }),
    renew: (rebuild) => inTurn(() => subscription.renew(rebuild)),
    setRecording: (prefix) => inTurn(() => setRecording(prefix)),
    receiveOnly: (whom) =>
      inTurn(async () => {
        if (!left) await subscription.receiveOnly(whom);
      }),
    refreshPicture: () =>
      later('picture not asked for anew', async () => {
        if (!state.live) return;
        const { session, publisher } = ids();
        await context.client().message(session, publisher, keyPicture);
      }),
    async leave() {
      left = true;
      await queue;
      if (state.sessionId !== null) {
        await context
          .client()
          .destroySession(state.sessionId)
          .catch((error: unknown) => {
            // Already gone is what we want.
            if (!(error instanceof JanusError && error.code === janusCodes.noSuchSession)) throw error;
          });
      }
      endPublishing();
    },
    feed: () =>
      state.published && state.live && !left ? { participantId: ref.participantId, tracks: state.tracks } : null,
    catchUp: () => later('subscription not updated', subscription.catchUp),
    feedEnded: subscription.feedEnded,
    receive(event) {
      if (left) return;
      if (event.sender === state.publishHandle) receiveOnPublisher(event);
      else if (event.sender === state.subscribeHandle) subscription.receive(event);
    },
    noteRoom(publishers) {
      if (!publishers.has(ref.participantId)) endPublishing();
      else if (state.published) state.live = true;
    },
    resynchronise: (publishers) =>
      inTurn(async () => {
        await subscription.resynchronise(publishers);
        await save();
      }),
  };
};
