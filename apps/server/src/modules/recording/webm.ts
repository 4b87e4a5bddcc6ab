/** Writes one track as WebM, block by block, with a duration and an index, so that players can jump in it. */

export interface WebmTrack {
  readonly kind: 'audio' | 'video';
  /** First picture's size; players follow later changes in the stream itself. */
  readonly width: number;
  readonly height: number;
}

export interface Block {
  readonly timeMs: number;
  readonly key: boolean;
  readonly data: Uint8Array;
}

export interface WebmEnd {
  readonly bytes: Uint8Array;
  /** To be written over what is there. */
  readonly patches: readonly { readonly position: number; readonly bytes: Uint8Array }[];
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
const idBytes = (id: number): Uint8Array => {
  const bytes: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
};
/** Sizes always in eight bytes: simple, and room to patch. */
const sizeBytes = (size: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, (1n << 56n) | BigInt(size));
  return bytes;
};
const element = (id: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const body = concat(content);
  return concat([idBytes(id), sizeBytes(body.length), body]);
};
const uint = (value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
};
const float = (value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
};
const ascii = (value: string): Uint8Array => new TextEncoder().encode(value);

const opusHead = concat([
  ascii('OpusHead'),
  // Version 1, two channels, no samples to skip, 48 kHz, no gain, plain mapping.
  Uint8Array.from([1, 2, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]),
]);

const trackEntry = ({ kind, width, height }: WebmTrack): Uint8Array =>
  element(
    0xae,
    element(0xd7, uint(1)),
    element(0x73c5, uint(1)),
    element(0x83, uint(kind === 'video' ? 1 : 2)),
    element(0x9c, uint(0)),
    element(0x86, ascii(kind === 'video' ? 'V_VP8' : 'A_OPUS')),
    ...(kind === 'video'
      ? [element(0xe0, element(0xb0, uint(width)), element(0xba, uint(height)))]
      : [
          element(0x63a2, opusHead),
          element(0x56bb, uint(80_000_000)),
          element(0xe1, element(0xb5, float(48_000)), element(0x9f, uint(2))),
        ]),
  );

const infoElement = (durationMs: number): Uint8Array =>
  element(
    0x1549a966,
    element(0x2ad7b1, uint(1_000_000)),
    element(0x4489, float(durationMs)),
    element(0x4d80, ascii('Visavis')),
    element(0x5741, ascii('Visavis')),
  );
const seekHead = (cuesPosition: number): Uint8Array =>
  element(0x114d9b74, element(0x4dbb, element(0x53ab, idBytes(0x1c53bb6b)), element(0x53ac, uint(cuesPosition))));

/** A cluster's block times are 16-bit. */
const maxClusterMs = 30_000;
const wantedClusterMs = 5_000;
const maxClusterBytes = 1_000_000;

export const createWebmWriter = (track: WebmTrack) => {
  const head = concat([
    element(
      0x1a45dfa3,
      element(0x4286, uint(1)),
      element(0x42f7, uint(1)),
      element(0x42f2, uint(4)),
      element(0x42f3, uint(8)),
      element(0x4282, ascii('webm')),
      element(0x4287, uint(4)),
      element(0x4285, uint(2)),
    ),
    idBytes(0x18538067),
  ]);
  const sizeAt = head.length;
  const segmentStart = sizeAt + 8;
  const tables = [seekHead(0), infoElement(0), element(0x1654ae6b, trackEntry(track))];
  let position = segmentStart + tables.reduce((sum, part) => sum + part.length, 0);
  let started = false;
  let cluster: {
    readonly startMs: number;
    readonly key: boolean;
    bytes: number;
    readonly blocks: Uint8Array[];
  } | null = null;
  const cues: { readonly timeMs: number; readonly position: number }[] = [];
  let lastMs = 0;

  const closeCluster = (): Uint8Array[] => {
    if (cluster === null) return [];
    const bytes = element(0x1f43b675, element(0xe7, uint(cluster.startMs)), ...cluster.blocks);
    if (cluster.key) cues.push({ timeMs: cluster.startMs, position: position - segmentStart });
    position += bytes.length;
    cluster = null;
    return [bytes];
  };

  const begin = (): Uint8Array[] => {
    if (started) return [];
    started = true;
    return [head, sizeBytes(0), ...tables];
  };

  return {
    /** Blocks in the order of their times, which start at 0. Returns what is to be appended to the file. */
    write(block: Block): Uint8Array {
      const out = begin();
      const timeMs = Math.max(lastMs, Math.round(block.timeMs));
      lastMs = timeMs;
      if (cluster !== null) {
        const age = timeMs - cluster.startMs;
        if (
          age > maxClusterMs ||
          cluster.bytes > maxClusterBytes ||
          (age >= wantedClusterMs && block.key) ||
          (block.key && track.kind === 'video')
        )
          out.push(...closeCluster());
      }
      cluster ??= { startMs: timeMs, key: block.key, bytes: 0, blocks: [] };
      const start = new Uint8Array(4);
      const view = new DataView(start.buffer);
      view.setUint8(0, 0x81);
      view.setInt16(1, timeMs - cluster.startMs);
      view.setUint8(3, block.key ? 0x80 : 0);
      cluster.blocks.push(element(0xa3, start, block.data));
      cluster.bytes += block.data.length;
      return concat(out);
    },
    /** `durationMs` includes the last block. */
    end(durationMs: number): WebmEnd {
      const out = [...begin(), ...closeCluster()];
      const cuesPosition = position - segmentStart;
      const cuesElement = element(
        0x1c53bb6b,
        ...cues.map((cue) =>
          element(
            0xbb,
            element(0xb3, uint(cue.timeMs)),
            element(0xb7, element(0xf7, uint(1)), element(0xf1, uint(cue.position))),
          ),
        ),
      );
      position += cuesElement.length;
      return {
        bytes: concat([...out, cuesElement]),
        patches: [
          { position: sizeAt, bytes: sizeBytes(position - segmentStart) },
          { position: segmentStart, bytes: concat([seekHead(cuesPosition), infoElement(durationMs)]) },
        ],
      };
    },
  };
};
