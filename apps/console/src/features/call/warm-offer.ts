import { acquireDevices, createWarmCall, type MediaLog, type WarmCall, type WarmedCall } from '@visavis/client/media';
import type { CallId, Offer } from '@visavis/protocol';
import type { Desk } from '../../shared/desk/index.ts';
import { type JoinedMedia, warmMedia } from './call-signal.ts';
import { troubleOf } from './device-trouble.ts';
import { type DeviceTrouble, useLiveCall } from './live-call.ts';

export interface WarmedOffer extends WarmedCall<JoinedMedia> {
  readonly trouble: DeviceTrouble | null;
  /** Lets other windows have the call. */
  readonly release: () => void;
}

interface Warming {
  readonly offer: Offer;
  readonly opened: Promise<void>;
  call: WarmCall<JoinedMedia> | null;
  trouble: DeviceTrouble | null;
  tracks: MediaStreamTrack[];
  over: boolean;
  locks: (() => void)[];
}

// The console keeps no log of its own; a call that begins without this head start is joined as ever.
const log: MediaLog = () => undefined;
const callWithinMs = 5_000;
let current: Warming | null = null;

/** Asking for a device while it rings would put the browser's question in front of the answer. */
async function mayOpen(kinds: readonly ('camera' | 'microphone')[]): Promise<boolean> {
  try {
    const answers = await Promise.all(kinds.map((name) => navigator.permissions.query({ name })));
    return answers.every(({ state }) => state === 'granted');
  } catch {
    // Browsers that do not know these names open the devices when the call begins.
    return false;
  }
}

/** Whoever holds it is in the call; other windows of this browser wait. */
export const callLockOf = (callId: CallId): string => `visavis-call-${callId}`;

/** Holds a lock until the returned function is called. Null: another window has it. */
function holdLock(name: string): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

async function hold(warming: Warming, name: string): Promise<boolean> {
  const lock = await holdLock(name);
  if (lock !== null) warming.locks.push(lock);
  if (warming.over) release(warming);
  return lock !== null;
}

function release(warming: Warming): void {
  for (const lock of warming.locks.splice(0)) lock();
}

function end(warming: Warming): void {
  warming.over = true;
  warming.call?.close();
  for (const track of warming.tracks) track.stop();
  warming.tracks = [];
  release(warming);
  if (current === warming) current = null;
}

async function open(desk: Desk, warming: Warming): Promise<void> {
  const { offer } = warming;
  const camera = offer.medium === 'video';
  if (!(await mayOpen(camera ? ['camera', 'microphone'] : ['microphone'])) || warming.over) return;
  // One window prepares an offer, and with it the lock of the call that it may become.
  if (!(await hold(warming, `visavis-offer-${offer.id}`))) return;
  if (warming.over) return end(warming);
  const devices = await acquireDevices({ camera, microphone: true });
  const microphone = devices.microphone?.ok ? devices.microphone.track : null;
  const picture = devices.camera?.ok ? devices.camera.track : null;
  warming.tracks = [microphone, picture].filter((track) => track !== null);
  warming.trouble = troubleOf(devices);
  if (warming.over) return end(warming);
  warming.call = createWarmCall({
    async join() {
      const joined = await warmMedia(desk.connection, offer.conversationId);
      await hold(warming, callLockOf(joined.callId));
      return joined;
    },
    ...{ log, microphone, camera: picture },
    onOver: () => end(warming),
  });
}

/**
 * While a voice or video contact rings, the devices are opened and connected to the engine, which lets nothing through before the
 * offer is accepted. When it ends otherwise, they are released at once.
 */
export function warmOffers(desk: Desk): () => void {
  const settle = (warming: Warming) => {
    if (!desk.acceptedHere(warming.offer.id)) return end(warming);
    // Whoever joins the call takes it; no call within a moment means that accepting has failed.
    setTimeout(() => {
      if (current === warming) end(warming);
    }, callWithinMs);
  };
  // One head start per offer: what failed once would only blink the camera's light again.
  const tried = new Set<string>();
  const follow = () => {
    const { offers } = desk.state.get();
    const rings = (id: string) => offers.some((offer) => offer.id === id);
    if (current && !rings(current.offer.id)) settle(current);
    const offer = offers.find(({ id, medium }) => medium !== 'text' && !tried.has(id));
    if (!offer || current || useLiveCall.getState().callId !== null || document.hidden) return;
    const warming: Warming = {
      ...{ offer, call: null, trouble: null, tracks: [], over: false, locks: [] },
      opened: Promise.resolve().then(() => open(desk, warming)),
    };
    current = warming;
    tried.add(offer.id);
    warming.opened.catch(() => end(warming));
  };
  const stopState = desk.state.subscribe(follow);
  // The server has let go of what hung on the broken line.
  const stopReady = desk.connection.onReady(async () => {
    if (current) end(current);
  });
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    stopState();
    stopReady();
    if (current) end(current);
  };
}

const handOver = (warming: Warming, taken: WarmedCall<JoinedMedia>): WarmedOffer => {
  current = null;
  return { ...taken, trouble: warming.trouble, release: () => release(warming) };
};

/** The media of this call, if it was prepared here; what was prepared for anything else ends. */
export function takeWarm(desk: Desk, callId: CallId): WarmedOffer | Promise<WarmedOffer | null> | null {
  const warming = current;
  if (warming === null) return null;
  if (!desk.acceptedHere(warming.offer.id)) {
    end(warming);
    return null;
  }
  const taken = warming.call?.takeNow(callId);
  if (taken) return handOver(warming, taken);
  const late = async () => {
    await warming.opened;
    const opened = await warming.call?.take(callId);
    if (opened && !warming.over) return handOver(warming, opened);
    end(warming);
    return null;
  };
  // What could not be opened has ended by itself.
  return late().catch(() => null);
}
