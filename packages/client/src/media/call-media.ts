import { createLocalMedia, type LocalMedia } from './local-media.ts';
import { createPublisher } from './publisher.ts';
import { initialQuality, judgeQuality, type QualityVerdict, updateQuality } from './quality.ts';
import type { MediaLog, MediaSignal } from './signal.ts';
import { type MediaTotals, readTotals, type StatsEntry, sampleBetween } from './stats.ts';
import { createSubscriber } from './subscriber.ts';
import { decideWatchdog, initialWatchdog, noteRebuild, type WatchdogAction } from './watchdog.ts';

/** connecting: first time; connected; reconnecting: being repaired; closed. */
export type CallConnection = 'connecting' | 'connected' | 'reconnecting' | 'closed';

export type CallMediaEvent =
  | { readonly type: 'remote'; readonly participantId: string; readonly stream: MediaStream | null }
  | { readonly type: 'local' }
  | { readonly type: 'device_lost'; readonly kind: 'camera' | 'microphone' }
  | { readonly type: 'connection'; readonly state: CallConnection }
  | { readonly type: 'quality'; readonly quality: QualityVerdict };

export interface CallMedia
  extends Pick<LocalMedia, 'setMicrophone' | 'setCamera' | 'switchMicrophone' | 'switchCamera'> {
  readonly local: MediaStream;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  /** Participant id -> what they send. Each stream stays the same object while it plays. */
  readonly remote: ReadonlyMap<string, MediaStream>;
  readonly connection: CallConnection;
  readonly quality: QualityVerdict;
  /** Joins and publishes. Rejects when that fails the first time; afterwards the watchdog goes on trying. */
  start(): Promise<void>;
  /** From now on the picture goes in every size, after `sparing`. */
  sendFully(): Promise<void>;
  /** What the others say they send, from signalling: silence that was announced is not a fault. */
  expect(sending: { readonly picture: boolean; readonly sound: boolean }): void;
  /** The line to the server is back after a break: repairs what is not well, at once. */
  lineRestored(): void;
  subscribe(listener: (event: CallMediaEvent) => void): () => void;
  /** Ends everything: connections, timers, and the devices unless they are kept. */
  close(options?: { readonly keepDevices?: boolean }): void;
}

