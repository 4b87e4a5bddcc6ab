import type { CallMedia, DeviceProblem } from '@visavis/client/media';
import type { CallId, Quality, QualityReason } from '@visavis/protocol';
import { create } from 'zustand';
import type { FailureCode } from '../../shared/api/index.ts';

export type LivePhase = 'idle' | 'elsewhere' | 'joining' | 'connecting' | 'connected' | 'reconnecting' | 'failed';

export interface DeviceTrouble {
  readonly device: 'camera' | 'microphone';
  readonly problem: DeviceProblem;
}

/** The one call this window is in. */
export interface LiveCall {
  readonly callId: CallId | null;
  readonly phase: LivePhase;
  readonly media: CallMedia | null;
  readonly remote: ReadonlyMap<string, MediaStream>;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly trouble: DeviceTrouble | null;
  readonly quality: { readonly level: Quality; readonly reason: QualityReason };
  readonly error: FailureCode | null;
  /** It has only just begun, and its page is about to open: drawing it small for a moment would delay the picture. */
  readonly fresh: boolean;
  /** Shown small although its conversation is open. */
  readonly docked: boolean;
  /** The browser waits for a click before it plays sound. */
  readonly blocked: boolean;
}

export const noCall: LiveCall = {
  callId: null,
  phase: 'idle',
  media: null,
  remote: new Map(),
  microphoneOn: false,
  cameraOn: false,
  trouble: null,
  quality: { level: 'good', reason: 'steady' },
  error: null,
  fresh: false,
  docked: false,
  blocked: false,
};

export const useLiveCall = create<LiveCall>(() => noCall);
/** Calls this window ended itself: nobody needs to be told that they are over. */
export const endedHere = new Set<string>();

export const setLiveCall = (change: Partial<LiveCall>): void => useLiveCall.setState(change);
