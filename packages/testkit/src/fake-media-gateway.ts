/**
 * A media engine without media: remembers what was asked of it, answers SDP with SDP-like text, and lets a test
 * play the engine's part (`emit`, `killEngine`, `reviveEngine`). Shapes are the server's MediaGateway port, by structure.
 */

type TrackKind = 'audio' | 'video';
type TrackSource = 'microphone' | 'camera' | 'screen';
type MediaConnection = 'publish' | 'subscribe';

export interface FakeParticipantRef {
  readonly callId: string;
  readonly participantId: string;
}

export interface FakePublishedTrack {
  readonly mid: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
}

export interface FakeSubscribedStream {
  readonly mid: string;
  readonly participantId: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  readonly active: boolean;
}

export type FakeMediaEvent =
  | {
      readonly type: 'subscription_offer';
      readonly callId: string;
      readonly participantId: string;
      readonly sdp: string;
      readonly streams: readonly FakeSubscribedStream[];
    }
  | {
      readonly type: 'connected';
      readonly callId: string;
      readonly participantId: string;
      readonly connection: MediaConnection;
    }
  | {
      readonly type: 'disconnected';
      readonly callId: string;
      readonly participantId: string;
      readonly connection: MediaConnection;
      readonly reason: string;
    }
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
  | { readonly type: 'engine_lost'; readonly engineId: string; readonly callIds: readonly string[] }
  | { readonly type: 'engine_ready'; readonly engineId: string };

export interface FakeParticipant {
  readonly displayName: string;
  /** Nothing is sent to this participant. */
  withheld: boolean;
  recordingPrefix: string | null;
  tracks: readonly FakePublishedTrack[];
  offers: number;
  answers: number;
  candidates: { readonly connection: MediaConnection; readonly candidate: unknown }[];
  renewals: { readonly rebuild: boolean }[];
}

export interface FakeMediaGatewayOptions {
  /** Makes the error the server expects, for example `(code) => new DomainError(code)`. */
  readonly makeError: (code: 'media_unavailable' | 'media_sdp_invalid' | 'media_not_joined' | 'media_failed') => Error;
}

/** The next call of a method by this name fails with the given error. */
export type FakeMediaMethod =
  | 'open'
  | 'join'
  | 'publish'
  | 'answer'
  | 'addCandidate'
  | 'renewSubscription'
  | 'setRecording'
  | 'keepApart'
  | 'leave'
  | 'close';

