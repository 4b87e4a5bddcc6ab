// The baseline of the call bench: two plain pages that speak Janus' own protocol over a pipe of bytes, and nothing around them.
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createPage } from 'node:http';
import { type AddressInfo, connect, createServer as createPipe, type Server } from 'node:net';
import type { Page } from '@playwright/test';
import { createJanusSupervisor } from '../../apps/server/src/infra/janus/janus-process.ts';
import type { Log } from '../../apps/server/src/ports/log.ts';
import type { TraceMark } from './call-trace.ts';

export interface BareCaller {
  readonly pageUrl: string;
  readonly pipeUrl: string;
  readonly secret: string;
  readonly adminKey: string;
}

interface Janus {
  readonly janus: string;
  readonly transaction?: string;
  readonly data?: { readonly id: number };
  readonly error?: { readonly reason: string };
  readonly jsep?: RTCSessionDescriptionInit;
  readonly plugindata?: { readonly data: { readonly publishers?: Publisher[]; readonly error?: string } };
}
interface Publisher {
  readonly id: string;
  readonly streams: readonly { readonly mid: string }[];
}
interface BareWindow {
  bare: {
    prepare(): Promise<void>;
    start(room: string, own: string): Promise<void>;
    end(): Promise<void>;
  };
  callTrace: TraceMark[];
}

/** Runs in the page: a caller of a video room, as short as the protocol allows, with the product's devices, codecs and layers. */
export function bareCaller({ pipeUrl, secret, adminKey }: BareCaller): void {
  const waiting = new Map<string, { done: (message: Janus) => void; failed: (error: Error) => void }>();
  let socket: WebSocket | undefined;
  let devices = new MediaStream();
  let connections: RTCPeerConnection[] = [];
  let session = 0;
  let onPublishers: (publishers: readonly Publisher[]) => void = () => undefined;

  const request = (body: object): Promise<Janus> =>
    new Promise((done, failed) => {
      const transaction = Math.random().toString(36).slice(2);
      waiting.set(transaction, { done, failed });
      socket?.send(JSON.stringify({ ...body, transaction, apisecret: secret }));
    });
  const message = (handle: number, body: object, jsep?: RTCSessionDescription | null): Promise<Janus> =>
    request({ janus: 'message', session_id: session, handle_id: handle, body, ...(jsep ? { jsep } : {}) });
  const attach = async (): Promise<number> =>
    (await request({ janus: 'attach', session_id: session, plugin: 'janus.plugin.videoroom' })).data?.id ?? 0;

  const receive = (text: string): void => {
    const got = JSON.parse(text) as Janus;
    const asked = waiting.get(got.transaction ?? '');
    const data = got.plugindata?.data;
    if (!asked) {
      if (data?.publishers) onPublishers(data.publishers);
      return;
    }
    // The event with the same transaction is the answer.
    if (got.janus === 'ack') return;
    waiting.delete(got.transaction ?? '');
    const reason = got.error?.reason ?? data?.error;
    if (reason === undefined) asked.done(got);
    else asked.failed(new Error(reason));
  };

  const openConnection = (handle: number): RTCPeerConnection => {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    connections.push(connection);
    connection.onicecandidate = ({ candidate }) => {
      const found = candidate?.toJSON() ?? { completed: true };
      request({ janus: 'trickle', session_id: session, handle_id: handle, candidate: found }).catch(() => undefined);
    };
    return connection;
  };

  const publish = async (handle: number): Promise<void> => {
    const connection = openConnection(handle);
    const [sound, picture] = [devices.getAudioTracks()[0], devices.getVideoTracks()[0]];
    if (!sound || !picture) throw new Error('the synthetic devices are missing');
    connection.addTransceiver(sound, { direction: 'sendonly' });
    connection.addTransceiver(picture, {
      direction: 'sendonly',
      sendEncodings: [
        { rid: 'h', maxBitrate: 1_500_000 },
        { rid: 'm', maxBitrate: 450_000, scaleResolutionDownBy: 2 },
        { rid: 'l', maxBitrate: 120_000, scaleResolutionDownBy: 4 },
      ],
    });
    await connection.setLocalDescription(await connection.createOffer());
    const answer = await message(handle, { request: 'publish' }, connection.localDescription);
    if (answer.jsep) await connection.setRemoteDescription(answer.jsep);
  };

  const subscribe = async (room: string, publisher: Publisher): Promise<void> => {
    const handle = await attach();
    const streams = publisher.streams.map(({ mid }) => ({ feed: publisher.id, mid }));
    const offer = await message(handle, { request: 'join', ptype: 'subscriber', room, use_msid: true, streams });
    if (!offer.jsep) throw new Error('no offer came');
    const connection = openConnection(handle);
    const seen = new MediaStream();
    const video = Object.assign(document.createElement('video'), { autoplay: true, playsInline: true });
    document.body.replaceChildren(video);
    connection.ontrack = ({ track }) => seen.addTrack(track);
    await connection.setRemoteDescription(offer.jsep);
    video.srcObject = seen;
    await connection.setLocalDescription(await connection.createAnswer());
    await message(handle, { request: 'start' }, connection.localDescription);
  };

  const own = globalThis as unknown as BareWindow;
  own.bare = {
    async prepare() {
      socket = new WebSocket(pipeUrl, 'janus-protocol');
      socket.onmessage = ({ data }) => receive(String(data));
      await new Promise((opened) => socket?.addEventListener('open', opened));
      devices = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
        video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
      });
    },
    async start(room, id) {
      own.callTrace = [{ at: performance.timeOrigin + performance.now(), what: 'start' }];
      session = (await request({ janus: 'create' })).data?.id ?? 0;
      const handle = await attach();
      let subscribed = false;
      onPublishers = ([publisher]) => {
        if (subscribed || !publisher) return;
        subscribed = true;
        void subscribe(room, publisher);
      };
      const codecs = { audiocodec: 'opus', videocodec: 'vp8,h264', opus_fec: true, transport_wide_cc_ext: true };
      await message(handle, {
        ...{ request: 'create', room, admin_key: adminKey, publishers: 16, bitrate: 4_000_000 },
        ...codecs,
      }).catch(() => undefined); // The other page was faster.
      const joined = await message(handle, { request: 'join', ptype: 'publisher', room, id });
      onPublishers(joined.plugindata?.data.publishers ?? []);
      await publish(handle);
    },
    async end() {
      for (const connection of connections) connection.close();
      connections = [];
      for (const track of devices.getTracks()) track.stop();
      document.body.replaceChildren();
      await request({ janus: 'destroy', session_id: session });
      socket?.close();
      waiting.clear();
    },
  };
}

