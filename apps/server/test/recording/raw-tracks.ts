/** Makes raw track files like the media engine's, from real VP8 and Opus that ffmpeg encodes. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Without ffmpeg nothing can be rendered: such tests are skipped, and the run says so. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

export interface RawPacket {
  readonly arrivalMs: number;
  readonly bytes: Buffer;
}

export interface RawTrack {
  readonly kind: 'audio' | 'video';
  readonly codec?: string;
  /** Wall clock of the first packet, Unix ms. */
  readonly firstMs: number;
  readonly description?: string;
  readonly packets: readonly RawPacket[];
}

export const rtp = (
  fields: {
    readonly sequence: number;
    readonly timestamp: number;
    readonly ssrc?: number;
    readonly marker?: boolean;
    readonly extensionWords?: number;
  },
  payload: Buffer,
): Buffer => {
  const words = fields.extensionWords ?? 1;
  const header = Buffer.alloc(16 + words * 4);
  header[0] = 0x90;
  header[1] = (fields.marker ? 0x80 : 0) | 96;
  header.writeUInt16BE(fields.sequence & 0xffff, 2);
  header.writeUInt32BE(fields.timestamp >>> 0, 4);
  header.writeUInt32BE(fields.ssrc ?? 0x1234, 8);
  header.writeUInt16BE(0xbede, 12);
  header.writeUInt16BE(words, 14);
  return Buffer.concat([header, payload]);
};

const ffmpeg = (args: readonly string[]): Buffer =>
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...args, 'pipe:1'], { maxBuffer: 1 << 28 });

