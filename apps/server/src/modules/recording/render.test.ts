import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  audioPackets,
  countPictures,
  hasFfmpeg,
  opusPackets,
  probe,
  toneIn,
  videoPackets,
  vp8Frames,
  writeRaw,
} from '../../../test/recording/raw-tracks.ts';
import { createDiskStorage } from '../../infra/storage/disk-storage.ts';
import type { Log } from '../../ports/index.ts';
import { createRenderer } from './render-service.ts';

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
};
const visitor = '00000000-0000-7000-8000-00000000000a';
const agent = '00000000-0000-7000-8000-00000000000b';
const unknown = { joinedAt: null, leftAt: null, away: [] };
const participants = new Map([
  [visitor, { side: 'visitor', ...unknown }],
  [agent, { side: 'agent', ...unknown }],
] as const);
const t0 = 1_772_000_000_000;
const prefix = 'recordings/2026/02/one';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'visavis-render-'));
let rawRoot = '';
let raw = '';
let storage: ReturnType<typeof createDiskStorage>;
let number = 0;
beforeEach(() => {
  number += 1;
  rawRoot = path.join(root, String(number), 'raw');
  raw = path.join(rawRoot, prefix);
  storage = createDiskStorage(path.join(root, String(number), 'files'));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const media = { small: [] as Buffer[], large: [] as Buffer[], low: [] as Buffer[], high: [] as Buffer[] };
beforeAll(() => {
  if (!hasFfmpeg) return;
  media.small = vp8Frames('320x180', 2);
  media.large = vp8Frames('640x360', 2);
  media.low = opusPackets(4, 440);
  media.high = opusPackets(4, 1_760);
});

let madeIds = 0;
const render = (options: { signal?: AbortSignal; ffmpegBin?: string; onProgress?: (share: number) => void } = {}) =>
  createRenderer({
    storage,
    rawRoot,
    ffmpegBin: options.ffmpegBin ?? 'ffmpeg',
    makeId: () => `id-${++madeIds}`,
    log: quiet,
  }).render({
    storagePrefix: prefix,
    facts: { participants, consultations: [] },
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => undefined),
  });
const words = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: Error) => error.message,
  );

/** Visitor: 4 s of sound and a picture that grows after 2 s. Agent: joins 1.5 s later with 2 s of each. */
const writeCall = (): void => {
  writeRaw(raw, { participantId: visitor }, { kind: 'audio', firstMs: t0, packets: audioPackets(media.low) });
  writeRaw(
    raw,
    { participantId: visitor },
    { kind: 'video', firstMs: t0 + 40, description: 'camera', packets: videoPackets([...media.small, ...media.large]) },
  );
  writeRaw(
    raw,
    { participantId: agent },
    { kind: 'audio', firstMs: t0 + 1_500, packets: audioPackets(media.high.slice(0, 100)) },
  );
  writeRaw(raw, { participantId: agent }, { kind: 'video', firstMs: t0 + 1_540, packets: videoPackets(media.large) });
};

