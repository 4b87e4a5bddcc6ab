import { createHmac } from 'node:crypto';
import path from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { MediaEvent, MediaGateway, MediaLink, MediaLinkStore, ParticipantRef } from '../../ports/media-gateway.ts';
import { createEngineConnection, type EngineConnection } from './engine-connection.ts';
import { type JanusClient, JanusError, type JanusEvent, janusCodes } from './janus-client.ts';
import { makeRecordingFolder } from './janus-folder.ts';
import type { EngineEvent, JanusSupervisor, RunningEngine } from './janus-process.ts';
import type { LinkContext } from './link-context.ts';
import { restoreLinkState } from './link-state.ts';
import { inCatalogueWords, mediaNotJoined, mediaUnavailable } from './media-errors.ts';
import { createParticipantLink, type ParticipantLink } from './participant-link.ts';
import { recordingsSettled } from './recordings.ts';
import { createRoom, destroyRoom, listParticipants, type RoomKeys, readPublishers } from './videoroom.ts';

export interface JanusGateway extends MediaGateway {
  /** Adopts or starts the engine; resolves when it is ready or known not to be. */
  start(): Promise<void>;
  stop(options?: { readonly keepEngine?: boolean }): Promise<void>;
}

export interface JanusGatewayOptions {
  readonly supervisor: JanusSupervisor;
  readonly links: MediaLinkStore;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
}

interface CallMedia {
  readonly callId: string;
  readonly participants: Map<string, ParticipantLink>;
  /** Who receives nobody and is received by nobody. */
  apart: ReadonlySet<string>;
}

const receives = (apart: ReadonlySet<string>, who: string, whom: string): boolean =>
  who !== whom && !apart.has(who) && !apart.has(whom);

const apartIn = (stored: readonly MediaLink[]): ReadonlySet<string> => {
  const kept = stored.find((link) => link.participantId === null)?.state.apart;
  return new Set(Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : []);
};

/**
 * The call module's words, spoken to one Janus. A call is a VideoRoom, a participant a Janus session.
 * Everything known about calls is tied to one engine; when that ends, all of it is forgotten and `engine_lost` says so.
 */
