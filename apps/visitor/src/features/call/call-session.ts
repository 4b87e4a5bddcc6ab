import { batch, signal } from '@preact/signals';
import {
  acquireCamera,
  acquireDevices,
  acquireMicrophone,
  type CallConnection,
  type CallMedia,
  createCallMedia,
  createWarmCall,
  type DeviceProblem,
  type MediaLog,
  type QualityVerdict,
  type WarmCall,
  type WarmedCall,
} from '@visavis/client/media';
import { type JoinedMedia, joinMedia, type WarmMedia, warmMedia } from '@visavis/client/realtime';
import type { Call, CallId, ConversationId } from '@visavis/protocol';
import type { CallMedium, Visit } from '../../shared/visit/index.ts';
import { createCallLock } from './call-lock.ts';
import { type OtherAgent, othersOf } from './other-agents.ts';
import { ownDevicesOf } from './own-devices.ts';

export interface Trouble {
  readonly device: 'camera' | 'microphone';
  readonly problem: DeviceProblem;
}

/** The makers of media, so that the screens can be drawn without a camera. */
export interface MediaPorts {
  readonly acquireDevices: typeof acquireDevices;
  readonly acquireMicrophone: typeof acquireMicrophone;
  readonly acquireCamera: typeof acquireCamera;
  readonly createCallMedia: typeof createCallMedia;
  readonly joinMedia: typeof joinMedia;
  readonly warmMedia: typeof warmMedia;
}
export const realMedia: MediaPorts = {
  ...{ acquireDevices, acquireMicrophone, acquireCamera },
  ...{ createCallMedia, joinMedia, warmMedia },
};