export const prepareBare = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as BareWindow).bare.prepare());
export const startBare = (page: Page, room: string, id: string): Promise<void> =>
  page.evaluate(([where = '', who = '']) => (globalThis as unknown as BareWindow).bare.start(where, who), [room, id]);
export const endBare = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as BareWindow).bare.end());

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => quiet };

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A Janus of its own, configured as the product's, an empty page and a pipe of bytes from pages to Janus. */
export async function startBareJanus(): Promise<BareCaller & { stop(): Promise<void> }> {
  const dataFolder = mkdtempSync('/tmp/visavis-bench-janus-');
  chmodSync(dataFolder, 0o711);
  const supervisor = createJanusSupervisor({
    dataFolder,
    rtpPorts: { min: 36_000, max: 36_999 },
    publicIp: null,
    bindTo: [],
    eventLoops: 2,
    uid: 65_534,
    makeId: () => 'bench',
    log: quiet,
  });
  await supervisor.start();
  const { engine, reason } = supervisor.status();
  if (!engine) throw new Error(reason ?? 'Janus did not start');
  const page = createPage((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>bare</title>');
  });
  const pipe = createPipe({ noDelay: true }, (client) => {
    const janus = connect(engine.socketPath);
    client.pipe(janus).pipe(client);
    client.on('error', () => janus.destroy());
    janus.on('error', () => client.destroy());
  });
  return {
    pageUrl: `http://127.0.0.1:${await listen(page)}/`,
    pipeUrl: `ws://127.0.0.1:${await listen(pipe)}/`,
    secret: engine.apiSecret,
    adminKey: engine.adminKey,
    async stop() {
      page.close();
      pipe.close();
      await supervisor.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
