import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callId, type MediaStage, openMediaStage, waitForFrames } from '../../../test/media/media-stage.ts';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { countPictures, probe } from '../../../test/recording/raw-tracks.ts';
import { createDiskStorage } from '../../infra/storage/disk-storage.ts';
import { createRenderer } from './render-service.ts';

/** What a real engine and real browsers record, made playable. The stage names files after participants: `<id>-<epoch>`. */
const prefix = 'recordings/2026/03/real';
const visitor = '00000000-0000-7000-8000-00000000000a';
const agent = '00000000-0000-7000-8000-00000000000b';

let stage: MediaStage;
let files: string;
beforeEach(async () => {
  stage = await openMediaStage(prefix);
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'visavis-render-real-'));
});
afterEach(async () => {
  await stage.close();
  fs.rmSync(files, { recursive: true, force: true });
});

const render = async () => {
  const storage = createDiskStorage(files);
  let made = 0;
  const prepared = await createRenderer({
    storage,
    rawRoot: stage.engine().supervisor.folders.recordings,
    ffmpegBin: 'ffmpeg',
    makeId: () => String(++made),
    log: quietLog,
  }).render({
    storagePrefix: prefix,
    facts: {
      participants: new Map([
        [visitor, { side: 'visitor', joinedAt: null, leftAt: null, away: [] }],
        [agent, { side: 'agent', joinedAt: null, leftAt: null, away: [] }],
      ] as const),
      consultations: [],
    },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  if (prepared === null) throw new Error('nothing was recorded');
  return { prepared, mixed: storage.path(prepared.mixedKey), fileOf: (key: string) => storage.path(key) };
};

it('makes both pictures and both voices of a real call playable, through the death of the engine', async () => {
  await stage.open(`${visitor}-1`, { width: 960, height: 540 });
  const agentPage = await stage.open(`${agent}-1`);
  await waitForFrames(agentPage, `${visitor}-1`, 30);
  process.kill(stage.engine().supervisor.status().engine?.pid ?? 0, 'SIGKILL');
  await waitForFrames(agentPage, `${visitor}-1`, 30);
  await stage.engine().gateway.close(callId);
  const { prepared, mixed, fileOf } = await render();
  expect(prepared.tracks.map(({ participantId, kind }) => [participantId, kind]).sort()).toEqual([
    [visitor, 'audio'],
    [visitor, 'video'],
    [agent, 'audio'],
    [agent, 'video'],
  ]);
  const seen = probe(mixed);
  expect(seen.streams.map(({ codec }) => codec)).toEqual(['h264', 'aac']);
  expect(Math.abs(seen.durationS * 1000 - prepared.durationMs)).toBeLessThan(150);
  for (const track of prepared.tracks) {
    expect(Math.abs(probe(fileOf(track.storageKey)).durationS * 1000 - track.durationMs)).toBeLessThan(100);
    // Chromium's pretended microphone beeps once a second.
    if (track.levels !== null) expect(Math.max(...track.levels)).toBeGreaterThan(0.05);
    else expect(countPictures(fileOf(track.storageKey))).toBeGreaterThan(30);
  }
});
