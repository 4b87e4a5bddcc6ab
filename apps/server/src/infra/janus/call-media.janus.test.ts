import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  callId,
  type MediaStage,
  openMediaStage,
  received,
  waitForFrames,
  waitForStill,
} from '../../../test/media/media-stage.ts';
import { filterSdp } from './sdp-filter.ts';

interface TestPage {
  readonly media: {
    setCamera(on: boolean): Promise<unknown>;
    setMicrophone(on: boolean): Promise<unknown>;
    close(): void;
    readonly local: { getVideoTracks(): unknown[] };
    readonly connection: string;
  };
  readonly events: {
    readonly type: string;
    readonly state?: string;
    readonly participantId?: string;
    readonly tracks?: number;
  }[];
  readonly lastOffer: string;
  readonly log: [number, string, string, { action?: string } | undefined][];
}

describe('browsers in a call through a real Janus', () => {
  let stage: MediaStage;
  beforeEach(async () => {
    stage = await openMediaStage();
  });
  afterEach(async () => {
    await stage.close();
    expect(stage.problems).toEqual([]);
  });

  const pair = async () => {
    const ann = await stage.open('ann');
    const bob = await stage.open('bob');
    await Promise.all([waitForFrames(ann, 'bob'), waitForFrames(bob, 'ann')]);
    return { ann, bob };
  };

  const repairs = (page: Awaited<ReturnType<MediaStage['open']>>): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as TestPage).log.flatMap(([, , , fields]) => fields?.action ?? []));

  it('lets both see each other, and a third one who comes later', async () => {
    const { ann, bob } = await pair();
    expect(await received(ann, 'bob')).toMatchObject({ tracks: 2, width: 320 });
    expect(await received(bob, 'ann')).toMatchObject({ tracks: 2, width: 320 });
    const eve = await stage.open('eve', { video: false });
    await Promise.all([waitForFrames(eve, 'ann'), waitForFrames(eve, 'bob')]);
    await ann.waitForFunction(() =>
      (globalThis as unknown as TestPage).events.some((event) => event.participantId === 'eve' && event.tracks === 1),
    );
    expect(stage.events.filter((event) => event.type === 'connected')).toHaveLength(6);
    expect(stage.events.filter((event) => event.type === 'disconnected')).toEqual([]);
  });

  it('tells the others when one leaves, and when one comes back under the same id', async () => {
    const { ann, bob } = await pair();
    await stage.engine().gateway.leave({ callId, participantId: 'bob' });
    await ann.waitForFunction(() => (globalThis as unknown as TestPage).events.at(-1)?.tracks === 0);
    await stage.engine().gateway.leave({ callId, participantId: 'bob' });
    await bob.close();
    await stage.open('bob');
    await waitForFrames(ann, 'bob');
  });

  it('takes a reloaded page back without its leaving first', async () => {
    const { ann, bob } = await pair();
    await bob.close();
    const again = await stage.open('bob');
    await Promise.all([waitForFrames(ann, 'bob'), waitForFrames(again, 'ann')]);
    expect((await received(ann, 'bob')).tracks).toBe(2);
  });

  it('turns a voice call into a video call and releases the camera when it is switched off', async () => {
    const ann = await stage.open('ann', { video: false });
    const bob = await stage.open('bob', { video: false });
    await ann.waitForFunction(() => (globalThis as unknown as TestPage).events.some((event) => event.tracks === 1));
    const camera = (on: boolean) =>
      bob.evaluate((value) => (globalThis as unknown as TestPage).media.setCamera(value), on);
    await camera(true);
    await waitForFrames(ann, 'bob');
    expect((await received(ann, 'bob')).tracks).toBe(2);
    await camera(false);
    expect(await bob.evaluate(() => (globalThis as unknown as TestPage).media.local.getVideoTracks().length)).toBe(0);
    await waitForStill(ann, 'bob');
    await camera(true);
    await waitForFrames(ann, 'bob');
  });

  it('restarts ICE of both connections after a change of network, without a new connection', async () => {
    const { ann } = await pair();
    await ann.evaluate('dispatchEvent(new Event("online"))');
    await expect.poll(() => repairs(ann)).toEqual(['restart']);
    await waitForFrames(ann, 'bob');
    await ann.waitForFunction(() => (globalThis as unknown as TestPage).media.connection === 'connected');
    expect(await repairs(ann)).toEqual(['restart']);
    expect(stage.events.filter((event) => event.type === 'disconnected')).toEqual([]);
  });

  it('shows both again within two seconds after Janus was killed', async () => {
    const { ann, bob } = await pair();
    const { engineId } = stage.engine().gateway.status();
    const killedAt = performance.now();
    process.kill(stage.engine().supervisor.status().engine?.pid ?? 0, 'SIGKILL');
    await Promise.all([waitForFrames(ann, 'bob'), waitForFrames(bob, 'ann')]);
    const took = performance.now() - killedAt;
    expect(stage.events).toContainEqual({ type: 'engine_lost', engineId, callIds: [callId] });
    expect(stage.engine().gateway.status()).toMatchObject({ state: 'ready' });
    expect(stage.engine().gateway.status().engineId).not.toBe(engineId);
    // Two cores may be busy with other tests; the bench measures, this guards against waiting for a time-out.
    expect(took).toBeLessThan(5_000);
  });

  it('goes on without a gap when our process is replaced, and renegotiates afterwards', async () => {
    const { ann, bob } = await pair();
    const before = await received(ann, 'bob');
    expect(await stage.restartGateway()).toEqual({ intact: [callId], lost: [] });
    await waitForFrames(ann, 'bob', 5, 2_000);
    expect((await received(ann, 'bob')).frames).toBeGreaterThan(before.frames);
    expect(await repairs(ann)).toEqual([]);
    const eve = await stage.open('eve');
    await Promise.all([waitForFrames(eve, 'ann'), waitForFrames(ann, 'eve'), waitForFrames(bob, 'eve')]);
    await stage.engine().gateway.leave({ callId, participantId: 'eve' });
    await ann.waitForFunction(() => (globalThis as unknown as TestPage).events.at(-1)?.tracks === 0);
    await waitForFrames(ann, 'bob');
  });

  it('cleans real offers: three layers from a large picture, no RTX', async () => {
    const ann = await stage.open('ann', { width: 960, height: 540 });
    const offer = await ann.evaluate(() => (globalThis as unknown as TestPage).lastOffer);
    expect(offer).toContain('a=simulcast:send h;m;l');
    expect(offer).toMatch(/ rtx\/90000/);
    const verdict = filterSdp(offer);
    if (!verdict.ok) throw new Error(verdict.reason);
    expect(verdict.value.sdp).not.toMatch(/rtx|apt=/);
    expect(verdict.value.sdp).toContain('a=simulcast:send h;m;l');
    expect(verdict.value.media.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
      'audio sendonly',
      'video sendonly',
    ]);
    const bob = await stage.open('bob');
    await waitForFrames(bob, 'ann');
    await bob.waitForFunction('document.querySelector("video")?.videoWidth === 960');
  });

  it('answers refused descriptions and strangers with errors of the catalogue', async () => {
    const { gateway } = stage.engine();
    const stranger = { callId, participantId: 'stranger' };
    await expect(gateway.publish(stranger, { sdp: 'v=0', tracks: [] })).rejects.toMatchObject({
      code: 'media_not_joined',
    });
    await expect(
      gateway.join({ callId: 'unknown', participantId: 'a' }, { displayName: 'a', recording: null }),
    ).rejects.toMatchObject({ code: 'media_not_joined' });
    await gateway.join(stranger, { displayName: 'x', recording: null });
    await expect(gateway.publish(stranger, { sdp: 'nonsense', tracks: [] })).rejects.toMatchObject({
      code: 'media_sdp_invalid',
    });
    await expect(gateway.addCandidate(stranger, 'subscribe', null)).rejects.toMatchObject({ code: 'media_not_joined' });
    await gateway.answer(
      stranger,
      'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n',
    );
    await gateway.leave({ callId: 'unknown', participantId: 'a' });
    await gateway.close('unknown');
    await gateway.close(callId);
    await gateway.close(callId);
    expect(stage.links.all.size).toBe(0);
  });
});
