import type { CallId, ParticipantId, Quality, QualityReason, VisitorId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type {
  Clock,
  IceCandidate,
  Log,
  MediaConnection,
  MediaGateway,
  ParticipantRef,
  Principal,
  PublishedTrack,
  Realtime,
} from '../../ports/index.ts';
import { assertMedia, type CallRecord } from './call.ts';
import { keptApart } from './call-agents.ts';
import type { CallLifecycle, OwnCall } from './call-lifecycle-service.ts';
import type { Capture } from './call-wants.ts';
import type { MediaBudgets } from './command-budget.ts';
import { createEngineWait } from './engine-wait-service.ts';
import type { Hold, MediaHolds } from './media-holds.ts';
import type { ParticipantTurns } from './participant-turns.ts';
import type { QualityHint } from './quality.ts';
import type { SubscriptionOffers } from './subscription-offers-service.ts';

export interface IceServer {
  readonly urls: string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface MediaServiceDeps {
  readonly gateway: MediaGateway;
  readonly lifecycle: CallLifecycle;
  readonly holds: MediaHolds;
  readonly realtime: Pick<Realtime, 'toSocket' | 'toAgent' | 'toVisitor'>;
  readonly iceServers: readonly IceServer[];
  readonly clock: Clock;
  readonly log: Log;
  readonly budgets: MediaBudgets;
  readonly turns: ParticipantTurns;
  readonly offers: SubscriptionOffers;
  /** A page is gone that had connected its media while it rang. */
  readonly leftWhileWarm: (hold: Hold) => Promise<void>;
}

/** One connection (tab) of a person. */
export interface Speaker {
  readonly principal: Principal;
  readonly socketId: string;
}

export interface JoinedMedia {
  readonly participantId: ParticipantId;
  readonly epoch: number;
  readonly iceServers: IceServer[];
  readonly resumed: boolean;
}

interface InCall {
  readonly callId: CallId;
  readonly epoch: number;
}

/** The media commands of both sides. Every one of them is refused to everybody outside the call before anything happens. */
export interface MediaService {
  /** This connection takes the participant's media over, whoever had it. `epoch`: whose connections it still has. */
  join(speaker: Speaker, wanted: { readonly callId: CallId; readonly epoch: number | null }): Promise<JoinedMedia>;
  publish(
    speaker: Speaker,
    offer: InCall & { readonly sdp: string; readonly tracks: readonly PublishedTrack[] },
  ): Promise<{ readonly sdp: string }>;
  answer(speaker: Speaker, answer: InCall & { readonly sdp: string }): Promise<void>;
  candidate(
    speaker: Speaker,
    found: InCall & { readonly connection: MediaConnection; readonly candidate: IceCandidate | null },
  ): Promise<void>;
  renew(speaker: Speaker, wanted: InCall & { readonly rebuild: boolean }): Promise<void>;
  quality(
    speaker: Speaker,
    seen: { readonly callId: CallId; readonly level: Quality; readonly reason: QualityReason },
  ): Promise<void>;
  muted(call: CallRecord): void;
  /** A connection of this person has come up. */
  socketOpened(speaker: Speaker): Promise<void>;
  /** A connection has closed; `remaining` of the same person are left. */
  socketClosed(speaker: Speaker, remaining: number): Promise<void>;
}

/** How long a rejoining page waits for a new engine. */
const engineWithinMs = 8_000;

export const tellQuality = (
  realtime: Pick<Realtime, 'toAgent' | 'toVisitor'>,
  hold: Hold,
  { level, reason }: QualityHint,
): void => {
  const payload = { callId: hold.callId, participantId: hold.participantId, level, reason };
  realtime.toAgent(hold.agentId, 'media:quality', payload);
  realtime.toVisitor(hold.visitorId, 'media:quality', payload);
};

const makeHold = ({ call, own }: OwnCall, { principal, socketId }: Speaker): Hold => ({
  callId: call.id,
  participantId: own.id,
  socketId,
  epoch: call.mediaEpoch,
  agentId: own.agentId ?? call.agentId,
  visitorId: call.participants.find(({ visitorId }) => visitorId !== null)?.visitorId as VisitorId,
  side: principal.kind,
  microphone: own.microphone,
  camera: own.camera,
  warm: false,
  connected: false,
});

export const spendBudget = (
  budgets: MediaBudgets,
  socketId: string,
  kind: 'descriptions' | 'candidates',
  now: Date,
): void => {
  if (!budgets.take(socketId, kind, now.getTime())) throw new DomainError('rate_limited', { retryAfterSeconds: 1 });
};

/** Where a participant's tracks go; nothing is recorded while the visitor is kept apart. */
export const recordingOf = (call: CallRecord, participantId: ParticipantId, capture: Capture | null) =>
  capture === null || call.held ? null : { prefix: `${capture.storagePrefix}/${participantId}-${call.mediaEpoch}` };

export const createMediaService = (deps: MediaServiceDeps): MediaService => {
  const { gateway, lifecycle, holds, realtime, turns, log } = deps;
  const engine = createEngineWait(gateway);

  const spend = (socketId: string, kind: 'descriptions' | 'candidates'): void =>
    spendBudget(deps.budgets, socketId, kind, deps.clock.now());

  const holdOf = async ({ principal, socketId }: Speaker, callId: CallId): Promise<Hold> => {
    const hold = holds.ofPerson(principal, callId);
    if (hold?.socketId === socketId) return hold;
    if (hold === undefined) assertMedia((await lifecycle.own(principal, callId)).call);
    throw new DomainError('media_not_joined');
  };

  const refOf = async (speaker: Speaker, { callId, epoch }: InCall): Promise<ParticipantRef> => {
    const hold = await holdOf(speaker, callId);
    if (epoch !== hold.epoch) throw new DomainError('media_epoch_stale', { epoch: hold.epoch });
    return hold;
  };

  const enterEngine = async ({ call, own, capture }: OwnCall, keeps: boolean): Promise<void> => {
    const ref = { callId: call.id, participantId: own.id };
    if (!keeps) {
      holds.waitingOffers.delete(own.id);
      await gateway.leave(ref);
    }
    await gateway.open(call.id);
    // Before anybody is let in: who is kept apart must not hear a single word.
    await gateway.keepApart(call.id, keptApart(call));
    await gateway.join(ref, {
      displayName: own.displayName ?? own.side,
      recording: recordingOf(call, own.id, capture),
    });
  };

  /** The visitor was kept apart, or is back, while this page was coming in. */
  const holdChanged = async ({ own, capture }: OwnCall, call: CallRecord): Promise<void> => {
    await gateway.keepApart(call.id, keptApart(call));
    const recording = recordingOf(call, own.id, capture);
    await gateway.setRecording({ callId: call.id, participantId: own.id }, recording);
  };

  const join = async (speaker: Speaker, found: OwnCall, epoch: number | null): Promise<JoinedMedia> => {
    const { call, own } = found;
    const keeps = epoch === call.mediaEpoch && own.joinedAt !== null && !holds.forgotten.has(own.id);
    const hold = makeHold(found, speaker);
    holds.byParticipant.set(own.id, hold);
    holds.joining.add(own.id);
    try {
      await enterEngine(found, keeps);
      holds.forgotten.delete(own.id);
      const stored = await lifecycle.joined(call.id, own.id, keeps);
      if (stored.mediaEpoch !== call.mediaEpoch)
        throw new DomainError('media_epoch_stale', { epoch: stored.mediaEpoch });
      if (stored.held !== call.held) await holdChanged(found, stored);
    } catch (error) {
      holds.joining.delete(own.id);
      if (holds.byParticipant.get(own.id) === hold) holds.byParticipant.delete(own.id);
      // The call ended meanwhile: what was just opened for it must not stay open.
      if (error instanceof DomainError && error.code === 'call_ended') await gateway.close(call.id);
      if (error instanceof DomainError && error.code === 'call_not_found')
        await gateway.leave({ callId: call.id, participantId: own.id });
      throw error;
    }
    setImmediate(deps.offers.release, hold);
    return { participantId: own.id, epoch: call.mediaEpoch, iceServers: [...deps.iceServers], resumed: keeps };
  };

  return {
    async join(speaker, { callId, epoch }) {
      spend(speaker.socketId, 'descriptions');
      const before = await lifecycle.own(speaker.principal, callId);
      assertMedia(before.call);
      const waits = gateway.status().state !== 'ready' || turns.isBusy(before.own.id);
      if (!(await engine.ready(engineWithinMs))) throw new DomainError('media_unavailable');
      return turns.take(before.own.id, async () => {
        // Read again after a wait: it may have been long enough for a new epoch.
        const found = waits ? await lifecycle.own(speaker.principal, callId) : before;
        assertMedia(found.call);
        return join(speaker, found, epoch);
      });
    },
    async publish(speaker, offer) {
      spend(speaker.socketId, 'descriptions');
      const ref = await refOf(speaker, offer);
      return gateway.publish(ref, { sdp: offer.sdp, tracks: offer.tracks });
    },
    async answer(speaker, answer) {
      spend(speaker.socketId, 'descriptions');
      await gateway.answer(await refOf(speaker, answer), answer.sdp);
    },
    async candidate(speaker, { connection, candidate, ...inCall }) {
      spend(speaker.socketId, 'candidates');
      await gateway.addCandidate(await refOf(speaker, inCall), connection, candidate);
    },
    async renew(speaker, { rebuild, ...inCall }) {
      spend(speaker.socketId, 'descriptions');
      await gateway.renewSubscription(await refOf(speaker, inCall), { rebuild });
    },
    async quality(speaker, { callId, level, reason }) {
      const hold = await holdOf(speaker, callId);
      if (!hold.warm) tellQuality(realtime, hold, { level, reason });
    },
    muted(call) {
      for (const { id, microphone, camera } of call.participants) {
        const hold = holds.byParticipant.get(id);
        if (hold !== undefined) Object.assign(hold, { microphone, camera });
      }
    },
    socketOpened: ({ principal }) => lifecycle.personBack(principal),
    async socketClosed({ principal, socketId }, remaining) {
      deps.budgets.forget(socketId);
      for (const hold of holds.ofSocket(socketId)) {
        holds.byParticipant.delete(hold.participantId);
        if (hold.warm) {
          await deps.leftWhileWarm(hold);
          continue;
        }
        log.info({ callId: hold.callId, participantId: hold.participantId }, 'participant connection lost');
        await lifecycle.away(hold.callId, hold.participantId);
      }
      if (remaining === 0) await lifecycle.personAway(principal);
    },
  };
};
