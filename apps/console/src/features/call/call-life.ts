import {
  acquireDevices,
  type CallMedia,
  type CallMediaEvent,
  createCallMedia,
  type MediaLog,
} from '@visavis/client/media';
import type { Call, CallId } from '@visavis/protocol';
import { failureCode } from '../../shared/api/index.ts';
import type { Desk } from '../../shared/desk/index.ts';
import { joinMedia } from './call-signal.ts';
import { troubleOf } from './device-trouble.ts';
import { type DeviceTrouble, noCall, setLiveCall, useLiveCall } from './live-call.ts';
import { callLockOf, takeWarm, type WarmedOffer } from './warm-offer.ts';

const elsewhereAfterMs = 900;
const freshMs = 500;
// The console keeps no log of its own; the server sees quality and reconnects through the call's facts.
const log: MediaLog = () => undefined;

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
    await navigator.locks.request(callLockOf(callId), { signal }, held);
  } catch (error) {
    // Left the call while still waiting for the other window.
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(told);
  }
}

/** Media of a call that this window takes part in. */
interface Entered {
  readonly media: CallMedia;
  readonly started: () => Promise<void>;
  readonly leave: () => void;
}

function show(desk: Desk, callId: CallId, media: CallMedia, trouble: DeviceTrouble | null): void {
  const phase = media.connection === 'connected' ? 'connected' : 'connecting';
  setLiveCall({ media, trouble, phase, error: null, remote: new Map(media.remote) });
  follow(desk, callId, media);
  tellMute(desk, callId, media);
}

function enterWarm(desk: Desk, callId: CallId, { media, joined, started, trouble, release }: WarmedOffer): Entered {
  show(desk, callId, media, trouble);
  const leave = () => {
    media.close();
    joined.close();
    release();
  };
  return { media, started: () => started, leave };
}

async function enterAnew(desk: Desk, call: Pick<Call, 'id' | 'kind'>): Promise<Entered> {
  const wanted = switchesOf(desk, call);
  const [devices, joined] = await Promise.all([
    acquireDevices({ camera: wanted.camera, microphone: true }),
    joinMedia(desk.connection, call.id),
  ]);
  // A muted microphone stays open, so that the sound has its line and unmuting takes no time.
  if (devices.microphone?.ok) devices.microphone.track.enabled = wanted.microphone;
  const media = createCallMedia({
    signal: joined.signal,
    iceServers: joined.iceServers,
    log,
    microphone: devices.microphone?.ok ? devices.microphone.track : null,
    camera: devices.camera?.ok ? devices.camera.track : null,
  });
  show(desk, call.id, media, troubleOf(devices));
  const leave = () => {
    media.close();
    joined.close();
  };
  return { media, started: () => media.start(), leave };
}

/** Takes part in the media of a call until the returned function is called. Reload and reconnect come back by themselves. */
export function liveIn(desk: Desk, call: Pick<Call, 'id' | 'kind'>): () => void {
  const callId = call.id as CallId;
  const abort = new AbortController();
  setLiveCall({ ...noCall, callId, phase: 'joining', fresh: true });
  const settled = setTimeout(() => setLiveCall({ fresh: false }), freshMs);
  const warm = takeWarm(desk, callId);
  // What is ready is shown with the very drawing that shows the call.
  let entered = warm === null || warm instanceof Promise ? null : enterWarm(desk, callId, warm);

  async function takePart(): Promise<void> {
    try {
      if (!entered) {
        setLiveCall({ phase: 'joining' });
        entered = await enterAnew(desk, call);
      }
      if (!abort.signal.aborted) await entered.started();
      if (!abort.signal.aborted) await new Promise((over) => abort.signal.addEventListener('abort', over));
    } catch (error) {
      if (!abort.signal.aborted) {
        setLiveCall({ phase: 'failed', error: failureCode(error) });
        await new Promise((over) => abort.signal.addEventListener('abort', over));
      }
    }
  }

  /** Whoever prepared the call holds its lock already. */
  async function begin(): Promise<void> {
    const late = entered ? null : await warm;
    if (late) entered = enterWarm(desk, callId, late);
    await (entered ? takePart() : alone(callId, abort.signal, takePart));
  }

  const stopReady = desk.connection.onReady(() => {
    const { media } = useLiveCall.getState();
    media?.lineRestored();
    // What was switched while the line was down has reached nobody.
    if (media) tellMute(desk, callId, media);
  });
  begin()
    .catch((error: unknown) => setLiveCall({ phase: 'failed', error: failureCode(error) }))
    .finally(() => entered?.leave());
  return () => {
    clearTimeout(settled);
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
