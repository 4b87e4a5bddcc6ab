import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type WebSocket, WebSocketServer } from 'ws';
import { createJanusGateway, type JanusGateway } from '../../src/infra/janus/janus-gateway.ts';
import { createJanusSupervisor, type JanusSupervisor } from '../../src/infra/janus/janus-process.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MediaEvent, MediaGateway, MediaLink, MediaLinkStore } from '../../src/ports/media-gateway.ts';

/** A stage for media tests: a real Janus, the gateway, real browsers, and the thinnest signalling between them. */

export const callId = 'call-under-test';
const here = path.dirname(fileURLToPath(import.meta.url));
const clientMedia = path.resolve(here, '../../../../packages/client/src/media');

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => quiet };
export const memoryLinks = (): MediaLinkStore & { readonly all: Map<string, MediaLink> } => {
  const all = new Map<string, MediaLink>();
  return {
    all,
    save: async (link) => void all.set(`${link.callId}/${link.participantId}`, JSON.parse(JSON.stringify(link))),
    remove: async (call, participant) => void all.delete(`${call}/${participant}`),
    list: async () => [...all.values()],
  };
};

export interface Engine {
  readonly supervisor: JanusSupervisor;
  readonly gateway: JanusGateway;
}

export interface MediaStage {
  readonly folder: string;
  readonly links: ReturnType<typeof memoryLinks>;
  readonly events: MediaEvent[];
  /** Errors thrown in pages or while the stage played the call module. */
  readonly problems: string[];
  engine(): Engine;
  /** What a restart of our process does: everything in memory is gone, Janus stays. */
  restartGateway(): Promise<Awaited<ReturnType<MediaGateway['resume']>>>;
  /** Opens a page for a participant, closing an earlier one, and starts its media. */
  open(
    participantId: string,
    options?: {
      readonly width?: number;
      readonly height?: number;
      readonly video?: boolean;
      /** Publishes, but is sent nothing and not recorded until `admit`. */
      readonly withheld?: boolean;
    },
  ): Promise<Page>;
  /** Nothing is withheld from these any more, and they are recorded if the stage records. */
  admit(...participantIds: string[]): Promise<void>;
  close(): Promise<void>;
}

let engineNumber = 0;
const makeEngine = (folder: string, links: MediaLinkStore): Engine => {
  const supervisor = createJanusSupervisor({
    dataFolder: folder,
    rtpPorts: { min: 30_000, max: 34_999 },
    publicIp: null,
    bindTo: [],
    eventLoops: 2,
    uid: 65_534,
    makeId: () => `engine-${process.pid}-${++engineNumber}`,
    log: quiet,
  });
  return { supervisor, gateway: createJanusGateway({ supervisor, links, log: quiet, now: () => Date.now() }) };
};

/** A folder in which an unprivileged engine can work, as a data folder of an installation would be. */
export const makeDataFolder = (): string => {
  const folder = mkdtempSync('/tmp/visavis-media-test-');
  chmodSync(folder, 0o711);
  return folder;
};

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly args: readonly never[];
}

const perform = (
  gateway: MediaGateway,
  participantId: string,
  recordingPrefix: string | null,
  withheld: boolean,
  { method, args }: Asked,
): Promise<unknown> => {
  const ref = { callId, participantId };
  const [first, second] = args;
  switch (method) {
    case 'rejoin':
      return gateway.join(ref, {
        displayName: participantId,
        recording: recordingPrefix === null || withheld ? null : { prefix: `${recordingPrefix}/${participantId}` },
        withheld,
      });
    case 'publish':
      return gateway.publish(ref, { sdp: first as unknown as string, tracks: second as unknown as [] });
    case 'answer':
      return gateway.answer(ref, first as unknown as string);
    case 'candidate':
      return gateway.addCandidate(ref, first as unknown as 'publish', second as unknown as null);
    case 'renew':
      return gateway.renewSubscription(ref, first as unknown as { rebuild: boolean });
    default:
      throw new Error(`unknown method ${method}`);
  }
};

const servePage = (): Server =>
  createServer((request, response) => {
    const url = request.url ?? '/';
    if (url.startsWith('/media/')) {
      const source = readFileSync(path.join(clientMedia, path.basename(url)), 'utf8');
      response.setHeader('content-type', 'text/javascript').end(stripTypeScriptTypes(source));
    } else response.setHeader('content-type', 'text/html').end(readFileSync(path.join(here, 'page.html')));
  });

const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
      '--disable-gpu',
    ],
  });

