/**
 * The media engine's raw track file: `MJR00002`, u16 length, JSON header, then frames of
 * `MEET`, u32 milliseconds since the first packet, u16 length, RTP packet. Read as a stream; nothing in it is trusted.
 */

export interface MjrHeader {
  readonly kind: 'audio' | 'video';
  readonly codec: string;
  /** Wall clock of the first packet, Unix microseconds; null when the file does not say it believably. */
  readonly firstPacketUs: number | null;
  /** Our word for the source: microphone, camera or screen. */
  readonly description: string | null;
}

export interface MjrFrame {
  /** Arrival after the first packet. */
  readonly arrivalMs: number;
  readonly packet: Uint8Array;
}

export interface MjrParser {
  /** Null until the header has been read. */
  readonly header: MjrHeader | null;
  push(chunk: Uint8Array): MjrFrame[];
  /** Bytes at the end that are no whole frame: the engine was killed while it wrote. */
  truncatedBytes(): number;
}

/** The file is not what it claims to be; the words are for people. */
export class MjrBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MjrBroken';
  }
}

const magic = 'MJR00002';
const frameMagic = 'MEET';
const maxHeaderBytes = 16_384;
/** Longer than any network packet the engine can have received. */
const maxPacketBytes = 4_096;
/** A day: arrival times beyond are damage. */
const maxArrivalMs = 86_400_000;

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const readHeader = (bytes: Uint8Array): MjrHeader => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new MjrBroken('the header of the raw track cannot be read');
  }
  const fields = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  const { t, c, u, d } = fields;
  if ((t !== 'a' && t !== 'v') || typeof c !== 'string')
    throw new MjrBroken('the raw track does not say what it holds');
  return {
    kind: t === 'a' ? 'audio' : 'video',
    codec: c.slice(0, 32),
    firstPacketUs: typeof u === 'number' && Number.isFinite(u) && u > 1e15 && u < 1e16 ? u : null,
    description: typeof d === 'string' ? d.slice(0, 64) : null,
  };
};

const joinBytes = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
};

export const createMjrParser = (): MjrParser => {
  let header: MjrHeader | null = null;
  let rest = new Uint8Array(0);
  let damaged = 0;

  const takeHeader = (): boolean => {
    if (rest.length < magic.length + 2) return false;
    if (text(rest.subarray(0, magic.length)) !== magic)
      throw new MjrBroken('this is not a raw track of the media engine');
    const length = new DataView(rest.buffer, rest.byteOffset).getUint16(magic.length);
    if (length > maxHeaderBytes) throw new MjrBroken('the header of the raw track is too long');
    const end = magic.length + 2 + length;
    if (rest.length < end) return false;
    header = readHeader(rest.subarray(magic.length + 2, end));
    rest = rest.slice(end);
    return true;
  };

  const frames = (): MjrFrame[] => {
    const found: MjrFrame[] = [];
    const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
    let at = 0;
    while (rest.length - at >= 10) {
      const length = view.getUint16(at + 8);
      const arrivalMs = view.getUint32(at + 4);
      if (text(rest.subarray(at, at + 4)) !== frameMagic || length > maxPacketBytes || arrivalMs > maxArrivalMs) {
        // Damage in the middle: what came before is kept, what follows cannot be trusted.
        damaged = rest.length - at;
        rest = new Uint8Array(0);
        return found;
      }
      if (rest.length - at < 10 + length) break;
      found.push({ arrivalMs, packet: rest.slice(at + 10, at + 10 + length) });
      at += 10 + length;
    }
    rest = rest.slice(at);
    return found;
  };

  return {
    get header() {
      return header;
    },
    push(chunk) {
      if (damaged > 0) {
        damaged += chunk.length;
        return [];
      }
      rest = joinBytes(rest, chunk) as Uint8Array<ArrayBuffer>;
      return header !== null || takeHeader() ? frames() : [];
    },
    truncatedBytes: () => damaged + rest.length,
  };
};
