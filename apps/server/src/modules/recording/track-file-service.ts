import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PlannedTrack } from './alignment.ts';
import { createMjrParser, MjrBroken } from './mjr.ts';
import { RenderProblem } from './render-problem.ts';
import { createTrackBlocks, type TrackBlocks } from './track-blocks.ts';
import { type Block, createWebmWriter, type WebmEnd } from './webm.ts';

export interface WrittenTrack {
  /** Of the first block, from the start of the recording. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly blocks: TrackBlocks;
}

const readBytes = 1 << 20;
const lastBlockMs = { audio: 20, video: 40 } as const;

/** Half-written files are hidden and never have a final name. */
export const partialName = (file: string): string => path.join(path.dirname(file), `.${path.basename(file)}.part`);

/** The file under its final name, complete and on the disk, or not at all. */
export const publishFile = async (file: string): Promise<void> => {
  const handle = await open(partialName(file), 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partialName(file), file);
};

const createOutput = (handle: FileHandle, kind: 'audio' | 'video', blocks: TrackBlocks) => {
  let writer: ReturnType<typeof createWebmWriter> | null = null;
  let position = 0;
  let firstMs = 0;
  let endMs = 0;
  const append = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await handle.write(bytes, 0, bytes.length, position);
    position += bytes.length;
  };
  return {
    async write(ready: readonly Block[]): Promise<void> {
      for (const block of ready) {
        if (writer === null) {
          firstMs = block.timeMs;
          writer = createWebmWriter({ kind, width: blocks.size?.width ?? 640, height: blocks.size?.height ?? 360 });
        }
        endMs = block.timeMs + lastBlockMs[kind];
        await append(writer.write({ ...block, timeMs: block.timeMs - firstMs }));
      }
    },
    /** Null when nothing was written. */
    async end(): Promise<{
      readonly offsetMs: number;
      readonly durationMs: number;
      readonly sizeBytes: number;
    } | null> {
      if (writer === null) return null;
      const end: WebmEnd = writer.end(endMs - firstMs);
      await append(end.bytes);
      for (const patch of end.patches) await handle.write(patch.bytes, 0, patch.bytes.length, patch.position);
      return { offsetMs: Math.round(firstMs), durationMs: Math.round(endMs - firstMs), sizeBytes: position };
    },
  };
};

const readSegment = async (
  file: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
  take: (frames: ReturnType<ReturnType<typeof createMjrParser>['push']>) => Promise<void>,
): Promise<void> => {
  const parser = createMjrParser();
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: readBytes })) {
      signal.throwIfAborted();
      onBytes((chunk as Buffer).length);
      await take(parser.push(chunk as Buffer));
    }
  } catch (error) {
    if (error instanceof MjrBroken)
      throw new RenderProblem(`${path.basename(file)}: ${error.message}.`, { cause: error });
    throw error;
  }
};

/** One participant's track as WebM, all its raw files on one time line. Null when there is not one whole frame in them. */
export const writeTrackFile = async (
  track: PlannedTrack,
  rawFolder: string,
  output: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<WrittenTrack | null> => {
  const blocks = createTrackBlocks(track.kind);
  const handle = await open(partialName(output), 'w', 0o640);
  try {
    const out = createOutput(handle, track.kind, blocks);
    for (const segment of track.segments) {
      await out.write(blocks.beginSegment(segment.offsetMs, segment.gap));
      await readSegment(path.join(rawFolder, segment.name), signal, onBytes, async (frames) => {
        for (const frame of frames) await out.write(blocks.push(frame));
      });
    }
    await out.write(blocks.end());
    const written = await out.end();
    await handle.close();
    if (written === null) {
      await rm(partialName(output), { force: true });
      return null;
    }
    await publishFile(output);
    return { ...written, blocks };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partialName(output), { force: true });
    throw error;
  }
};