export const createFakeMediaGateway = ({ makeError }: FakeMediaGatewayOptions) => {
  const calls = new Map<string, Map<string, FakeParticipant>>();
  const listeners = new Set<(event: FakeMediaEvent) => void>();
  const apart = new Map<string, readonly string[]>();
  const failures = new Map<FakeMediaMethod, Error[]>();
  const log: string[] = [];
  let engineNumber = 1;
  let state: 'ready' | 'starting' | 'down' | 'absent' = 'ready';
  let survivors: 'all' | readonly string[] = 'all';

  const emit = (event: FakeMediaEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const engineId = (): string => `engine-${engineNumber}`;

  const enter = (method: FakeMediaMethod, subject: string): void => {
    log.push(`${method} ${subject}`);
    const failure = failures.get(method)?.shift();
    if (failure !== undefined) throw failure;
    if (state !== 'ready' && method !== 'leave' && method !== 'close') throw makeError('media_unavailable');
  };

  const participant = ({ callId, participantId }: FakeParticipantRef): FakeParticipant => {
    const found = calls.get(callId)?.get(participantId);
    if (found === undefined) throw makeError('media_not_joined');
    return found;
  };

  const checkSdp = (sdp: string): void => {
    if (!sdp.startsWith('v=0')) throw makeError('media_sdp_invalid');
  };

  const offerTo = (callId: string, participantId: string): void => {
    const call = calls.get(callId);
    const receiver = call?.get(participantId);
    if (call === undefined || receiver === undefined) return;
    const streams = [...call].flatMap(([id, other]) =>
      id === participantId
        ? []
        : other.tracks.map(({ kind, source }) => ({ participantId: id, kind, source, active: true })),
    );
    if (streams.length === 0 && receiver.offers === 0) return;
    receiver.offers++;
    const numbered = streams.map((stream, index) => ({ ...stream, mid: String(index) }));
    emit({
      type: 'subscription_offer',
      callId,
      participantId,
      sdp: `v=0 fake offer ${receiver.offers}`,
      streams: numbered,
    });
  };

  const offerToOthers = (callId: string, participantId: string): void => {
    for (const id of calls.get(callId)?.keys() ?? []) if (id !== participantId) offerTo(callId, id);
  };

  return {
    /** For assertions: every command as `method callId/participantId`, in order. */
    log,
    calls,
    /** Who is kept apart, by call. */
    apart,
    emit,
    /** The engine dies: calls are forgotten, commands fail until `reviveEngine`. */
    killEngine(): void {
      const callIds = [...calls.keys()];
      calls.clear();
      state = 'down';
      emit({ type: 'engine_lost', engineId: engineId(), callIds });
    },
    reviveEngine(): void {
      engineNumber++;
      state = 'ready';
      emit({ type: 'engine_ready', engineId: engineId() });
    },
    setState(next: typeof state): void {
      state = next;
    },
    failNext(method: FakeMediaMethod, error: Error): void {
      failures.set(method, [...(failures.get(method) ?? []), error]);
    },
    /** What the next `resume` finds still alive in the engine. */
    surviveRestart(which: 'all' | readonly string[]): void {
      survivors = which;
    },
    status: () => ({
      state,
      engineId: state === 'ready' ? engineId() : null,
      version: state === 'ready' ? 'fake' : null,
      reason: state === 'ready' ? null : 'The fake media engine is off.',
    }),
    async open(callId: string): Promise<void> {
      enter('open', callId);
      if (!calls.has(callId)) calls.set(callId, new Map());
    },
    async join(
      ref: FakeParticipantRef,
      options: {
        readonly displayName: string;
        readonly recording: { readonly prefix: string } | null;
        readonly withheld?: boolean;
      },
    ): Promise<void> {
      enter('join', `${ref.callId}/${ref.participantId}`);
      const call = calls.get(ref.callId);
      if (call === undefined) throw makeError('media_not_joined');
      const known = call.get(ref.participantId);
      if (known !== undefined) {
        known.recordingPrefix = options.recording?.prefix ?? null;
        known.withheld = options.withheld ?? false;
        return;
      }
      call.set(ref.participantId, {
        displayName: options.displayName,
        withheld: options.withheld ?? false,
        recordingPrefix: options.recording?.prefix ?? null,
        tracks: [],
        offers: 0,
        answers: 0,
        candidates: [],
        renewals: [],
      });
      offerTo(ref.callId, ref.participantId);
    },
    async publish(
      ref: FakeParticipantRef,
      offer: { readonly sdp: string; readonly tracks: readonly FakePublishedTrack[] },
    ): Promise<{ readonly sdp: string }> {
      enter('publish', `${ref.callId}/${ref.participantId}`);
      const self = participant(ref);
      checkSdp(offer.sdp);
      self.tracks = offer.tracks;
      queueMicrotask(() => {
        emit({ type: 'connected', ...ref, connection: 'publish' });
        offerToOthers(ref.callId, ref.participantId);
      });
      return { sdp: 'v=0 fake answer' };
    },
    async answer(ref: FakeParticipantRef, sdp: string): Promise<void> {
      enter('answer', `${ref.callId}/${ref.participantId}`);
      const self = participant(ref);
      checkSdp(sdp);
      self.answers++;
      if (self.answers === 1) queueMicrotask(() => emit({ type: 'connected', ...ref, connection: 'subscribe' }));
    },
    async addCandidate(
      ref: FakeParticipantRef,
      connection: MediaConnection,
      candidate: {
        readonly candidate: string;
        readonly sdpMid: string | null;
        readonly sdpMLineIndex: number | null;
      } | null,
    ): Promise<void> {
      enter('addCandidate', `${ref.callId}/${ref.participantId}`);
      participant(ref).candidates.push({ connection, candidate });
    },
    async renewSubscription(ref: FakeParticipantRef, options: { readonly rebuild: boolean }): Promise<void> {
      enter('renewSubscription', `${ref.callId}/${ref.participantId}`);
      participant(ref).renewals.push(options);
      offerTo(ref.callId, ref.participantId);
    },
    async setRecording(ref: FakeParticipantRef, recording: { readonly prefix: string } | null): Promise<void> {
      enter('setRecording', `${ref.callId}/${ref.participantId}`);
      participant(ref).recordingPrefix = recording?.prefix ?? null;
    },
    async keepApart(callId: string, participantIds: readonly string[]): Promise<void> {
      enter('keepApart', `${callId} ${participantIds.join(' ')}`.trim());
      apart.set(callId, participantIds);
    },
    async leave(ref: FakeParticipantRef): Promise<void> {
      enter('leave', `${ref.callId}/${ref.participantId}`);
      if (calls.get(ref.callId)?.delete(ref.participantId)) offerToOthers(ref.callId, ref.participantId);
    },
    async close(callId: string): Promise<void> {
      enter('close', callId);
      calls.delete(callId);
    },
    async resume(): Promise<{ readonly intact: readonly string[]; readonly lost: readonly string[] }> {
      log.push('resume');
      const known = [...calls.keys()];
      const intact = survivors === 'all' ? known : known.filter((id) => survivors.includes(id));
      const lost = known.filter((id) => !intact.includes(id));
      for (const id of lost) calls.delete(id);
      return { intact, lost };
    },
    subscribe(listener: (event: FakeMediaEvent) => void): () => void {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};

export type FakeMediaGateway = ReturnType<typeof createFakeMediaGateway>;
