import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MediaStage, openMediaStage, waitForFrames } from '../../../test/media/media-stage.ts';

let stage: MediaStage;
beforeAll(async () => {
  stage = await openMediaStage();
});
afterAll(() => stage.close());

/** Evaluates in the page with the client's media module as `client`. */
const inPage = <T>(page: Page, body: string): Promise<T> =>
  page.evaluate(`(async () => { const client = await import('/media/index.ts'); ${body} })()`);
const outcome =
  'const say = (r) => (r === null ? null : r.ok ? r.track.kind : r.problem); const found = await client.acquireDevices({ camera: true, microphone: true }); return [say(found.microphone), say(found.camera)];';
/** Replaces getUserMedia: `refuse` gets the constraints and returns the name of an error, or null to let it through. */
const refusing = (refuse: string) =>
  `const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices); navigator.mediaDevices.getUserMedia = async (c) => { const name = (${refuse})(c); if (name) throw new DOMException('', name); return real(c); };`;

it('acquires both, and a voice call remains when the camera is refused, missing or busy', async () => {
  const page = await stage.open('ann', { video: false });
  expect(await inPage(page, outcome)).toEqual(['audio', 'video']);
  expect(await inPage(page, refusing("(c) => (c.video ? 'NotAllowedError' : null)") + outcome)).toEqual([
    'audio',
    'denied',
  ]);
  expect(await inPage(page, refusing("(c) => (c.video ? 'NotFoundError' : null)") + outcome)).toEqual([
    'audio',
    'missing',
  ]);
  expect(await inPage(page, refusing("(c) => (c.video ? 'NotReadableError' : null)") + outcome)).toEqual([
    'audio',
    'busy',
  ]);
  expect(await inPage(page, refusing("() => 'NotAllowedError'") + outcome)).toEqual(['denied', 'denied']);
});

it('says that a page is not secure instead of asking', async () => {
  const page = await stage.open('ann', { video: false });
  expect(
    await inPage(page, `Object.defineProperty(globalThis, 'isSecureContext', { value: false }); ${outcome}`),
  ).toEqual(['insecure', 'insecure']);
});

it('lists devices and measures the level of a microphone', async () => {
  const page = await stage.open('ann', { video: false });
  expect(
    await inPage(
      page,
      'const list = await client.listDevices(); return list.cameras.length > 0 && list.microphones.length > 0;',
    ),
  ).toBe(true);
  const levels = await inPage<number[]>(
    page,
    'const { track } = await client.acquireMicrophone(); const levels = []; await new Promise((done) => { const stop = client.meterLevel(track, (l) => levels.push(l) === 15 && (stop(), done())); }); return levels;',
  );
  // The synthetic microphone beeps once a second.
  expect(Math.max(...levels)).toBeGreaterThan(0.2);
  expect(Math.min(...levels)).toBeGreaterThanOrEqual(0);
});

it('tells when a camera goes away in a call, and takes another one without a new connection', async () => {
  const ann = await stage.open('ann', { video: false });
  const bob = await stage.open('bob', { video: false });
  await bob.evaluate('media.setCamera(true)');
  await waitForFrames(ann, 'bob');
  await bob.evaluate('media.local.getVideoTracks()[0].onended()');
  await bob.waitForFunction("events.some((event) => event.type === 'device_lost' && event.kind === 'camera')");
  expect(await bob.evaluate('media.cameraOn')).toBe(false);
  expect(await bob.evaluate("media.switchCamera({ facing: 'environment' }).then((result) => result.ok)")).toBe(true);
  await waitForFrames(ann, 'bob');
  expect(stage.events.filter((event) => event.type === 'disconnected')).toEqual([]);
});

it('mutes without releasing the microphone and reports the quality of the call', async () => {
  const ann = await stage.open('ann');
  const bob = await stage.open('bob');
  await waitForFrames(ann, 'bob');
  expect(await bob.evaluate('media.setMicrophone(false).then(() => media.microphoneOn)')).toBe(false);
  expect(await bob.evaluate('media.setMicrophone(true).then(() => media.microphoneOn)')).toBe(true);
  await bob.evaluate('media.expect({ picture: true, sound: true })');
  // Three seconds' worth of pictures: it has been judged more than once by then.
  await waitForFrames(bob, 'ann', 60);
  expect(await bob.evaluate('media.quality.level')).toBe('good');
  // The picture stands still although it was promised.
  await ann.evaluate('media.setCamera(false)');
  await bob.waitForFunction("media.quality.reason === 'no_picture'");
});

it('frees everything when it is closed', async () => {
  const ann = await stage.open('ann');
  const bob = await stage.open('bob');
  await waitForFrames(ann, 'bob');
  await bob.evaluate('globalThis.kept = media.local.getTracks()');
  await bob.evaluate('media.close()');
  expect(await bob.evaluate("kept.every((track) => track.readyState === 'ended')")).toBe(true);
  expect(await bob.evaluate('[media.local.getTracks().length, media.remote.size, media.connection]')).toEqual([
    0,
    0,
    'closed',
  ]);
  await ann.waitForFunction('document.getElementById("bob") !== null');
  // The engine hears of it by the closing of the connection, without a time-out.
  await expect
    .poll(() => stage.events.some((event) => event.type === 'disconnected' && event.participantId === 'bob'))
    .toBe(true);
});