/** VP8 frames of a moving test picture, 25 a second. */
export const vp8Frames = (size: string, seconds: number): Buffer[] => {
  const ivf = ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=25`, '-t', String(seconds)],
    ...['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k', '-f', 'ivf'],
  ]);
  const frames: Buffer[] = [];
  for (let at = ivf.readUInt16LE(6); at + 12 <= ivf.length; ) {
    const length = ivf.readUInt32LE(at);
    frames.push(ivf.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }
  return frames;
};

/** Opus packets of 20 ms: a tone. */
export const opusPackets = (seconds: number, hertz: number): Buffer[] => {
  const ogg = ffmpeg([
    ...['-f', 'lavfi', '-i', `sine=frequency=${hertz}:sample_rate=48000`, '-t', String(seconds)],
    ...['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'],
  ]);
  const packets: Buffer[] = [];
  let open = Buffer.alloc(0);
  for (let at = 0; at + 27 <= ogg.length; ) {
    const count = ogg[at + 26] ?? 0;
    let data = at + 27 + count;
    for (let segment = 0; segment < count; segment++) {
      const length = ogg[at + 27 + segment] ?? 0;
      open = Buffer.concat([open, ogg.subarray(data, data + length)]);
      data += length;
      if (length < 255) {
        packets.push(open);
        open = Buffer.alloc(0);
      }
    }
    at = data;
  }
  // The first two are the headers.
  return packets.slice(2);
};

export const videoPackets = (
  frames: readonly Buffer[],
  from: { readonly sequence?: number; readonly timestamp?: number; readonly startMs?: number } = {},
): RawPacket[] => {
  let sequence = from.sequence ?? 65_500;
  const packets: RawPacket[] = [];
  frames.forEach((frame, index) => {
    for (let at = 0; at < frame.length; at += 1_100) {
      const part = frame.subarray(at, at + 1_100);
      const marker = at + 1_100 >= frame.length;
      const payload = Buffer.concat([Buffer.from([at === 0 ? 0x10 : 0x00]), part]);
      const timestamp = (from.timestamp ?? 0xffff_0000) + index * 3_600;
      packets.push({
        arrivalMs: (from.startMs ?? 0) + index * 40,
        bytes: rtp({ sequence: sequence++, timestamp, marker }, payload),
      });
    }
  });
  return packets;
};

export const audioPackets = (
  packets: readonly Buffer[],
  from: { readonly sequence?: number; readonly startMs?: number } = {},
): RawPacket[] =>
  packets.map((payload, index) => ({
    arrivalMs: (from.startMs ?? 0) + index * 20,
    bytes: rtp({ sequence: (from.sequence ?? 10) + index, timestamp: 5_000 + index * 960 }, payload),
  }));

export const mjrBytes = (track: RawTrack): Buffer => {
  const header = Buffer.from(
    JSON.stringify({
      t: track.kind === 'audio' ? 'a' : 'v',
      c: track.codec ?? (track.kind === 'audio' ? 'opus' : 'vp8'),
      s: track.firstMs * 1000 - 500,
      u: track.firstMs * 1000,
      ...(track.description === undefined ? {} : { d: track.description }),
    }),
  );
  const length = Buffer.alloc(2);
  length.writeUInt16BE(header.length);
  const frames = track.packets.map(({ arrivalMs, bytes }) => {
    const head = Buffer.alloc(10);
    head.write('MEET');
    head.writeUInt32BE(arrivalMs, 4);
    head.writeUInt16BE(bytes.length, 8);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([Buffer.from('MJR00002'), length, header, ...frames]);
};

/** As the engine names it: `<participant>-<epoch>-<unixMs>-<kind>-<index>.mjr`. */
export const writeRaw = (
  folder: string,
  name: { readonly participantId: string; readonly epoch?: number; readonly index?: number; readonly part?: boolean },
  track: RawTrack,
  change: (bytes: Buffer) => Buffer = (bytes) => bytes,
): string => {
  fs.mkdirSync(folder, { recursive: true });
  const index = name.index ?? (track.kind === 'audio' ? 0 : 1);
  const file = path.join(
    folder,
    `${name.participantId}-${name.epoch ?? 1}-${Math.round(track.firstMs)}-${track.kind}-${index}.mjr${name.part ? '.part' : ''}`,
  );
  fs.writeFileSync(file, change(mjrBytes(track)));
  if (name.part) fs.utimesSync(file, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  return file;
};

export interface Probed {
  readonly durationS: number;
  readonly streams: readonly {
    readonly type: string;
    readonly codec: string;
    readonly width?: number;
    readonly height?: number;
  }[];
}

export const probe = (file: string): Probed => {
  const out = JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', file]).toString(),
  ) as {
    format: { duration: string };
    streams: { codec_type: string; codec_name: string; width?: number; height?: number }[];
  };
  return {
    durationS: Number(out.format.duration),
    streams: out.streams.map(({ codec_type, codec_name, width, height }) => ({
      type: codec_type,
      codec: codec_name,
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    })),
  };
};

/** Loudness of one frequency in a stretch of a file, as amplitude 0..1 (Goertzel). */
export const toneIn = (file: string, fromS: number, seconds: number, hertz: number): number => {
  const pcm = ffmpeg([
    '-ss',
    String(fromS),
    '-t',
    String(seconds),
    '-i',
    file,
    '-vn',
    '-ac',
    '1',
    '-ar',
    '8000',
    '-f',
    's16le',
  ]);
  const count = Math.floor(pcm.length / 2);
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / 8_000);
  let before = 0;
  let last = 0;
  for (let index = 0; index < count; index++) {
    const next = pcm.readInt16LE(index * 2) / 32_768 + coefficient * last - before;
    before = last;
    last = next;
  }
  return (2 * Math.sqrt(Math.max(0, last * last + before * before - coefficient * last * before))) / Math.max(count, 1);
};

/** How many pictures ffmpeg can decode. */
export const countPictures = (file: string): number =>
  Number(
    execFileSync('ffprobe', [
      ...['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames'],
      ...['-of', 'csv=p=0', file],
    ])
      .toString()
      .trim()
      .replaceAll(',', ''),
  );
