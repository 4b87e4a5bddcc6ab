// While a video contact rings both sides are connected already: nobody is seen before the answer, and nothing stays open after a no.
import type { Page } from '@playwright/test';
import { expect, needsMedia, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  decline,
  expectMovingPicture,
  goOffline,
  goOnline,
  hangUp,
  people,
  pictureOf,
  signIn,
  wrapUp,
} from '../support/people.ts';

needsMedia();

interface WatchedWindow {
  tracks: MediaStreamTrack[];
  connections: RTCPeerConnection[];
}

/** Notes in a page which devices were opened and which connections were made. */
function watchMedia(): void {
  const watched = globalThis as unknown as WatchedWindow;
  watched.tracks = [];
  watched.connections = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    watched.tracks.push(...stream.getTracks());
    return stream;
  };
  const Connection = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Connection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      watched.connections.push(this);
    }
  };
}

const patience = { timeout: 60_000 };
const openDevices = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { tracks } = globalThis as unknown as WatchedWindow;
    return tracks.filter(({ readyState }) => readyState === 'live').length;
  });
const connected = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { connections } = globalThis as unknown as WatchedWindow;
    return connections.filter(({ connectionState }) => connectionState === 'connected').length;
  });
const received = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { connections } = globalThis as unknown as WatchedWindow;
    const open = connections.filter(({ connectionState }) => connectionState === 'connected');
    const reports = await Promise.all(open.map((connection) => connection.getStats()));
    return reports
      .flatMap((report) => [...report.values()])
      .filter(({ type }) => type === 'inbound-rtp')
      .reduce((sum: number, { packetsReceived }) => sum + packetsReceived, 0);
  });

test('nobody is seen while it rings; a no releases the camera; the next one is seen at once', async ({
  stack,
  agentWindow,
  visitorWindow,
}) => {
  const [grace, jun, page] = [await agentWindow(), await agentWindow({ language: 'zh' }), await visitorWindow()];
  for (const one of [grace, jun, page]) await one.addInitScript(watchMedia);
  await signIn(grace, stack.url, people.grace);
  await goOnline(grace);
  await page.goto(`${stack.url}/c/h5`);
  await askForCall(page);
  await expect(accept(grace)).toBeVisible(patience);
  await expect.poll(() => connected(grace), patience).toBe(2);
  await expect.poll(() => connected(page), patience).toBe(2);
  expect([await openDevices(grace), await received(grace), await received(page)]).toEqual([2, 0, 0]);
  await expect(pictureOf(page, /Grace/)).toHaveCount(0);

  await decline(grace).click();
  await expect.poll(() => openDevices(grace), patience).toBe(0);
  await expect.poll(() => connected(grace), patience).toBe(0);
  // The visitor waits on, with the own devices, for whoever is asked next.
  await expect.poll(() => connected(page), patience).toBe(0);
  expect(await openDevices(page)).toBe(2);

  await signIn(jun, stack.url, people.jun, 'zh');
  await goOnline(jun, 'zh');
  await expect(accept(jun, 'zh')).toBeVisible(patience);
  await expect.poll(() => connected(page), patience).toBe(2);
  await accept(jun, 'zh').click();
  await expectMovingPicture(page, /He Jun/);
  await expectMovingPicture(jun, /^访客/);
  expect(await connected(grace)).toBe(0);
  expect(await page.evaluate(() => (globalThis as unknown as WatchedWindow).connections.length)).toBe(4);
  await hangUp(jun, 'zh');
  await wrapUp(jun, 'zh');
  await expect.poll(() => openDevices(jun), patience).toBe(0);
  await expect.poll(() => openDevices(page), patience).toBe(0);
  await goOffline(jun, 'zh');
  await goOffline(grace);
});

test('of two windows of an agent the one that accepts has the call', async ({ stack, agentWindow, visitorWindow }) => {
  const first = await agentWindow();
  await signIn(first, stack.url, people.grace);
  await goOnline(first);
  const second = await first.context().newPage();
  await second.goto(`${stack.url}/console/`);
  const page = await visitorWindow();
  await page.goto(`${stack.url}/c/h5`);
  await askForCall(page);
  await expect(accept(first)).toBeVisible(patience);
  await accept(second).click(patience);
  await expectMovingPicture(second, /^Visitor/);
  await expectMovingPicture(page, /Grace/);
  await hangUp(second);
  await wrapUp(second);
  await goOffline(second);
});