export interface CallMediaOptions {
  readonly signal: MediaSignal;
  readonly iceServers: readonly RTCIceServer[];
  readonly log: MediaLog;
  /** Tracks acquired beforehand (`acquireDevices`); the call owns them from now on. */
  readonly microphone?: MediaStreamTrack | null;
  readonly camera?: MediaStreamTrack | null;
  /** Sends the smallest picture only, until `sendFully`: nobody sees it yet. */
  readonly sparing?: boolean;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

const tickMs = 1_000;

export const createCallMedia = (options: CallMediaOptions): CallMedia => {
  const { signal, log, iceServers, now = () => performance.now() } = options;
  const listeners = new Set<(event: CallMediaEvent) => void>();
  let connection: CallConnection = 'connecting';
  let expected: { readonly picture: boolean; readonly sound: boolean } | null = null;
  let watchdog = initialWatchdog(now());
  let quality = initialQuality;
  let totals: MediaTotals | null = null;
  let measuredAt = now();
  let networkChanged = false;
  let timer: ReturnType<typeof setInterval> | null = null;
  let repairing = false;
  let resetWaiting = false;

  const emit = (event: CallMediaEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };

  const setConnection = (state: CallConnection): void => {
    if (connection === state || connection === 'closed') return;
    connection = state;
    emit({ type: 'connection', state });
  };

  const noteState = (): void => {
    const states = [publisher.state(), subscriber.state()].filter((state) => state !== null);
    if (states.length > 0 && states.every((state) => state === 'connected') && watchdog.phase === 'steady')
      setConnection('connected');
    // Failures need not wait for the next tick.
    else if (states.includes('failed') || states.includes('disconnected')) decide();
  };

  const publisher = createPublisher({
    ...{ signal, iceServers, log },
    onState: () => noteState(),
    sparing: options.sparing ?? false,
  });
  const subscriber = createSubscriber({
    signal,
    iceServers,
    log,
    onState: () => noteState(),
    onStream: (participantId, stream) => emit({ type: 'remote', participantId, stream }),
  });
  const localMedia = createLocalMedia({
    publisher,
    microphone: options.microphone ?? null,
    camera: options.camera ?? null,
    onChange: () => emit({ type: 'local' }),
    onLost: (kind) => emit({ type: 'device_lost', kind }),
  });

  const restartBoth = async (): Promise<void> => {
    await Promise.all([publisher.restart(), signal.renew({ rebuild: false })]);
  };

  const rebuildBoth = async (): Promise<void> => {
    subscriber.drop();
    await signal.rejoin();
    await Promise.all([publisher.rebuild(), signal.renew({ rebuild: true })]);
  };

  /** One repair at a time; one that fails (no line to the server, say) is tried again when the watchdog asks. */
  const repair = (action: WatchdogAction): void => {
    if (action === 'none' || repairing || connection === 'closed') return;
    setConnection('reconnecting');
    log('info', 'repairing media', { action });
    repairing = true;
    (action === 'restart' ? restartBoth() : rebuildBoth())
      .catch((error: unknown) => log('warn', 'media repair failed', { action, error: String(error) }))
      .finally(() => {
        repairing = false;
        if (resetWaiting) onReset();
      });
  };

  /** The engine is a new one: a repair under way was for the old one and is followed by another. */
  const onReset = (): void => {
    resetWaiting = repairing;
    if (repairing) return;
    watchdog = noteRebuild(watchdog, now());
    repair('rebuild');
  };

  const decide = (): void => {
    if (timer === null || connection === 'closed') return;
    const decision = decideWatchdog(watchdog, {
      nowMs: now(),
      publish: publisher.state(),
      subscribe: subscriber.state(),
      receivedBytes: totals?.receivedBytes ?? 0,
      networkChanged,
      maySilence: subscriber.streams.size === 0 || (expected !== null && !expected.picture && !expected.sound),
    });
    networkChanged = false;
    watchdog = decision.state;
    if (watchdog.phase === 'steady') noteSteady();
    repair(decision.action);
  };

  const noteSteady = (): void => {
    if ([publisher.state(), subscriber.state()].some((state) => state === 'connected')) setConnection('connected');
  };

  const measure = async (): Promise<void> => {
    const [up, down] = await Promise.all([publisher.stats(), subscriber.stats()]);
    const at = now();
    const entries = (report: RTCStatsReport | null): StatsEntry[] => (report === null ? [] : [...report.values()]);
    const current = readTotals(entries(up), entries(down));
    const sample = sampleBetween(totals, current, at - measuredAt, {
      reconnecting: connection === 'reconnecting',
      ...(expected ?? { picture: false, sound: false }),
      sendsVideo: localMedia.cameraOn,
    });
    totals = current;
    measuredAt = at;
    judge(judgeQuality(sample));
  };

  const judge = (verdict: QualityVerdict): void => {
    const before = quality;
    quality = updateQuality(quality, verdict);
    if (before.level !== quality.level || before.reason !== quality.reason) {
      emit({ type: 'quality', quality: { level: quality.level, reason: quality.reason } });
    }
  };

  const tick = (): void => {
    measure()
      .catch((error: unknown) => log('debug', 'no statistics', { error: String(error) }))
      .finally(decide);
  };

  const onNetworkChange = (): void => {
    networkChanged = true;
    decide();
  };

  const network = (navigator as { connection?: EventTarget }).connection;
  globalThis.addEventListener('online', onNetworkChange);
  network?.addEventListener('change', onNetworkChange);
  const stopReset = signal.onReset(onReset);

  return {
    local: localMedia.stream,
    remote: subscriber.streams,
    get microphoneOn() {
      return localMedia.microphoneOn;
    },
    get cameraOn() {
      return localMedia.cameraOn;
    },
    get connection() {
      return connection;
    },
    get quality() {
      return { level: quality.level, reason: quality.reason };
    },
    setMicrophone: localMedia.setMicrophone,
    setCamera: localMedia.setCamera,
    switchMicrophone: localMedia.switchMicrophone,
    switchCamera: localMedia.switchCamera,
    async start() {
      timer ??= setInterval(tick, tickMs);
      await signal.rejoin();
      await localMedia.publish();
    },
    sendFully: publisher.sendFully,
    expect(sending) {
      expected = sending;
    },
    lineRestored() {
      if (connection === 'reconnecting' && !repairing) {
        watchdog = noteRebuild(watchdog, now());
        repair('rebuild');
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close({ keepDevices = false } = {}) {
      if (connection === 'closed') return;
      if (timer !== null) clearInterval(timer);
      globalThis.removeEventListener('online', onNetworkChange);
      network?.removeEventListener('change', onNetworkChange);
      stopReset();
      publisher.close();
      subscriber.close();
      localMedia.close(keepDevices);
      setConnection('closed');
      listeners.clear();
    },
  };
};