/** Devices before the call, media during it. One per page; it outlives screens, so that a question never stops a call. */
export function createCallSession(visit: Visit, media: MediaPorts = realMedia) {
  const { state } = visit;
  const own = signal<MediaStream | null>(null);
  const trouble = signal<Trouble | null>(null);
  const asking = signal(false);
  const remote = signal<MediaStream | null>(null);
  /** Further agents who talk with the visitor. */
  const others = signal<readonly OtherAgent[]>([]);
  const connection = signal<CallConnection>('connecting');
  const quality = signal<QualityVerdict>({ level: 'good', reason: 'steady' });
  const microphoneOn = signal(true);
  const cameraOn = signal(true);
  /** The media could not be started at all. */
  const failed = signal(false);
  /** Another window of this browser holds the call. */
  const elsewhere = signal(false);

  let microphone: MediaStreamTrack | null = null;
  let camera: MediaStreamTrack | null = null;
  let running: { callId: CallId; joined?: JoinedMedia; call?: CallMedia } | null = null;
  let stopReady: () => void = () => undefined;
  let request = 0;
  let warm: { readonly call: WarmCall<WarmMedia>; readonly stop: () => void } | null = null;

  const lock = createCallLock(() => {
    const { callId } = running ?? {};
    leave();
    if (callId === undefined) return;
    // Stays with the call, so that it is not joined again by itself.
    running = { callId };
    elsewhere.value = true;
  });

  const log = (message: string, error: unknown) => visit.ports.log(message, error);
  const warnings: MediaLog = (level, message, fields) => {
    if (level === 'warn') log(message, fields);
  };

  function letGo(): void {
    for (const track of [microphone, camera]) track?.stop();
    microphone = null;
    camera = null;
    own.value = null;
  }

  /** Asks for the devices. True when what is needed is there; otherwise `trouble` says why not. */
  async function acquire(medium: CallMedium): Promise<boolean> {
    request += 1;
    const mine = request;
    const here = (track: MediaStreamTrack | null) => track?.readyState === 'live';
    if (here(microphone) && (medium === 'voice' || here(camera))) {
      trouble.value = null;
      if (medium === 'voice' && camera !== null) dropCamera();
      return true;
    }
    letGo();
    trouble.value = null;
    asking.value = true;
    const got = await media.acquireDevices({ camera: medium === 'video', microphone: true });
    const tracks = [got.microphone, got.camera].flatMap((result) => (result?.ok ? [result.track] : []));
    if (mine !== request) {
      for (const track of tracks) track.stop();
      return false;
    }
    batch(() => {
      asking.value = false;
      microphone = got.microphone?.ok ? got.microphone.track : null;
      camera = got.camera?.ok ? got.camera.track : null;
      own.value = tracks.length > 0 ? new MediaStream(tracks) : null;
      // Without a microphone there is no call; a missing camera still leaves voice.
      if (got.microphone?.ok === false) trouble.value = { device: 'microphone', problem: got.microphone.problem };
      else if (got.camera?.ok === false) trouble.value = { device: 'camera', problem: got.camera.problem };
    });
    return trouble.value === null;
  }

  function dropCamera(): void {
    camera?.stop();
    camera = null;
    own.value = microphone === null ? null : new MediaStream([microphone]);
  }

  /** Another camera or microphone before the call. A phone opens one camera at a time, so the old one goes first. */
  async function choose(device: 'camera' | 'microphone', deviceId: string): Promise<void> {
    (device === 'camera' ? camera : microphone)?.stop();
    const result = await (device === 'camera' ? media.acquireCamera : media.acquireMicrophone)({ deviceId });
    const track = result.ok ? result.track : null;
    if (device === 'camera') camera = track;
    else microphone = track;
    const tracks = [microphone, camera].filter((one) => one !== null);
    batch(() => {
      own.value = tracks.length > 0 ? new MediaStream(tracks) : null;
      trouble.value = result.ok ? null : { device, problem: result.problem };
    });
  }

  /** An agent is being asked: the media is connected meanwhile, with the devices that wait here. Again: nothing happens. */
  function warmUp(conversationId: ConversationId): void {
    if (warm !== null || running !== null || microphone?.readyState !== 'live') return;
    const line = visit.online();
    const call = createWarmCall<WarmMedia>({
      join: () => media.warmMedia(line, conversationId),
      ...{ microphone, camera, log: warnings, createMedia: media.createCallMedia },
      onOver: coolDown,
    });
    // The server has let go of what hung on the broken line.
    warm = { call, stop: line.onReady(async () => coolDown()) };
  }

  /** Nobody is asked any more, or the devices are wanted otherwise. They stay open. */
  function coolDown(): void {
    const { call, stop } = warm ?? {};
    warm = null;
    stop?.();
    call?.close();
  }

  /** The media of this call, if it is connected already; what was prepared for another one ends. */
  async function takeWarm(callId: CallId): Promise<WarmedCall<WarmMedia> | null> {
    const { call } = warm ?? {};
    const taken = call?.takeNow(callId) ?? (await call?.take(callId)) ?? null;
    coolDown();
    return taken;
  }

  function release(): void {
    coolDown();
    request += 1;
    asking.value = false;
    trouble.value = null;
    if (running === null) letGo();
  }

  /** Whom the visitor talks to: whoever hands over is it until the next agent is connected. */
  function agentOf(call: Call) {
    const agents = call.participants.filter(({ side, state }) => side === 'agent' && state !== 'left');
    return agents.find(({ leaving }) => leaving) ?? agents.find(({ agentId }) => agentId === call.agentId) ?? agents[0];
  }

  /** The stream of whom the visitor talks to; another one only while theirs is not there. */
  function takeRemote(): void {
    const streams = running?.call?.remote;
    if (streams === undefined) return;
    const call = visit.state.call.value;
    const id = call === null ? undefined : agentOf(call)?.id;
    others.value = othersOf(call, id).flatMap((other) => {
      const stream = streams.get(other.id);
      return stream === undefined ? [] : [{ ...other, stream }];
    });
    remote.value = (id === undefined ? undefined : streams.get(id)) ?? [...streams.values()][0] ?? null;
  }

  function follow(call: CallMedia): void {
    const take = () => {
      microphoneOn.value = call.microphoneOn;
      cameraOn.value = call.cameraOn;
      own.value = call.cameraOn ? call.local : null;
    };
    take();
    connection.value = call.connection;
    call.subscribe((event) => {
      if (event.type === 'remote') takeRemote();
      else if (event.type === 'local') take();
      else if (event.type === 'connection') connection.value = event.state;
      else if (event.type === 'quality') takeQuality(event.quality);
      else void tellMute();
    });
    takeRemote();
  }

  function takeQuality(verdict: QualityVerdict): void {
    quality.value = verdict;
    if (running === null) return;
    visit
      .online()
      .command('media:quality', { callId: running.callId, ...verdict })
      // The sign is repeated with the next change; nobody waits for this one.
      .catch(() => undefined);
  }

  async function tellMute(): Promise<void> {
    if (running?.call === undefined) return;
    const { microphoneOn: mic, cameraOn: cam } = running.call;
    await visit
      .online()
      .command('call:mute', { callId: running.callId, microphone: mic, camera: cam })
      .catch((error: unknown) => log('mute was not told', error));
  }

  /** The call is on: joins its media, after a reload with new devices, on or off as before. Calling again for the same call does nothing. */
  async function enter(call: Call, take = false): Promise<void> {
    if (running?.callId === call.id) return;
    leave();
    const mine: NonNullable<typeof running> = { callId: call.id };
    running = mine;
    const sends = ownDevicesOf(call);
    microphoneOn.value = sends.microphone;
    cameraOn.value = sends.camera;
    failed.value = false;
    connection.value = 'connecting';
    elsewhere.value = !(await lock.hold(call.id, take));
    if (elsewhere.value) coolDown();
    if (running !== mine || elsewhere.value) return;
    const warmed = await takeWarm(call.id);
    if (running !== mine) return abandon(warmed);
    try {
      if (warmed !== null) {
        mine.joined = warmed.joined;
        begin(mine, warmed.joined, warmed.media);
        await warmed.started;
        await tellMute();
        return;
      }
      // Both at once: the devices take as long as a person, the server a few milliseconds.
      const [ready, joined] = await Promise.all([
        acquire(sends.camera ? 'video' : 'voice'),
        media.joinMedia(visit.online(), call.id),
      ]);
      if (running !== mine) {
        joined.close();
        return;
      }
      mine.joined = joined;
      if (!ready && trouble.value?.device === 'camera') trouble.value = null;
      if (microphone !== null) microphone.enabled = sends.microphone;
      begin(mine, joined);
      await mine.call?.start();
      await tellMute();
    } catch (error) {
      if (running !== mine) return;
      log('the call could not be joined', error);
      failed.value = true;
    }
  }

  function abandon(warmed: WarmedCall<WarmMedia> | null): void {
    warmed?.media.close();
    warmed?.joined.close();
  }

  function openMedia(joined: JoinedMedia): CallMedia {
    const { signal: line, iceServers } = joined;
    return media.createCallMedia({ signal: line, iceServers, microphone, camera, log: warnings });
  }

  function begin(mine: NonNullable<typeof running>, joined: JoinedMedia, call = openMedia(joined)): void {
    // The call owns the tracks from here on.
    microphone = null;
    camera = null;
    mine.call = call;
    follow(call);
    expectOf(state.call.value);
    stopReady = visit.online().onReady(async () => {
      if (await joined.resync()) call.lineRestored();
      // What was switched while the line was down has reached nobody.
      void tellMute();
    });
  }

  /** Silence the other side has announced is no fault. */
  function expectOf(call: Call | null): void {
    const agent = call === null ? undefined : agentOf(call);
    takeRemote();
    if (agent === undefined) return;
    // Kept apart, nothing comes, and that is no fault.
    const here = call?.held !== true;
    running?.call?.expect({ picture: here && agent.camera, sound: here && agent.microphone });
  }

  function leave(): void {
    if (running === null) return;
    stopReady();
    stopReady = () => undefined;
    running?.call?.close();
    running?.joined?.close();
    running = null;
    lock.release();
    batch(() => {
      remote.value = null;
      others.value = [];
      own.value = null;
      trouble.value = null;
      failed.value = false;
      elsewhere.value = false;
      quality.value = { level: 'good', reason: 'steady' };
    });
  }

  async function retry(call: Call, take = false): Promise<void> {
    leave();
    letGo();
    await enter(call, take);
  }

  async function setDevice(device: 'camera' | 'microphone', on: boolean): Promise<void> {
    const call = running?.call;
    if (call === undefined) return;
    const result = device === 'camera' ? await call.setCamera(on) : await call.setMicrophone(on);
    trouble.value = result !== null && !result.ok ? { device, problem: result.problem } : null;
    await tellMute();
  }

  return {
    own,
    trouble,
    asking,
    remote,
    others,
    connection,
    quality,
    microphoneOn,
    cameraOn,
    failed,
    elsewhere,
    acquire,
    choose,
    release,
    warmUp,
    coolDown,
    enter,
    leave,
    retry,
    agentOf,
    expectOf,
    microphoneTrack: () => microphone,
    cameraTrack: () => camera,
    toggleMicrophone: () => setDevice('microphone', !microphoneOn.value),
    toggleCamera: () => setDevice('camera', !cameraOn.value),
    async turnCamera(facing: 'user' | 'environment') {
      await running?.call?.switchCamera({ facing });
    },
  };
}
export type CallSession = ReturnType<typeof createCallSession>;
