import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callId, type MediaStage, openMediaStage, waitForFrames } from '../../../test/media/media-stage.ts';

let stage: MediaStage;
beforeEach(async () => {
  stage = await openMediaStage('2026/call');
});
afterEach(() => stage.close());

const folder = (): string => path.join(stage.engine().supervisor.folders.recordings, '2026/call');
const files = (): string[] => readdirSync(folder()).sort();

/** Packets in one file of the engine: "MJR00002", a JSON header, then frames of "MEET", time, length, RTP. */
const countPackets = (name: string): { readonly kind: string; readonly packets: number } => {
  const bytes = readFileSync(path.join(folder(), name));
  expect(bytes.toString('latin1', 0, 8)).toBe('MJR00002');
  const headerEnd = 10 + bytes.readUInt16BE(8);
  const header = JSON.parse(bytes.toString('utf8', 10, headerEnd)) as { t: string };
  let packets = 0;
  for (let at = headerEnd; at + 10 <= bytes.length; at += 10 + bytes.readUInt16BE(at + 8)) packets++;
  return { kind: header.t, packets };
};

it('records every track of every participant from the first packet and closes the files at the end', async () => {
  const ann = await stage.open('ann');
  const bob = await stage.open('bob', { video: false });
  await waitForFrames(bob, 'ann', 20);
  expect(files().every((name) => name.endsWith('.mjr.part'))).toBe(true);
  // A camera switched on later is recorded too.
  await bob.evaluate('media.setCamera(true)');
  await waitForFrames(ann, 'bob', 20);
  await stage.engine().gateway.close(callId);
  expect(files().map((name) => name.replace(/-\d{13}-/, '-T-'))).toEqual([
    'ann-T-audio-0.mjr',
    'ann-T-video-1.mjr',
    'bob-T-audio-0.mjr',
    'bob-T-audio-0.mjr',
    'bob-T-video-1.mjr',
  ]);
  for (const name of files()) {
    const { kind, packets } = countPackets(name);
    expect(kind).toBe(name.includes('audio') ? 'a' : 'v');
    expect(packets).toBeGreaterThan(5);
    // The engine runs without privileges, yet what it writes is for nobody else.
    if (process.getuid?.() === 0) expect(statSync(path.join(folder(), name)).uid).toBe(65_534);
  }
});

it('stops and starts recording while the call goes on', async () => {
  const { gateway } = stage.engine();
  await stage.open('ann');
  const bob = await stage.open('bob');
  await waitForFrames(bob, 'ann');
  const ann = { callId, participantId: 'ann' };
  await gateway.setRecording(ann, null);
  const finished = (): string[] => files().filter((name) => name.startsWith('ann-') && name.endsWith('.mjr'));
  await expect.poll(finished).toHaveLength(2);
  const closed = finished();
  const sizes = closed.map((name) => statSync(path.join(folder(), name)).size);
  await gateway.setRecording(ann, { prefix: '2026/call/ann' });
  await waitForFrames(bob, 'ann', 10);
  expect(closed.map((name) => statSync(path.join(folder(), name)).size)).toEqual(sizes);
  expect(files().filter((name) => name.startsWith('ann-'))).toHaveLength(4);
});

it('keeps what was recorded before Janus was killed and goes on into new files', async () => {
  await stage.open('ann');
  const bob = await stage.open('bob');
  await waitForFrames(bob, 'ann', 20);
  process.kill(stage.engine().supervisor.status().engine?.pid ?? 0, 'SIGKILL');
  await waitForFrames(bob, 'ann', 20);
  await stage.engine().gateway.close(callId);
  const ofAnn = files().filter((name) => name.startsWith('ann-'));
  expect(ofAnn.filter((name) => name.endsWith('.mjr.part'))).toHaveLength(2);
  expect(ofAnn.filter((name) => name.endsWith('.mjr'))).toHaveLength(2);
});

it('refuses to record outside its folder', async () => {
  const { gateway } = stage.engine();
  const ref = { callId, participantId: 'mallory' };
  await gateway.join(ref, { displayName: 'm', recording: { prefix: '../../escape' } });
  const sdp = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sendonly',
    'a=rtpmap:111 opus/48000/2',
    '',
  ].join('\r\n');
  await expect(
    gateway.publish(ref, { sdp, tracks: [{ mid: '0', kind: 'audio', source: 'microphone' }] }),
  ).rejects.toThrow(/inside the media tracks folder/);
});
