import { capabilityProblem, type DeviceProblem, deviceProblemOf } from './device-errors.ts';

export type DeviceKind = 'camera' | 'microphone';

export type DeviceResult =
  | { readonly ok: true; readonly track: MediaStreamTrack }
  | { readonly ok: false; readonly problem: DeviceProblem };

export interface AcquiredDevices {
  readonly microphone: DeviceResult | null;
  readonly camera: DeviceResult | null;
}

export interface DeviceChoice {
  readonly deviceId?: string;
  readonly facing?: 'user' | 'environment';
}

export interface DeviceEntry {
  readonly deviceId: string;
  /** Empty until permission was given once. */
  readonly label: string;
}

export interface DeviceList {
  readonly cameras: readonly DeviceEntry[];
  readonly microphones: readonly DeviceEntry[];
  readonly speakers: readonly DeviceEntry[];
}

const microphoneConstraints = ({ deviceId }: DeviceChoice): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
});

const cameraConstraints = ({ deviceId, facing }: DeviceChoice): MediaTrackConstraints => ({
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
  ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
  ...(facing !== undefined && { facingMode: facing }),
});

const capability = (): DeviceProblem | null =>
  capabilityProblem({
    isSecureContext: globalThis.isSecureContext,
    hasMediaDevices: typeof navigator.mediaDevices?.getUserMedia === 'function',
    hasPeerConnection: typeof RTCPeerConnection === 'function',
  });

const ask = async (constraints: MediaStreamConstraints): Promise<MediaStream | DeviceProblem> => {
  const problem = capability();
  if (problem !== null) return problem;
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    return deviceProblemOf(error);
  }
};

const resultOf = (answer: MediaStream | DeviceProblem, kind: DeviceKind): DeviceResult => {
  if (typeof answer === 'string') return { ok: false, problem: answer };
  const track = kind === 'camera' ? answer.getVideoTracks()[0] : answer.getAudioTracks()[0];
  return track === undefined ? { ok: false, problem: 'missing' } : { ok: true, track };
};

export const acquireMicrophone = async (choice: DeviceChoice = {}): Promise<DeviceResult> =>
  resultOf(await ask({ audio: microphoneConstraints(choice) }), 'microphone');

export const acquireCamera = async (choice: DeviceChoice = {}): Promise<DeviceResult> =>
  resultOf(await ask({ video: cameraConstraints(choice) }), 'camera');

/**
 * Asks for what a call needs with one question to the person. When the pair is refused, each is tried alone,
 * so that a missing camera still leaves a voice call.
 */
export const acquireDevices = async (wanted: {
  readonly camera: boolean;
  readonly microphone: boolean;
}): Promise<AcquiredDevices> => {
  if (wanted.camera && wanted.microphone) {
    const both = await ask({ audio: microphoneConstraints({}), video: cameraConstraints({}) });
    if (typeof both !== 'string') return { microphone: resultOf(both, 'microphone'), camera: resultOf(both, 'camera') };
    if (both === 'insecure' || both === 'unsupported')
      return { microphone: { ok: false, problem: both }, camera: { ok: false, problem: both } };
  }
  const microphone = wanted.microphone ? await acquireMicrophone() : null;
  const camera = wanted.camera ? await acquireCamera() : null;
  return { microphone, camera };
};

const entriesOf = (devices: readonly MediaDeviceInfo[], kind: MediaDeviceKind): DeviceEntry[] =>
  devices
    .filter((device) => device.kind === kind && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ deviceId, label }));

export const listDevices = async (): Promise<DeviceList> => {
  const devices = capability() === null ? await navigator.mediaDevices.enumerateDevices() : [];
  return {
    cameras: entriesOf(devices, 'videoinput'),
    microphones: entriesOf(devices, 'audioinput'),
    speakers: entriesOf(devices, 'audiooutput'),
  };
};

/** Calls back when something was plugged in or out. Returns the end of listening. */
export const watchDevices = (listener: () => void): (() => void) => {
  const { mediaDevices } = navigator;
  if (mediaDevices === undefined) return () => {};
  mediaDevices.addEventListener('devicechange', listener);
  return () => mediaDevices.removeEventListener('devicechange', listener);
};
