import { acquireCamera, acquireMicrophone, type DeviceChoice, type DeviceResult } from './devices.ts';
import type { Publisher } from './publisher.ts';

/** Our own camera and microphone during a call. Off means off: the camera is released, so its light goes out. */
export interface LocalMedia {
  /** For the own picture: same object for the whole call. */
  readonly stream: MediaStream;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  /** Publishes what was acquired before the call. */
  publish(): Promise<void>;
  setMicrophone(on: boolean): Promise<DeviceResult | null>;
  setCamera(on: boolean, choice?: DeviceChoice): Promise<DeviceResult | null>;
  switchMicrophone(deviceId: string): Promise<DeviceResult>;
  switchCamera(choice: DeviceChoice): Promise<DeviceResult>;
  /** Lets the devices go, unless whoever opened them takes them back. */
  close(keepDevices: boolean): void;
}

export interface LocalMediaOptions {
  readonly publisher: Publisher;
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  onChange(): void;
  /** A device ended by itself: unplugged, or permission withdrawn. */
  onLost(kind: 'camera' | 'microphone'): void;
}

export const createLocalMedia = (options: LocalMediaOptions): LocalMedia => {
  const { publisher } = options;
  const stream = new MediaStream();
  let microphone: MediaStreamTrack | null = null;
  let camera: MediaStreamTrack | null = null;
  let cameraChoice: DeviceChoice = {};
  let closed = false;

  const keep = (kind: 'camera' | 'microphone', track: MediaStreamTrack | null): void => {
    const old = kind === 'camera' ? camera : microphone;
    if (old !== null && old !== track) {
      old.onended = null;
      old.stop();
      stream.removeTrack(old);
    }
    if (kind === 'camera') camera = track;
    else microphone = track;
    if (track === null) return;
    stream.addTrack(track);
    track.onended = () => {
      keep(kind, null);
      options.onLost(kind);
      options.onChange();
      // Without a connection there is nothing to take the track from.
      publisher.setTracks([{ source: kind, track: null }]).catch(() => undefined);
    };
  };

  const replace = async (kind: 'camera' | 'microphone', result: DeviceResult): Promise<DeviceResult> => {
    if (!result.ok) return result;
    if (closed) {
      result.track.stop();
      return { ok: false, problem: 'failed' };
    }
    keep(kind, result.track);
    options.onChange();
    await publisher.setTracks([{ source: kind, track: result.track }]);
    return result;
  };

  keep('microphone', options.microphone);
  keep('camera', options.camera);

  return {
    stream,
    get microphoneOn() {
      return microphone?.enabled === true;
    },
    get cameraOn() {
      return camera !== null;
    },
    async publish() {
      await publisher.setTracks([
        ...(microphone === null ? [] : [{ source: 'microphone' as const, track: microphone }]),
        ...(camera === null ? [] : [{ source: 'camera' as const, track: camera }]),
      ]);
    },
    async setMicrophone(on) {
      if (microphone !== null) {
        microphone.enabled = on;
        options.onChange();
        return null;
      }
      return on ? replace('microphone', await acquireMicrophone()) : null;
    },
    async setCamera(on, choice) {
      cameraChoice = choice ?? cameraChoice;
      if (on) return camera === null ? replace('camera', await acquireCamera(cameraChoice)) : null;
      if (camera === null) return null;
      await publisher.setTracks([{ source: 'camera', track: null }]);
      keep('camera', null);
      options.onChange();
      return null;
    },
    async switchMicrophone(deviceId) {
      const enabled = microphone?.enabled ?? true;
      const result = await acquireMicrophone({ deviceId });
      if (result.ok) result.track.enabled = enabled;
      return replace('microphone', result);
    },
    async switchCamera(choice) {
      cameraChoice = choice;
      // Phones open only one camera at a time: the old one must be let go first.
      if (camera !== null) {
        camera.onended = null;
        camera.stop();
      }
      const result = await replace('camera', await acquireCamera(choice));
      if (!result.ok) {
        keep('camera', null);
        options.onChange();
        await publisher.setTracks([{ source: 'camera', track: null }]);
      }
      return result;
    },
    close(keepDevices) {
      closed = true;
      if (keepDevices) {
        for (const track of [microphone, camera]) if (track !== null) track.onended = null;
        return;
      }
      keep('camera', null);
      keep('microphone', null);
    },
  };
};
