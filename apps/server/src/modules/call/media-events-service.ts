import type { CallId, ParticipantId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { Log, MediaEvent, MediaGateway, Realtime } from '../../ports/index.ts';
import type { CallRecord } from './call.ts';
import { keptApart } from './call-agents.ts';
import type { CallLifecycle } from './call-lifecycle-service.ts';
import type { MediaHolds } from './media-holds.ts';
import { recordingOf, tellQuality } from './media-service.ts';
import { qualityOf } from './quality.ts';
import type { SubscriptionOffers } from './subscription-offers-service.ts';

export interface MediaEventsDeps {
  readonly gateway: MediaGateway;
  readonly lifecycle: CallLifecycle;
  readonly holds: MediaHolds;
  readonly realtime: Pick<Realtime, 'toSocket' | 'toAgent' | 'toVisitor'>;
  /** Forgets where an ended call sat in the engine. */
  readonly removeLinks: (callId: CallId) => Promise<void>;
  readonly log: Log;
  readonly offers: SubscriptionOffers;
  /** True when this was media of a call that had not begun. */
  readonly engineLostWhileWarm: (callId: CallId) => boolean;
  /** Between attempts to store a new epoch while the database is away, in ms. */
  readonly retryMs?: number;
}

/** What the engine tells us, and what we tell it when calls end or our process comes back. */
export interface MediaEvents {
  /** Listens to the engine. Returns the way to stop. */
  listen(): () => void;
  /** The call has changed: who hears whom, who has gone, what is recorded. Doing it again does no harm. */
  apply(callId: CallId): Promise<void>;
  /** The call has ended: its media goes, its recording files are closed. */
  close(callId: CallId): Promise<void>;
  /** After a restart of our process, before connections are accepted. */
  resumeCalls(): Promise<void>;
}

/** Not in the engine yet: what it is to record is said when it joins. */
const ignoreNotJoined = (error: unknown): void => {
  if (!(error instanceof DomainError && error.code === 'media_not_joined')) throw error;
};

type Of<T extends MediaEvent['type']> = Extract<MediaEvent, { type: T }>;

export const createMediaEvents = (deps: MediaEventsDeps): MediaEvents => {
  const { gateway, lifecycle, holds, realtime, log } = deps;

  const inBackground = (what: string, fields: object, work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error({ ...fields, err: error }, what));
  };

  /** The engine forgot one participant while it lives on: that page builds its connections anew, the others stay. */
  const sessionLost = (event: Of<'disconnected'>): void => {
    const id = event.participantId as ParticipantId;
    if (holds.forgotten.has(id)) return;
    holds.forgotten.add(id);
    const hold = holds.byParticipant.get(id);
    if (hold === undefined) return;
    holds.byParticipant.delete(id);
    realtime.toSocket(hold.socketId, 'media:reset', { callId: hold.callId, epoch: hold.epoch, why: 'forgotten' });
  };

  const noteBroken = (event: Of<'disconnected'>): void => {
    const hold = holds.byParticipant.get(event.participantId as ParticipantId);
    if (hold?.warm === true) hold.connected = false;
  };

  const rebuildWithPatience = async (callId: CallId): Promise<number | null> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await lifecycle.rebuild(callId))?.mediaEpoch ?? null;
      } catch (error) {
        if (attempt >= 20) throw error;
        log.warn({ callId, attempt, err: error }, 'new media epoch not stored, will try again');
        await new Promise((resolve) => setTimeout(resolve, deps.retryMs ?? 500));
      }
    }
  };

  const rebuild = async (callId: CallId): Promise<void> => {
    if (deps.engineLostWhileWarm(callId)) return;
    const before = holds.ofCall(callId);
    holds.dropCall(callId);
    const epoch = await rebuildWithPatience(callId);
    if (epoch === null) return;
    log.info({ callId, epoch }, 'call media to be rebuilt');
    // Somebody may have joined under the old epoch while the new one was being stored.
    const between = holds.ofCall(callId).filter((hold) => hold.epoch < epoch);
    for (const { participantId } of between) holds.byParticipant.delete(participantId);
    for (const { socketId } of [...before, ...between])
      realtime.toSocket(socketId, 'media:reset', { callId, epoch, why: 'engine_lost' });
  };

  const seen = (event: Of<'media_flow' | 'slow_link'>): void => {
    const hold = holds.byParticipant.get(event.participantId as ParticipantId);
    const hint = hold === undefined || hold.warm ? null : qualityOf(event, hold);
    if (hold !== undefined && hint !== null) tellQuality(realtime, hold, hint);
  };

  const receive = (event: MediaEvent): void => {
    switch (event.type) {
      case 'subscription_offer':
        deps.offers.offered(event);
        break;
      case 'connected': {
        const { callId, participantId } = event;
        const hold = holds.byParticipant.get(participantId as ParticipantId);
        if (hold?.warm === true) {
          hold.connected = true;
          break;
        }
        const work = lifecycle.connected(callId as CallId, participantId as ParticipantId);
        inBackground('connected participant not stored', { callId, participantId }, work);
        break;
      }
      case 'disconnected':
        if (event.reason === 'session_lost') sessionLost(event);
        else noteBroken(event);
        break;
      case 'media_flow':
      case 'slow_link':
        seen(event);
        break;
      case 'engine_lost':
        for (const callId of event.callIds) inBackground('call not rebuilt', { callId }, rebuild(callId as CallId));
        break;
      case 'engine_ready':
        break;
    }
  };

  const close = async (callId: CallId): Promise<void> => {
    heldBefore.delete(callId);
    holds.dropCall(callId);
    await gateway.close(callId);
    await deps.removeLinks(callId);
  };

  /** Whether the visitor was apart when it was last applied; unknown after a restart of ours. */
  const heldBefore = new Map<CallId, boolean>();

  const leaveMedia = async (call: CallRecord, participantId: ParticipantId): Promise<void> => {
    holds.byParticipant.delete(participantId);
    holds.waitingOffers.delete(participantId);
    await gateway.leave({ callId: call.id, participantId });
  };

  const apply = async (callId: CallId): Promise<void> => {
    const found = await lifecycle.find(callId);
    if (found === null || found.call.state === 'ended' || found.call.state === 'ringing') return;
    const { call, capture } = found;
    for (const hold of holds.ofCall(callId)) if (hold.side === 'visitor') hold.agentId = call.agentId;
    if (gateway.status().state !== 'ready') return;
    await gateway.keepApart(callId, keptApart(call));
    const recordingChanged = heldBefore.get(callId) !== call.held;
    heldBefore.set(callId, call.held);
    for (const { id, state } of call.participants) {
      const hold = holds.byParticipant.get(id);
      if (state === 'left') await leaveMedia(call, id);
      else if (recordingChanged && hold !== undefined && !hold.warm && !holds.joining.has(id))
        await gateway
          .setRecording({ callId, participantId: id }, recordingOf(call, id, capture))
          .catch(ignoreNotJoined);
    }
  };

  return {
    listen: () => gateway.subscribe(receive),
    apply,
    close,
    async resumeCalls() {
      const { intact, lost } = await gateway.resume();
      const open = await lifecycle.listOpen();
      for (const call of open) {
        await lifecycle.afterRestart(call.id);
        if (call.state === 'ringing' || intact.includes(call.id)) continue;
        if (lost.includes(call.id) || call.participants.some(({ joinedAt }) => joinedAt !== null))
          await lifecycle.rebuild(call.id);
      }
      const isOpen = new Set<string>(open.map(({ id }) => id));
      for (const callId of [...intact, ...lost]) if (!isOpen.has(callId)) await close(callId as CallId);
      log.info({ intact: intact.length, lost: lost.length, open: open.length }, 'calls taken over');
    },
  };
};