/** Starts Janus, gateway, page server and browser. With `recordingPrefix` everybody is recorded below it. */
export const openMediaStage = async (recordingPrefix: string | null = null): Promise<MediaStage> => {
  const folder = makeDataFolder();
  const links = memoryLinks();
  const events: MediaEvent[] = [];
  const sockets = new Map<string, WebSocket>();
  const joined = new Set<string>();
  const withheld = new Set<string>();
  const pages = new Map<string, Page>();
  const problems: string[] = [];
  const note =
    (where: string) =>
    (error: unknown): void =>
      void problems.push(`${where}: ${error}`);
  let engine = makeEngine(folder, links);
  let epoch = 1;

  const send = (participantId: string, message: object): void =>
    sockets.get(participantId)?.send(JSON.stringify(message));

  /** What the call module does when the engine was replaced. */
  const rejoin = (participantId: string): Promise<unknown> =>
    perform(engine.gateway, participantId, recordingPrefix, withheld.has(participantId), {
      id: 0,
      method: 'rejoin',
      args: [],
    });
  const reopen = async (): Promise<void> => {
    epoch++;
    await engine.gateway.open(callId);
    for (const participantId of joined) {
      await rejoin(participantId);
      send(participantId, { event: 'reset', epoch });
    }
  };

  const listen = (gateway: MediaGateway): void => {
    gateway.subscribe((event) => {
      events.push(event);
      if (event.type === 'subscription_offer')
        send(event.participantId, { event: 'offer', sdp: event.sdp, streams: event.streams });
      if (event.type === 'engine_ready' && joined.size > 0) reopen().catch(note('reopening'));
    });
  };

  listen(engine.gateway);
  await engine.gateway.start();
  await engine.gateway.open(callId);

  const server = servePage();
  const socketServer = new WebSocketServer({ server });
  socketServer.on('connection', (socket, request) => {
    const participantId = new URL(request.url ?? '/', 'http://x').searchParams.get('participant') ?? '';
    sockets.set(participantId, socket);
    joined.add(participantId);
    // A page that comes anew has lost its connections; the call module lets it leave and join.
    let fresh = true;
    socket.on('message', async (data) => {
      const asked = JSON.parse(String(data)) as Asked;
      try {
        if (fresh) await engine.gateway.leave({ callId, participantId });
        fresh = false;
        const result =
          (await perform(engine.gateway, participantId, recordingPrefix, withheld.has(participantId), asked)) ?? null;
        socket.send(JSON.stringify({ id: asked.id, result }));
      } catch (error) {
        socket.send(
          JSON.stringify({ id: asked.id, error: `${asked.method}: ${(error as { code?: string }).code} ${error}` }),
        );
      }
    });
    socket.on('close', () => {
      if (sockets.get(participantId) !== socket) return;
      sockets.delete(participantId);
      joined.delete(participantId);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launchBrowser();

  return {
    folder,
    links,
    events,
    problems,
    engine: () => engine,
    async restartGateway() {
      await engine.gateway.stop({ keepEngine: true });
      engine = makeEngine(folder, links);
      const held = new Set(joined);
      joined.clear();
      listen(engine.gateway);
      await engine.gateway.start();
      for (const participantId of held) joined.add(participantId);
      return engine.gateway.resume();
    },
    async admit(...participantIds) {
      withheld.clear();
      await Promise.all(participantIds.map(rejoin));
    },
    async open(participantId, options = {}) {
      if (options.withheld === true) withheld.add(participantId);
      await pages.get(participantId)?.close();
      const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
      pages.set(participantId, page);
      page.on('pageerror', note(`page of ${participantId}`));
      await page.goto(`http://127.0.0.1:${port}/#${participantId}`);
      await page.waitForFunction('window.ready === true');
      await page.evaluate(
        (given) => (globalThis as unknown as { start(o: object): Promise<void> }).start(given),
        options,
      );
      return page;
    },
    async close() {
      await browser.close();
      for (const socket of socketServer.clients) socket.terminate();
      socketServer.close();
      await new Promise((resolve) => server.close(resolve));
      await engine.gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export interface Received {
  readonly frames: number;
  readonly width: number;
  readonly tracks: number;
}

export const received = (page: Page, participantId: string): Promise<Received> =>
  page.evaluate(
    (id) => (globalThis as unknown as { received(id: string): Promise<Received> }).received(id),
    participantId,
  );

/** Waits until `more` further pictures of a participant were shown; returns the milliseconds it took. */
export const waitForFrames = async (
  page: Page,
  participantId: string,
  more = 5,
  timeoutMs = 20_000,
): Promise<number> => {
  const began = performance.now();
  const before = (await received(page, participantId)).frames;
  const until = began + timeoutMs;
  while (performance.now() < until) {
    if ((await received(page, participantId)).frames >= before + more) return performance.now() - began;
    await page.waitForTimeout(25);
  }
  const history = await page.evaluate(() => JSON.stringify((globalThis as unknown as { log: unknown }).log));
  throw new Error(`no pictures of ${participantId}: ${history}`);
};

/** Packets of media that have arrived at this page, from anybody. */
export const arrived = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { arrived(): Promise<number> }).arrived());

/** Waits until each page has sent so much more that some would long have arrived, if anything were let through. */
export const waitForSent = async (...pages: readonly Page[]): Promise<void> => {
  await Promise.all(
    pages.map(async (page) => {
      const sent = (): Promise<number> =>
        page.evaluate(() => (globalThis as unknown as { sent(): Promise<number> }).sent());
      const before = await sent();
      while ((await sent()) < before + 60) await page.waitForTimeout(25);
    }),
  );
};

/** Waits until no picture of a participant comes any more, while sound goes on: 25 packets are half a second of it. */
export const waitForStill = async (page: Page, participantId: string): Promise<void> => {
  let seen = { frames: -1, packets: 0 };
  for (;;) {
    const now = { frames: (await received(page, participantId)).frames, packets: await arrived(page) };
    if (now.frames !== seen.frames) seen = now;
    else if (now.packets >= seen.packets + 25) return;
    await page.waitForTimeout(25);
  }
};
