import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileStorage, Log, MakeId } from '../../ports/index.ts';
import { declareGaps, type PlannedTrack, parseRawName, planRecording, type RawSegment } from './alignment.ts';
import type { CallFacts, ParticipantFacts } from './call-facts-repo.ts';
import { runFfmpeg } from './ffmpeg-service.ts';
import { type GapFacts, nameGaps, untilRecorded } from './gap-reasons.ts';
import { createLevelMeter, levelSamples } from './levels.ts';
import { type MixTrack, mixArguments, parseProgress } from './mix-command.ts';
import { createMjrParser, MjrBroken } from './mjr.ts';
import type { PreparedTrack } from './recording-repo.ts';
import type { PreparedRecording } from './recording-service.ts';
import { RenderProblem } from './render-problem.ts';
import { partialName, publishFile, type WrittenTrack, writeTrackFile } from './track-file-service.ts';

export interface RendererDeps {
  readonly storage: FileStorage;
  /** Where the media engine writes raw tracks: its recordings folder. */
  readonly rawRoot: string;
  readonly ffmpegBin: string;
  readonly makeId: MakeId;
  readonly log: Log;
}

export interface RenderRequest {
  readonly storagePrefix: string;
  readonly facts: CallFacts;
  readonly signal: AbortSignal;
  /** 0..1, as often as it moves. */
  onProgress(share: number): void;
}

export interface Renderer {
  /** Null: nothing was captured. Rejects with RenderProblem when people should know why it cannot be made. */
  render(request: RenderRequest): Promise<PreparedRecording | null>;
}

/** Shares of the whole work, as measured: the mix costs most. */
const shares = { tracks: 0.15, levels: 0.25 } as const;
/** A file the engine has not closed and not touched for this long belongs to a dead engine. */
const abandonedMs = 5_000;
const settleMs = 20_000;
const headerBytes = 32_768;

interface MadeTrack extends WrittenTrack {
  readonly planned: PlannedTrack;
  readonly whose: ParticipantFacts;
  readonly key: string;
}

const listRaw = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

/** Waits until the engine has closed its files, or has clearly died before it could. */
const settled = async (folder: string, signal: AbortSignal): Promise<void> => {
  const until = Date.now() + settleMs;
  while (Date.now() < until) {
    const unclosed = (await listRaw(folder)).filter((name) => name.endsWith('.part') && parseRawName(name) !== null);
    const ages = await Promise.all(
      unclosed.map((name) =>
        stat(path.join(folder, name)).then(
          ({ mtimeMs }) => Date.now() - mtimeMs,
          // Renamed between the two looks.
          () => 0,
        ),
      ),
    );
    if (ages.every((age) => age > abandonedMs)) return;
    await sleep(200, undefined, { signal });
  }
};

/** Null for a file the engine opened and never wrote a packet to. */
const readSegmentHeader = async (folder: string, name: string): Promise<RawSegment | null> => {
  const raw = parseRawName(name);
  if (raw === null) return null;
  const handle = await open(path.join(folder, name), 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const parser = createMjrParser();
    parser.push(buffer.subarray(0, bytesRead));
    return parser.header === null ? null : { ...raw, header: parser.header };
  } catch (error) {
    if (error instanceof MjrBroken) throw new RenderProblem(`${name}: ${error.message}.`, { cause: error });
    throw error;
  } finally {
    await handle.close();
  }
};

const playableCodecs = { audio: 'opus', video: 'vp8' } as const;

const assertPlayable = ({ name, kind, header }: RawSegment): void => {
  if (header.kind !== kind || header.codec !== playableCodecs[kind])
    throw new RenderProblem(`${name} holds ${header.codec}, which cannot be prepared; only Opus and VP8 can.`);
};

