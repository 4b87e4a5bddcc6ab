/**
 * Decides when a call's connections need help. Pure: time and measurements come in, one action comes out.
 *   steady -> restarting   something broke: ICE restart of both connections
 *   restarting -> rebuilding   still broken after 8 s: new connections
 *   rebuilding -> rebuilding   still broken: again, with growing pauses
 * Frozen while "connected" is a case of its own: after a network change the engine may send to a dead address while
 * ICE says all is well, so bytes that stop for 3 s count as broken.
 */

export type WatchdogAction = 'none' | 'restart' | 'rebuild';

export interface WatchdogSample {
  readonly nowMs: number;
  /** null: this connection is not wanted yet. */
  readonly publish: RTCPeerConnectionState | null;
  readonly subscribe: RTCPeerConnectionState | null;
  /** Bytes of media received since the connection was made. */
  readonly receivedBytes: number;
  readonly networkChanged: boolean;
  /** Nobody is known to send: silence is no fault. */
  readonly maySilence: boolean;
}

export interface WatchdogState {
  readonly phase: 'steady' | 'restarting' | 'rebuilding';
  readonly sinceMs: number;
  readonly receivedBytes: number;
  readonly growthAtMs: number;
  /** Bytes flowed since the last repair, so their end means something. */
  readonly flowed: boolean;
  /** Silence was announced and nothing has come since: the other side begins only now, which takes it a while. */
  readonly silent: boolean;
  readonly rebuilds: number;
}

const frozenAfterMs = 3_000;
/** After a silence that was announced: who is heard again may be somebody else, with tracks that come first. */
const frozenAfterSilenceMs = 8_000;
const repairWithinMs = 8_000;
const longestPauseMs = 30_000;
const broken: readonly (RTCPeerConnectionState | null)[] = ['disconnected', 'failed', 'closed'];

export const initialWatchdog = (nowMs: number): WatchdogState => ({
  phase: 'steady',
  sinceMs: nowMs,
  receivedBytes: 0,
  growthAtMs: nowMs,
  flowed: false,
  silent: false,
  rebuilds: 0,
});

const measure = (before: WatchdogState, sample: WatchdogSample): WatchdogState => {
  const state = sample.maySilence ? { ...before, silent: true, growthAtMs: sample.nowMs } : before;
  // A new connection counts from nothing; that is neither growth nor a freeze.
  if (sample.receivedBytes < state.receivedBytes) return { ...state, receivedBytes: sample.receivedBytes };
  if (sample.receivedBytes === state.receivedBytes) return state;
  return {
    ...state,
    receivedBytes: sample.receivedBytes,
    growthAtMs: sample.nowMs,
    flowed: true,
    silent: sample.maySilence,
  };
};

const isConnected = (sample: WatchdogSample): boolean =>
  [sample.publish, sample.subscribe].every((connection) => connection === null || connection === 'connected');

const begin = (state: WatchdogState, phase: 'restarting' | 'rebuilding', nowMs: number): WatchdogState => ({
  ...state,
  phase,
  sinceMs: nowMs,
  growthAtMs: nowMs,
  rebuilds: phase === 'rebuilding' ? state.rebuilds + 1 : state.rebuilds,
});

/** A repair is over when both are connected and, if media flowed before, it flows again. */
const repaired = (state: WatchdogState, sample: WatchdogSample): boolean =>
  isConnected(sample) && (!state.flowed || sample.maySilence || state.growthAtMs > state.sinceMs);

/** All connected after a rebuild, and nobody sends: that is no fault of ours. */
const silentButWell = (state: WatchdogState, sample: WatchdogSample, waitedMs: number): boolean =>
  state.phase === 'rebuilding' && isConnected(sample) && waitedMs >= repairWithinMs;

export const decideWatchdog = (
  before: WatchdogState,
  sample: WatchdogSample,
): { readonly state: WatchdogState; readonly action: WatchdogAction } => {
  const state = measure(before, sample);
  const waitedMs = sample.nowMs - state.sinceMs;
  if (state.phase === 'steady') {
    const frozen =
      state.flowed &&
      !sample.maySilence &&
      sample.subscribe === 'connected' &&
      sample.nowMs - state.growthAtMs >= (state.silent ? frozenAfterSilenceMs : frozenAfterMs);
    const trouble =
      frozen || sample.networkChanged || broken.includes(sample.publish) || broken.includes(sample.subscribe);
    return trouble ? { state: begin(state, 'restarting', sample.nowMs), action: 'restart' } : { state, action: 'none' };
  }
  if (repaired(state, sample))
    return { state: { ...state, phase: 'steady', sinceMs: sample.nowMs, rebuilds: 0 }, action: 'none' };
  if (silentButWell(state, sample, waitedMs)) {
    return { state: { ...state, phase: 'steady', sinceMs: sample.nowMs, flowed: false, rebuilds: 0 }, action: 'none' };
  }
  if (sample.networkChanged) return { state: begin(state, 'restarting', sample.nowMs), action: 'restart' };
  const patience =
    state.phase === 'restarting'
      ? repairWithinMs
      : Math.min(repairWithinMs * 2 ** Math.max(0, state.rebuilds - 1), longestPauseMs);
  return waitedMs >= patience
    ? { state: begin(state, 'rebuilding', sample.nowMs), action: 'rebuild' }
    : { state, action: 'none' };
};

/** The engine was replaced, or the person asked: connections are being rebuilt from outside the watchdog's own decision. */
export const noteRebuild = (state: WatchdogState, nowMs: number): WatchdogState => begin(state, 'rebuilding', nowMs);
