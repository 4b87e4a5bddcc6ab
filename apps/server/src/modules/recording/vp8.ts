import type { Arrived } from './rtp.ts';

export interface Vp8Part {
  /** First part of a frame. */
  readonly begins: boolean;
  readonly data: Uint8Array;
}

/** Takes the payload descriptor off; null when it is damaged. */
export const readVp8Payload = (payload: Uint8Array): Vp8Part | null => {
  const first = payload[0];
  if (first === undefined) return null;
  let at = 1;
  if ((first & 0x80) !== 0) {
    const extensions = payload[at] ?? 0;
    at += 1;
    if ((extensions & 0x80) !== 0) at += ((payload[at] ?? 0) & 0x80) !== 0 ? 2 : 1;
    if ((extensions & 0x40) !== 0) at += 1;
    if ((extensions & 0x30) !== 0) at += 1;
  }
  if (at >= payload.length) return null;
  return { begins: (first & 0x10) !== 0 && (first & 0x07) === 0, data: payload.subarray(at) };
};

export interface Vp8Frame {
  readonly timestamp: number;
  readonly arrivalMs: number;
  readonly key: boolean;
  /** Pixels, on key frames only. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly data: Uint8Array;
}

const inspect = (data: Uint8Array): Pick<Vp8Frame, 'key' | 'size'> | null => {
  const first = data[0];
  if (first === undefined) return null;
  if ((first & 0x01) !== 0) return { key: false, size: null };
  if (data.length < 10 || data[3] !== 0x9d || data[4] !== 0x01 || data[5] !== 0x2a) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const size = { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
  return size.width === 0 || size.height === 0 ? null : { key: true, size };
};

const maxFrameBytes = 4_000_000;

/** Puts frames together from packets in order. Frames with a missing part are left out. */
export const createVp8Assembler = () => {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let timestamp = 0;
  let next: number | null = null;

  const reset = (): void => {
    parts = [];
    bytes = 0;
    next = null;
  };

  return (arrived: Arrived): Vp8Frame | null => {
    const part = readVp8Payload(arrived.packet.payload);
    if (part === null) {
      reset();
      return null;
    }
    if (part.begins) {
      reset();
      timestamp = arrived.packet.timestamp;
    } else if (next !== arrived.index || arrived.packet.timestamp !== timestamp) {
      reset();
      return null;
    }
    parts.push(part.data);
    bytes += part.data.length;
    next = arrived.index + 1;
    if (bytes > maxFrameBytes) reset();
    if (!arrived.packet.marker || parts.length === 0) return null;
    const data = new Uint8Array(bytes);
    let at = 0;
    for (const piece of parts) {
      data.set(piece, at);
      at += piece.length;
    }
    reset();
    const seen = inspect(data);
    return seen === null ? null : { ...seen, timestamp, arrivalMs: arrived.arrivalMs, data };
  };
};
