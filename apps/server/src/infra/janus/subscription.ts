import { setTimeout as sleep } from 'node:timers/promises';
import type { ParticipantRef } from '../../ports/media-gateway.ts';
import { JanusError, type JanusEvent, janusCodes, type PluginReply } from './janus-client.ts';
import type { LinkContext } from './link-context.ts';
import type { LinkState } from './link-state.ts';
import { mediaNotJoined, sdpInvalid } from './media-errors.ts';
import { filterSdp, nameConnection } from './sdp-filter.ts';
import {
  type FeedTrack,
  joinAsSubscriber,
  readStreams,
  restartSubscription,
  sendStreams,
  startSubscription,
  updateSubscription,
} from './videoroom.ts';

/**
 * The subscribing half of a participant: one connection that carries everybody else. Offers and answers strictly take turns:
 * while an offer waits for its answer nothing new is asked for; what came meanwhile is caught up after the answer.
 */
export interface Subscription {
  catchUp(): Promise<void>;
  answer(sdp: string): Promise<void>;
  /** What was withheld flows from now on. */
  admit(): Promise<void>;
  renew(rebuild: boolean): Promise<void>;
  /** Of what is subscribed, only the tracks of these participants are sent from now on. */
  receiveOnly(whom: (participantId: string) => boolean): Promise<void>;
  feedEnded(participantId: string): void;
  receive(event: JanusEvent): void;
  resynchronise(publishers: ReadonlySet<string>): Promise<void>;
}

const feedRetries = 20;
const feedRetryMs = 50;
const keyOf = (track: FeedTrack): string => `${track.feed}/${track.mid}`;

