import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  arrived,
  callId,
  type MediaStage,
  openMediaStage,
  received,
  waitForFrames,
  waitForSent,
} from '../../../test/media/media-stage.ts';

let stage: MediaStage;
beforeEach(async () => {
  stage = await openMediaStage('2026/call');
});
afterEach(async () => {
  await stage.close();
  expect(stage.problems).toEqual([]);
});

const recordings = (): string[] => {
  const folder = path.join(stage.engine().supervisor.folders.recordings, '2026/call');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const connected = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const { connections } = globalThis as unknown as { connections: { connectionState: string }[] };
    return connections.length === 2 && connections.every(({ connectionState }) => connectionState === 'connected');
  });

/** Both publish and are connected both ways, and nobody was admitted. */
const warmPair = async (size: { width: number; height: number } = { width: 960, height: 540 }) => {
  const ann = await stage.open('ann', { withheld: true, ...size });
  const bob = await stage.open('bob', { withheld: true, ...size });
  await Promise.all([connected(ann), connected(bob)]);
  return { ann, bob };
};

it('lets nobody see or hear anybody and records nothing before they are admitted, then at once', async () => {
  const { ann, bob } = await warmPair();
  await waitForSent(ann, bob);
  expect([await arrived(ann), await arrived(bob)]).toEqual([0, 0]);
  expect(await received(ann, 'bob')).toMatchObject({ frames: 0, tracks: 2 });
  expect(recordings()).toEqual([]);
  const negotiated = stage.events.filter(({ type }) => type === 'subscription_offer').length;
  await stage.admit('ann', 'bob');
  const took = await Promise.all([waitForFrames(ann, 'bob', 1), waitForFrames(bob, 'ann', 1)]);
  expect(Math.max(...took)).toBeLessThan(2_000);
  expect(stage.events.filter(({ type }) => type === 'subscription_offer')).toHaveLength(negotiated);
  // Small at first, as it was sent while nobody could see it.
  expect((await received(ann, 'bob')).width).toBe(240);
  await bob.evaluate('media.sendFully()');
  await ann.waitForFunction('document.getElementById("bob").videoWidth === 960');
  await stage.engine().gateway.close(callId);
  expect(
    recordings()
      .map((name) => name.replace(/-\d{13}-/, '-T-'))
      .sort(),
  ).toEqual(['ann-T-audio-0.mjr', 'ann-T-video-1.mjr', 'bob-T-audio-0.mjr', 'bob-T-video-1.mjr']);
});

it('shows a small picture too, of which the browser makes one layer only', async () => {
  const { ann, bob } = await warmPair({ width: 320, height: 240 });
  await stage.admit('ann', 'bob');
  await Promise.all([waitForFrames(ann, 'bob', 1), waitForFrames(bob, 'ann', 1)]);
});

it('withholds through a rebuilt subscription and a publisher who comes anew', async () => {
  const { ann } = await warmPair();
  await stage.engine().gateway.renewSubscription({ callId, participantId: 'ann' }, { rebuild: true });
  const bob = await stage.open('bob', { withheld: true, width: 960, height: 540 });
  await ann.waitForFunction(() => {
    const { events } = globalThis as unknown as { events: { participantId?: string; tracks?: number }[] };
    return events.filter(({ participantId, tracks }) => participantId === 'bob' && tracks === 2).length >= 1;
  });
  await connected(bob);
  await waitForSent(bob);
  expect(await arrived(ann)).toBe(0);
  await stage.admit('ann', 'bob');
  await waitForFrames(ann, 'bob', 1);
});

it('goes on withholding when our process is replaced', async () => {
  const { ann, bob } = await warmPair();
  expect(await stage.restartGateway()).toEqual({ intact: [callId], lost: [] });
  await waitForSent(ann, bob);
  expect([await arrived(ann), await arrived(bob)]).toEqual([0, 0]);
  await stage.admit('ann', 'bob');
  await Promise.all([waitForFrames(ann, 'bob', 1), waitForFrames(bob, 'ann', 1)]);
});

it('leaves nothing behind when nobody is ever admitted', async () => {
  await warmPair();
  await stage.engine().gateway.close(callId);
  expect(stage.links.all.size).toBe(0);
  expect(recordings()).toEqual([]);
});
