import {
  type AcquiredDevices,
  acquireDevices,
  type CallMedia,
  type CallMediaEvent,
  createCallMedia,
  type MediaLog,
} from '@visavis/client/media';
import type { Call, CallId } from '@visavis/protocol';
import { failureCode } from '../../shared/api/index.ts';
import type { Desk } from '../../shared/desk/index.ts';
import { type JoinedMedia, joinMedia } from './call-signal.ts';
import { type DeviceTrouble, noCall, setLiveCall, useLiveCall } from './live-call.ts';

const elsewhereAfterMs = 900;
// The console keeps no log of its own; the server sees quality and reconnects through the call's facts.
const log: MediaLog = () => undefined;

function troubleOf(devices: AcquiredDevices): DeviceTrouble | null {
  if (devices.microphone && !devices.microphone.ok)
    return { device: 'microphone', problem: devices.microphone.problem };
  if (devices.camera && !devices.camera.ok) return { device: 'camera', problem: devices.camera.problem };
  return null;
}

/** What this agent sends, as the server keeps it: a reload must not open what was closed before. */
function switchesOf(desk: Desk, { id, kind }: Pick<Call, 'id' | 'kind'>) {
  const participants = desk.state.get().calls.get(id)?.participants;
  const own = participants?.find((participant) => participant.agentId === desk.me.id);
  return { microphone: own?.microphone ?? true, camera: own?.camera ?? kind === 'video' };
}

/** Waits until no other window of this browser is in the call, then runs until `signal` is aborted. */
async function alone(callId: CallId, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  const told = setTimeout(() => setLiveCall({ phase: 'elsewhere' }), elsewhereAfterMs);
  const held = async () => {
    clearTimeout(told);
    if (!signal.aborted) await work();
  };
  try {
    await navigator.locks.request(`visavis-call-${callId}`, { signal }, held);
  } catch (error) {
    // Left the call while still waiting for the other window.
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(told);
  }
}

/** Takes part in the media of a call until the returned function is called. Reload and reconnect come back by themselves. */
export function liveIn(desk: Desk, call: Pick<Call, 'id' | 'kind'>): () => void {
  const callId = call.id as CallId;
  const abort = new AbortController();
  setLiveCall({ ...noCall, callId, phase: 'joining' });

  async function takePart(): Promise<void> {
    setLiveCall({ phase: 'joining' });
    let media: CallMedia | undefined;
    let joined: JoinedMedia | undefined;
    try {
      const wanted = switchesOf(desk, call);
      const [devices, opened] = await Promise.all([
        acquireDevices({ camera: wanted.camera, microphone: true }),
        joinMedia(desk.connection, callId),
      ]);
      joined = opened;
      // A muted microphone stays open, so that the sound has its line and unmuting takes no time.
      if (devices.microphone?.ok) devices.microphone.track.enabled = wanted.microphone;
      media = createCallMedia({
        signal: joined.signal,
        iceServers: joined.iceServers,
        log,
        microphone: devices.microphone?.ok ? devices.microphone.track : null,
        camera: devices.camera?.ok ? devices.camera.track : null,
      });
      setLiveCall({ media, trouble: troubleOf(devices), phase: 'connecting', error: null });
      follow(desk, callId, media);
      tellMute(desk, callId, media);
      if (!abort.signal.aborted) await media.start();
      if (!abort.signal.aborted) await new Promise((over) => abort.signal.addEventListener('abort', over));
    } catch (error) {
      if (!abort.signal.aborted) {
        setLiveCall({ phase: 'failed', error: failureCode(error) });
        await new Promise((over) => abort.signal.addEventListener('abort', over));
      }
    } finally {
      media?.close();
      joined?.close();
    }
  }

  const stopReady = desk.connection.onReady(() => {
    const { media } = useLiveCall.getState();
    media?.lineRestored();
    // What was switched while the line was down has reached nobody.
    if (media) tellMute(desk, callId, media);
  });
  alone(callId, abort.signal, takePart).catch((error: unknown) => {
    setLiveCall({ phase: 'failed', error: failureCode(error) });
  });
  return () => {
    stopReady();
    abort.abort();
    if (useLiveCall.getState().callId === callId) useLiveCall.setState(noCall);
  };
}

function follow(desk: Desk, callId: CallId, media: CallMedia): void {
  setLiveCall({ microphoneOn: media.microphoneOn, cameraOn: media.cameraOn });
  media.subscribe((event: CallMediaEvent) => {
    if (useLiveCall.getState().callId !== callId) return;
    if (event.type === 'remote') setLiveCall({ remote: new Map(media.remote) });
    if (event.type === 'local') {
      setLiveCall({ microphoneOn: media.microphoneOn, cameraOn: media.cameraOn });
      tellMute(desk, callId, media);
    }
    if (event.type === 'device_lost') setLiveCall({ trouble: { device: event.kind, problem: 'missing' } });
    if (event.type === 'connection' && event.state !== 'closed') setLiveCall({ phase: event.state });
    if (event.type === 'quality') {
      setLiveCall({ quality: event.quality });
      desk.connection.command('media:quality', { callId, ...event.quality }).catch(() => undefined);
    }
  });
}

/** Says what we send, so that the other side does not take a closed camera for a fault. */
function tellMute(desk: Desk, callId: CallId, media: CallMedia): void {
  const { microphoneOn: microphone, cameraOn: camera } = media;
  desk.connection.command('call:mute', { callId, microphone, camera }).catch(() => undefined);
}

/** Switches a device of the running call; what stands in the way is shown beside the buttons. */
export async function switchDevice(device: 'camera' | 'microphone', on: boolean): Promise<void> {
  const { media } = useLiveCall.getState();
  if (!media) return;
  const result = device === 'camera' ? await media.setCamera(on) : await media.setMicrophone(on);
  setLiveCall({ trouble: result && !result.ok ? { device, problem: result.problem } : null });
}