export const createSubscription = (
  context: LinkContext,
  ref: ParticipantRef,
  state: LinkState,
  save: () => Promise<void>,
): Subscription => {
  let restartWanted = false;

  const wanted = (): FeedTrack[] =>
    context
      .otherFeeds(ref.participantId)
      .flatMap((feed) => feed.tracks.map(({ mid }) => ({ feed: feed.participantId, mid })))
      .filter((track) => !state.requested.includes(keyOf(track)));

  const session = (): number => {
    if (state.sessionId === null) throw mediaNotJoined();
    return state.sessionId;
  };

  const sendAll = async (
    handle: number,
    streams: readonly { readonly mid: string }[],
    send: boolean,
  ): Promise<void> => {
    if (streams.length === 0) return;
    const mids = streams.map(({ mid }) => mid);
    await context.client().message(session(), handle, sendStreams(mids, send));
  };

  const adoptOffer = (data: Record<string, unknown>, sdp: string | null): void => {
    if (Array.isArray(data.streams)) state.streams = readStreams(data, state.streams);
    if (sdp === null || state.subscribeHandle === null) return;
    state.offered = true;
    const named = nameConnection(sdp, state.subscribeHandle);
    context.emit({ type: 'subscription_offer', ...ref, sdp: named, streams: state.streams });
  };

  /** A feed may need a moment between its connection coming up and being known to the room. */
  const whenFeedKnown = async (request: () => Promise<PluginReply>): Promise<PluginReply> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof JanusError && error.code === janusCodes.noSuchFeed) || attempt >= feedRetries)
          throw error;
        await sleep(feedRetryMs);
      }
    }
  };

  const openHandle = async (): Promise<number> => {
    const handle = await context.client().attach(session(), `subscribe:${ref.participantId}`);
    context.route(handle);
    state.subscribeHandle = handle;
    state.subscriptionClosed = false;
    return handle;
  };

  const dropHandle = async (): Promise<void> => {
    restartWanted = false;
    const handle = state.subscribeHandle;
    const abandonedKey = state.answerKey ?? state.abandonedKey;
    Object.assign(state, {
      subscribeHandle: null,
      streams: [],
      requested: [],
      offered: false,
      subscriptionClosed: false,
      abandonedKey,
      answerKey: null,
    });
    if (handle === null) return;
    await context
      .client()
      .detach(session(), handle)
      .catch((error: unknown) => {
        if (!(error instanceof JanusError && error.code === janusCodes.noSuchHandle)) throw error;
      });
  };

  const catchUp = async (): Promise<void> => {
    if (state.offered || state.subscriptionClosed || state.publishHandle === null) return;
    if (wanted().length === 0) return;
    // An m-line added to a running connection would flow before it can be withheld; a new connection waits for its answer.
    if (state.withheld && state.subscribeHandle !== null) await dropHandle();
    const tracks = wanted();
    const before = state.requested;
    state.requested = [...before, ...tracks.map(keyOf)];
    const fresh = state.subscribeHandle === null;
    const handle = state.subscribeHandle ?? (await openHandle());
    try {
      const body = fresh ? joinAsSubscriber(context.keys, tracks) : updateSubscription(tracks);
      const reply = await whenFeedKnown(() => context.client().message(session(), handle, body));
      // Before the browser learns of the offer, so before anything can flow.
      if (state.withheld) await sendAll(handle, readStreams(reply.data, []), false);
      adoptOffer(reply.data, reply.sdp);
    } catch (error) {
      if (fresh) await dropHandle().catch(() => undefined);
      else state.requested = before;
      throw error;
    }
    await save();
  };

  const restart = async (): Promise<boolean> => {
    if (state.subscribeHandle === null || state.subscriptionClosed || state.offered) return false;
    const reply = await context.client().message(session(), state.subscribeHandle, restartSubscription);
    adoptOffer(reply.data, reply.sdp);
    return reply.sdp !== null;
  };

  /** An offer is on its way to the browser, and the engine takes no other request before its answer. */
  const restartAfterAnswer = (): boolean => {
    if (state.subscribeHandle === null || state.subscriptionClosed || !state.offered) return false;
    restartWanted = true;
    return true;
  };

  const renew = async (rebuild: boolean): Promise<void> => {
    const restarted = !rebuild && (restartAfterAnswer() || (await restart()));
    if (!restarted) {
      await dropHandle();
      await catchUp();
    }
    await save();
  };

  const receiveOnly = async (whom: (participantId: string) => boolean): Promise<void> => {
    if (state.subscribeHandle === null || state.subscriptionClosed) return;
    if (state.withheld) return;
    const active = state.streams.filter((stream) => stream.active);
    await sendAll(
      state.subscribeHandle,
      active.filter((stream) => !whom(stream.participantId)),
      false,
    );
    await sendAll(
      state.subscribeHandle,
      active.filter((stream) => whom(stream.participantId)),
      true,
    );
  };

  return {
    catchUp,
    receiveOnly,
    renew,
    async admit() {
      state.withheld = false;
      if (state.subscribeHandle !== null) await sendAll(state.subscribeHandle, state.streams, true);
      await catchUp();
    },
    async answer(sdp) {
      const verdict = filterSdp(sdp);
      if (!verdict.ok) throw sdpInvalid(verdict.reason);
      const key = verdict.value.connectionKey;
      // An answer without a question: it belongs to a connection that was given up meanwhile.
      if (state.subscribeHandle === null || !state.offered || key === state.abandonedKey) return;
      const handle = state.subscribeHandle;
      // Before it is asked for: the engine's next offer may come together with what it says to this answer.
      state.offered = false;
      try {
        await context
          .client()
          .message(session(), handle, startSubscription, { type: 'answer', sdp: verdict.value.sdp });
      } catch (error) {
        if (state.subscribeHandle === handle) state.offered = true;
        throw error;
      }
      state.answerKey = key;
      await save();
      if (restartWanted && !state.offered) {
        restartWanted = false;
        await restart();
      }
      await catchUp();
    },
    feedEnded(participantId) {
      state.requested = state.requested.filter((key) => !key.startsWith(`${participantId}/`));
    },
    receive(event) {
      if (event.janus === 'webrtcup') context.emit({ type: 'connected', ...ref, connection: 'subscribe' });
      else if (event.janus === 'hangup') {
        state.subscriptionClosed = true;
        context.emit({ type: 'disconnected', ...ref, connection: 'subscribe', reason: String(event.reason ?? '') });
      } else if (event.janus === 'event' && event.jsep !== undefined)
        adoptOffer(event.plugindata?.data ?? {}, event.jsep.sdp);
    },
    async resynchronise(publishers) {
      const gone = state.streams.some((stream) => stream.active && !publishers.has(stream.participantId));
      for (const stream of state.streams) {
        if (!publishers.has(stream.participantId)) this.feedEnded(stream.participantId);
      }
      // Offers made while we were away are lost: ask again where one must have been.
      if (gone || state.offered) await renew(state.offered);
      await catchUp();
    },
  };
};