// Encoding takes as long as the machine needs; only a render that hangs should fail.
describe.skipIf(!hasFfmpeg)('preparing a recording', { timeout: 180_000 }, () => {
  it('puts both pictures side by side under both voices, each at its moment, through a change of size', async () => {
    writeCall();
    const shares: number[] = [];
    const prepared = await render({ onProgress: (share) => shares.push(share) });
    expect(prepared).toMatchObject({ startedAt: new Date(t0), mixedKey: `${prefix}/mixed.mp4` });
    expect(prepared?.durationMs).toBeGreaterThan(3_950);
    expect(prepared?.durationMs).toBeLessThan(4_100);
    const mixed = storage.path(prepared?.mixedKey ?? '');
    const seen = probe(mixed);
    expect(Math.abs(seen.durationS - 4.04)).toBeLessThan(0.1);
    expect(seen.streams).toEqual([
      { type: 'video', codec: 'h264', width: 960, height: 540 },
      { type: 'audio', codec: 'aac' },
    ]);
    // Neither side was lost when the visitor's picture changed its size.
    expect(countPictures(mixed)).toBeGreaterThanOrEqual(99);
    expect(toneIn(mixed, 0.2, 1, 440)).toBeGreaterThan(0.03);
    expect(toneIn(mixed, 0.2, 1, 1_760)).toBeLessThan(0.005);
    expect(toneIn(mixed, 1.8, 1, 440)).toBeGreaterThan(0.03);
    expect(toneIn(mixed, 1.8, 1, 1_760)).toBeGreaterThan(0.03);
    expect(toneIn(mixed, 3.6, 0.3, 1_760)).toBeLessThan(0.005);
    expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);
    expect(shares.at(-1)).toBeGreaterThan(0.5);
    // Nothing half-written stays, and an index at the front lets players start at once.
    expect(fs.readdirSync(path.dirname(mixed)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(fs.readFileSync(mixed).subarray(0, 64).includes('moov')).toBe(true);
  });

  it('makes a playable file of every track, with offsets, gaps and loudness', async () => {
    writeCall();
    const prepared = await render();
    const tracks = prepared?.tracks ?? [];
    expect(tracks.map(({ participantId, kind, source }) => [participantId, kind, source])).toEqual([
      [visitor, 'audio', 'microphone'],
      [visitor, 'video', 'camera'],
      [agent, 'audio', 'microphone'],
      [agent, 'video', 'camera'],
    ]);
    expect(tracks.map(({ offsetMs }) => offsetMs)).toEqual([0, 40, 1_500, 1_540]);
    const lengths = tracks.map(({ storageKey }) => probe(storage.path(storageKey)).durationS);
    expect(lengths.map((length) => Math.round(length))).toEqual([4, 4, 2, 2]);
    expect(countPictures(storage.path(tracks[1]?.storageKey ?? ''))).toBe(100);
    const agentVoice = tracks[2];
    expect(agentVoice?.gaps).toEqual([{ fromMs: 0, toMs: 1_500, reason: 'no_packets' }]);
    expect(agentVoice?.levels).toHaveLength(600);
    expect(Math.max(...(agentVoice?.levels?.slice(0, 210) ?? [1]))).toBe(0);
    expect(Math.max(...(agentVoice?.levels?.slice(240, 500) ?? [0]))).toBeGreaterThan(0.05);
  });

  it('salvages what a killed engine left, and joins it with what the next engine recorded', async () => {
    writeRaw(
      raw,
      { participantId: visitor, part: true },
      { kind: 'audio', firstMs: t0, packets: audioPackets(media.low.slice(0, 100)) },
      (bytes) => bytes.subarray(0, bytes.length - 17),
    );
    writeRaw(
      raw,
      { participantId: visitor, epoch: 2 },
      { kind: 'audio', firstMs: t0 + 5_000, packets: audioPackets(media.high.slice(0, 100), { sequence: 9_000 }) },
    );
    const prepared = await render();
    expect(prepared?.tracks).toHaveLength(1);
    const [track] = prepared?.tracks ?? [];
    expect(track?.gaps).toEqual([{ fromMs: 1_960, toMs: 5_000, reason: 'engine_lost' }]);
    const file = storage.path(track?.storageKey ?? '');
    expect(Math.abs(probe(file).durationS - 7)).toBeLessThan(0.1);
    expect(toneIn(file, 0.2, 1, 440)).toBeGreaterThan(0.03);
    expect(toneIn(file, 2.5, 2, 440) + toneIn(file, 2.5, 2, 1_760)).toBeLessThan(0.005);
    expect(toneIn(file, 5.3, 1, 1_760)).toBeGreaterThan(0.03);
  });

  it('makes sound only of a voice call', async () => {
    writeRaw(raw, { participantId: visitor }, { kind: 'audio', firstMs: t0, packets: audioPackets(media.low) });
    writeRaw(raw, { participantId: agent }, { kind: 'audio', firstMs: t0 + 200, packets: audioPackets(media.high) });
    const prepared = await render();
    const seen = probe(storage.path(prepared?.mixedKey ?? ''));
    expect(seen.streams).toEqual([{ type: 'audio', codec: 'aac' }]);
    expect(Math.abs(seen.durationS - 4.2)).toBeLessThan(0.15);
  });

  it('leaves damaged packets out: oversized extension, no payload, lost frame, reordered and repeated packets', async () => {
    const packets = videoPackets(media.small);
    const broken = packets.map(({ arrivalMs, bytes }, index) => {
      if (index !== 40) return { arrivalMs, bytes };
      const evil = Buffer.from(bytes);
      evil.writeUInt16BE(0xffff, 14);
      return { arrivalMs, bytes: evil };
    });
    const [first, second] = broken.splice(10, 2);
    if (first === undefined || second === undefined) throw new Error('too few packets');
    broken.splice(10, 0, second, first, second);
    writeRaw(raw, { participantId: visitor }, { kind: 'video', firstMs: t0, packets: broken });
    const prepared = await render();
    const count = countPictures(storage.path(prepared?.tracks[0]?.storageKey ?? ''));
    expect(count).toBeGreaterThan(40);
    expect(count).toBeLessThanOrEqual(50);
  });

  it('says that nothing was captured', async () => {
    expect(await render()).toBeNull();
    writeRaw(raw, { participantId: visitor }, { kind: 'audio', firstMs: t0, packets: [] }, () =>
      Buffer.from('MJR00002'),
    );
    expect(await render()).toBeNull();
  });

  it('says in plain words what is wrong with a broken file, an unknown codec, a missing ffmpeg', async () => {
    const file = writeRaw(raw, { participantId: visitor }, { kind: 'audio', firstMs: t0, packets: [] }, () =>
      Buffer.from('not a raw track at all, sorry'),
    );
    expect(await words(render())).toMatch(/this is not a raw track of the media engine/);
    fs.rmSync(file);
    writeRaw(raw, { participantId: visitor }, { kind: 'video', codec: 'h264', firstMs: t0, packets: [] });
    expect(await words(render())).toMatch(/holds h264, which cannot be prepared/);
    fs.rmSync(raw, { recursive: true });
    writeRaw(raw, { participantId: visitor }, { kind: 'audio', firstMs: t0, packets: audioPackets(media.low) });
    expect(await words(render({ ffmpegBin: '/nowhere/ffmpeg' }))).toMatch(/ffmpeg is not installed on the server/);
    expect(await words(render())).toBe('fine');
  });

  it('stops at once when it is told to, and leaves nothing half-made', async () => {
    writeCall();
    const abort = new AbortController();
    const running = render({
      signal: abort.signal,
      onProgress: (share) => share > 0.25 && abort.abort(new Error('stopping')),
    });
    expect(await words(running)).toBe('stopping');
    const left = fs.readdirSync(path.dirname(storage.path(`${prefix}/x`)));
    expect(left.filter((name) => name.startsWith('.') || name === 'mixed.mp4')).toEqual([]);
  });
});