export const createRenderer = (deps: RendererDeps): Renderer => {
  const { storage, ffmpegBin, makeId, log } = deps;

  const readSegments = async (folder: string, { participants }: CallFacts): Promise<RawSegment[]> => {
    const names = (await listRaw(folder)).filter((name) => participants.has(parseRawName(name)?.participantId ?? ''));
    const segments: RawSegment[] = [];
    for (const name of names) {
      const segment = await readSegmentHeader(folder, name);
      if (segment === null) continue;
      assertPlayable(segment);
      segments.push(segment);
    }
    return segments;
  };

  const bytesIn = async (folder: string, segments: readonly RawSegment[]): Promise<number> => {
    const sizes = await Promise.all(segments.map(async ({ name }) => (await stat(path.join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };

  const levelsOf = async (track: MadeTrack, totalMs: number, signal: AbortSignal): Promise<number[]> => {
    const meter = createLevelMeter(track.offsetMs, totalMs);
    await runFfmpeg({
      binary: ffmpegBin,
      args: ['-nostdin', '-v', 'error', '-i', storage.path(track.key), ...levelSamples.arguments, 'pipe:1'],
      signal,
      onOutput: meter.push,
    });
    return meter.levels();
  };

  const mix = async (
    tracks: readonly MadeTrack[],
    totalMs: number,
    key: string,
    { signal, onProgress }: RenderRequest,
  ): Promise<number> => {
    const output = storage.path(key);
    const inputs = tracks.map(({ key: trackKey, planned, whose, offsetMs }): MixTrack => {
      return { path: storage.path(trackKey), kind: planned.kind, side: whose.side, offsetMs };
    });
    try {
      await runFfmpeg({
        binary: ffmpegBin,
        args: mixArguments({ tracks: inputs, totalMs }, partialName(output)),
        signal,
        onOutput: (chunk) => {
          const done = parseProgress(chunk.toString('utf8'), totalMs);
          if (done !== null) onProgress(shares.levels + done * (1 - shares.levels));
        },
      });
      await publishFile(output);
    } catch (error) {
      await rm(partialName(output), { force: true });
      throw error;
    }
    return storage.size(key);
  };

  const makeTracks = async (
    request: RenderRequest,
    planned: readonly PlannedTrack[],
    rawFolder: string,
    totalBytes: number,
  ): Promise<MadeTrack[]> => {
    const made: MadeTrack[] = [];
    let readSoFar = 0;
    for (const track of planned) {
      const key = `${request.storagePrefix}/${track.participantId}-${track.kind}-${track.source}.webm`;
      const written = await writeTrackFile(track, rawFolder, storage.path(key), request.signal, (count) => {
        readSoFar += count;
        request.onProgress((readSoFar / Math.max(totalBytes, 1)) * shares.tracks);
      });
      const whose = request.facts.participants.get(track.participantId);
      if (written === null || whose === undefined) continue;
      if (written.blocks.dropped > 0) log.warn({ key, dropped: written.blocks.dropped }, 'damaged packets left out');
      made.push({ ...written, planned: track, whose, key });
    }
    return made;
  };

  const prepareTrack = async (
    track: MadeTrack,
    totalMs: number,
    known: Omit<GapFacts, 'inCall'>,
    signal: AbortSignal,
  ): Promise<PreparedTrack> => ({
    id: makeId(),
    participantId: track.planned.participantId,
    kind: track.planned.kind,
    source: track.planned.source,
    offsetMs: track.offsetMs,
    durationMs: track.durationMs,
    storageKey: track.key,
    sizeBytes: track.sizeBytes,
    gaps: nameGaps(declareGaps(track.blocks.gaps, track.blocks.span ?? { fromMs: 0, toMs: totalMs }, totalMs), {
      ...known,
      inCall: track.whose,
    }),
    levels: track.planned.kind === 'audio' ? await levelsOf(track, totalMs, signal) : null,
  });

  return {
    async render(request) {
      const rawFolder = path.join(deps.rawRoot, request.storagePrefix);
      await settled(rawFolder, request.signal);
      const segments = await readSegments(rawFolder, request.facts);
      const plan = planRecording(segments);
      if (plan === null) return null;
      const mixedKey = `${request.storagePrefix}/mixed.mp4`;
      const folder = path.dirname(storage.path(mixedKey));
      await mkdir(folder, { recursive: true });
      // What a killed attempt left half-written.
      for (const name of await readdir(folder))
        if (name.startsWith('.') && name.endsWith('.part')) await rm(path.join(folder, name), { force: true });
      const made = await makeTracks(request, plan.tracks, rawFolder, await bytesIn(rawFolder, segments));
      if (made.length === 0) return null;
      const totalMs = Math.max(...made.map((track) => track.offsetMs + track.durationMs));
      const starts = segments.map(({ startedMs }) => startedMs);
      const consultations = untilRecorded(request.facts.consultations, starts);
      const known = { startedAt: plan.startedAt, consultations };
      const tracks: PreparedTrack[] = [];
      for (const track of made) {
        tracks.push(await prepareTrack(track, totalMs, known, request.signal));
        request.onProgress(shares.tracks + (tracks.length / made.length) * (shares.levels - shares.tracks));
      }
      const mixedSizeBytes = await mix(made, totalMs, mixedKey, request);
      return { startedAt: plan.startedAt, durationMs: totalMs, mixedKey, mixedSizeBytes, tracks };
    },
  };
};