export const createJanusGateway = ({ supervisor, links, log, now }: JanusGatewayOptions): JanusGateway => {
  const listeners = new Set<(event: MediaEvent) => void>();
  const calls = new Map<string, CallMedia>();
  const routes = new Map<number, ParticipantLink>();
  let line: EngineConnection | null = null;
  let connecting: Promise<void> = Promise.resolve();
  let unsubscribe = (): void => {};

  const emit = (event: MediaEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const connection = (): EngineConnection => {
    if (line?.client() == null) throw mediaUnavailable();
    return line;
  };

  const keysOf = (engine: RunningEngine, callId: string): RoomKeys => ({
    room: callId,
    adminKey: engine.adminKey,
    secret: createHmac('sha256', engine.adminKey).update(`room:${callId}`).digest('base64url'),
  });

  const contextOf = (engine: RunningEngine, call: CallMedia, self: () => ParticipantLink): LinkContext => ({
    engineId: engine.engineId,
    keys: keysOf(engine, call.callId),
    links,
    log,
    emit,
    client() {
      const client = line?.engine.engineId === engine.engineId ? line.client() : null;
      if (client === null) throw mediaUnavailable();
      return client;
    },
    otherFeeds: (participantId) =>
      [...call.participants.values()].flatMap((link) =>
        receives(call.apart, participantId, link.ref.participantId) ? (link.feed() ?? []) : [],
      ),
    feedChanged(participantId, ended) {
      for (const link of call.participants.values()) {
        if (link.ref.participantId === participantId) continue;
        if (ended) link.feedEnded(participantId);
        else link.catchUp();
      }
    },
    recordingFile(prefix) {
      const root = supervisor.folders.recordings;
      const file = path.resolve(root, prefix);
      makeRecordingFolder(path.dirname(file), root, supervisor.uid);
      return `${file}-${now()}`;
    },
    route: (handleId) => void routes.set(handleId, self()),
  });

  const addLink = (
    engine: RunningEngine,
    call: CallMedia,
    ref: ParticipantRef,
    options: Parameters<typeof createParticipantLink>[2],
  ): ParticipantLink => {
    const link: ParticipantLink = createParticipantLink(
      contextOf(engine, call, () => link),
      ref,
      options,
    );
    call.participants.set(ref.participantId, link);
    return link;
  };

  const dropLink = (link: ParticipantLink): void => {
    calls.get(link.ref.callId)?.participants.delete(link.ref.participantId);
    for (const [handle, routed] of routes) if (routed === link) routes.delete(handle);
  };

  const linkOf = ({ callId, participantId }: ParticipantRef): ParticipantLink => {
    connection();
    const link = calls.get(callId)?.participants.get(participantId);
    if (link === undefined) throw mediaNotJoined();
    return link;
  };

  const receive = (event: JanusEvent): void => {
    if (event.janus === 'timeout') {
      const link = [...routes.values()].find((candidate) => candidate.state.sessionId === event.session_id);
      if (link !== undefined) sessionLost(link);
    } else if (event.sender !== undefined) routes.get(event.sender)?.receive(event);
  };

  /** The engine no longer knows this participant although it lives: its browser must join again. */
  const sessionLost = (link: ParticipantLink): void => {
    const feed = link.feed();
    dropLink(link);
    for (const other of calls.get(link.ref.callId)?.participants.values() ?? [])
      if (feed !== null) other.feedEnded(link.ref.participantId);
    for (const kind of ['publish', 'subscribe'] as const)
      emit({ type: 'disconnected', ...link.ref, connection: kind, reason: 'session_lost' });
  };

  const forgetEverything = (): string[] => {
    const callIds = [...calls.keys()];
    calls.clear();
    routes.clear();
    line?.close();
    line = null;
    return callIds;
  };

  const engineUp = async (engine: RunningEngine): Promise<void> => {
    forgetEverything();
    try {
      line = await createEngineConnection({
        engine,
        log,
        onEvent: receive,
        onReconnected: reclaim,
        onSilent: (reason) => supervisor.replace(engine.engineId, reason),
      });
      emit({ type: 'engine_ready', engineId: engine.engineId });
    } catch (error) {
      log.warn({ engineId: engine.engineId, error: String(error) }, 'media engine took no control handle');
      supervisor.replace(engine.engineId, 'it took no control handle');
    }
  };

  const engineDown = ({ engineId }: Extract<EngineEvent, { type: 'down' }>): void => {
    const callIds = forgetEverything();
    emit({ type: 'engine_lost', engineId, callIds });
  };

  /** After a broken line: take every session over again, then look at what changed meanwhile. */
  const reclaim = async (client: JanusClient): Promise<void> => {
    for (const link of [...routes.values()]) {
      if (!(await claim(client, link.state.sessionId))) sessionLost(link);
    }
    for (const call of calls.values()) await resynchronise(call);
  };

  const claim = async (client: JanusClient, sessionId: number | null): Promise<boolean> => {
    if (sessionId === null) return false;
    try {
      await client.claimSession(sessionId);
      return true;
    } catch (error) {
      if (error instanceof JanusError && error.code === janusCodes.noSuchSession) return false;
      throw error;
    }
  };

  const resynchronise = async (call: CallMedia): Promise<void> => {
    const { engine } = connection();
    const listed = await connection().control(listParticipants(keysOf(engine, call.callId)));
    const publishers = readPublishers(listed.data);
    // Everybody's own publishing first, so that the subscriptions see all feeds.
    for (const link of call.participants.values()) link.noteRoom(publishers);
    for (const link of call.participants.values()) await link.resynchronise(publishers);
  };

  const openRoom = async (callId: string): Promise<void> => {
    const { engine, control } = connection();
    try {
      await control(createRoom(keysOf(engine, callId)));
    } catch (error) {
      if (!(error instanceof JanusError && error.code === janusCodes.roomExists)) throw error;
    }
    const known = calls.get(callId);
    if (known === undefined) calls.set(callId, { callId, participants: new Map(), apart: new Set() });
    await saveCall(engine, callId, known?.apart ?? new Set());
  };

  const saveCall = (engine: RunningEngine, callId: string, apart: ReadonlySet<string>): Promise<void> => {
    const link: MediaLink = {
      callId,
      participantId: null,
      engineId: engine.engineId,
      engineSessionId: '0',
      publishHandleId: null,
      subscribeHandleId: null,
      state: { apart: [...apart] },
    };
    return links.save(link);
  };

  /** Silence first, in all directions; then those who are together again are caught up with. */
  const keepApart = async (callId: string, participantIds: readonly string[]): Promise<void> => {
    const call = calls.get(callId);
    const next = new Set(participantIds);
    if (call === undefined || (call.apart.size === next.size && participantIds.every((id) => call.apart.has(id))))
      return;
    call.apart = next;
    await Promise.all(
      [...call.participants.values()].map((link) =>
        link.receiveOnly((other) => receives(next, link.ref.participantId, other)),
      ),
    );
    // Stored last: a crash before it repeats all of this.
    await saveCall(connection().engine, callId, next);
    for (const link of call.participants.values()) {
      link.catchUp();
      if (!next.has(link.ref.participantId)) link.refreshPicture();
    }
  };

  const leave = async (link: ParticipantLink): Promise<void> => {
    try {
      await link.leave();
    } catch (error) {
      log.warn({ ...link.ref, error: String(error) }, 'media session not ended cleanly');
    }
    dropLink(link);
    await links.remove(link.ref.callId, link.ref.participantId);
  };

  const closeCall = async (callId: string): Promise<void> => {
    const call = calls.get(callId);
    if (call === undefined) return links.remove(callId, null);
    const files = [...call.participants.values()].flatMap((link) => link.state.recordingFile ?? []);
    await Promise.all([...call.participants.values()].map(leave));
    calls.delete(callId);
    const open = line;
    if (open !== null && open.client() !== null) {
      await open.control(destroyRoom(keysOf(open.engine, callId))).catch((error: unknown) => {
        log.warn({ callId, error: String(error) }, 'media room not ended cleanly');
      });
    }
    await links.remove(callId, null);
    if (!(await recordingsSettled(files))) log.warn({ callId }, 'recording files were not closed in time');
  };

  /** Takes one call over from an earlier process of ours; false when the engine does not have it any more. */
  const resumeCall = async (open: EngineConnection, callId: string, stored: readonly MediaLink[]): Promise<boolean> => {
    const client = open.client();
    const isHere = stored.every((link) => link.engineId === open.engine.engineId);
    const exists = isHere && (await open.control({ request: 'exists', room: callId })).data.exists === true;
    if (client === null || !exists) return false;
    const call: CallMedia = { callId, participants: new Map(), apart: apartIn(stored) };
    calls.set(callId, call);
    for (const link of stored) {
      const state = restoreLinkState(link);
      if (link.participantId === null || state === null || !(await claim(client, state.sessionId))) continue;
      const taken = addLink(open.engine, call, { callId, participantId: link.participantId }, { state });
      for (const handle of [state.publishHandle, state.subscribeHandle]) if (handle !== null) routes.set(handle, taken);
    }
    await resynchronise(call);
    return true;
  };

  const resume: MediaGateway['resume'] = async () => {
    const stored = await links.list();
    const byCall = Map.groupBy(stored, (link) => link.callId);
    const intact: string[] = [];
    const lost: string[] = [];
    for (const [callId, callLinks] of byCall) {
      const taken = line?.client() != null && (calls.has(callId) || (await resumeCall(line, callId, callLinks)));
      (taken ? intact : lost).push(callId);
    }
    return { intact, lost };
  };

  return {
    async start() {
      unsubscribe = supervisor.subscribe((event) => {
        if (event.type === 'down') engineDown(event);
        else connecting = engineUp(event.engine);
      });
      await supervisor.start();
      await connecting;
    },
    async stop(options) {
      unsubscribe();
      await connecting;
      forgetEverything();
      await supervisor.stop(options);
    },
    status() {
      const { state, engine, reason } = supervisor.status();
      return {
        state: state === 'ready' && line === null ? 'starting' : state,
        engineId: engine?.engineId ?? null,
        version: engine?.versionText ?? null,
        reason,
      };
    },
    open: (callId) => inCatalogueWords(() => openRoom(callId)),
    join: (ref, { displayName, recording, withheld = false }) =>
      inCatalogueWords(async () => {
        const call = calls.get(ref.callId);
        if (call === undefined) {
          connection();
          throw mediaNotJoined();
        }
        const known = call.participants.get(ref.participantId);
        const settings = { recordingPrefix: recording?.prefix ?? null, withheld };
        const link = known ?? addLink(connection().engine, call, ref, { displayName, ...settings });
        try {
          await link.join(settings);
        } catch (error) {
          if (known === undefined) dropLink(link);
          throw error;
        }
      }),
    publish: (ref, offer) => inCatalogueWords(async () => linkOf(ref).publish(offer)),
    answer: (ref, sdp) => inCatalogueWords(async () => linkOf(ref).answer(sdp)),
    addCandidate: (ref, kind, candidate) => inCatalogueWords(async () => linkOf(ref).addCandidate(kind, candidate)),
    renewSubscription: (ref, { rebuild }) => inCatalogueWords(async () => linkOf(ref).renew(rebuild)),
    setRecording: (ref, recording) => inCatalogueWords(async () => linkOf(ref).setRecording(recording?.prefix ?? null)),
    keepApart: (callId, participantIds) => inCatalogueWords(() => keepApart(callId, participantIds)),
    leave: (ref) =>
      inCatalogueWords(async () => {
        const link = calls.get(ref.callId)?.participants.get(ref.participantId);
        if (link === undefined) await links.remove(ref.callId, ref.participantId);
        else await leave(link);
      }),
    close: (callId) => inCatalogueWords(() => closeCall(callId)),
    resume: () => inCatalogueWords(resume),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
