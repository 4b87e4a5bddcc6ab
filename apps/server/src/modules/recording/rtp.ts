export interface RtpPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
  readonly payload: Uint8Array;
}

/** No browser sends more; longer ones were made to hurt a parser. */
const maxExtensionWords = 64;

/** The packet, or null when its header is damaged, oversized, or nothing is in it. */
export const parseRtp = (bytes: Uint8Array): RtpPacket | null => {
  if (bytes.length < 13) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return null;
  let start = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (bytes.length < start + 4) return null;
    const words = view.getUint16(start + 2);
    if (words > maxExtensionWords) return null;
    start += 4 + words * 4;
  }
  const padding = (first & 0x20) !== 0 ? view.getUint8(bytes.length - 1) : 0;
  const end = bytes.length - padding;
  if (end <= start) return null;
  return {
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    marker: (view.getUint8(1) & 0x80) !== 0,
    payload: bytes.subarray(start, end),
  };
};

/** Signed distance on a circle of 2^bits. */
const distance = (from: number, to: number, bits: 16 | 32): number => {
  const circle = 2 ** bits;
  const forward = (((to - from) % circle) + circle) % circle;
  return forward >= circle / 2 ? forward - circle : forward;
};

export interface Arrived {
  readonly packet: RtpPacket;
  readonly arrivalMs: number;
  /** Grows without wrapping; a missing number is a lost packet. */
  readonly index: number;
}

/** Puts packets back into their order: retransmissions arrive late, and in the file they stand where they arrived. */
export const createReorder = (windowSize: number) => {
  let newest: number | null = null;
  let newestSequence = 0;
  let released = Number.NEGATIVE_INFINITY;
  const waiting: Arrived[] = [];

  const take = (count: number): Arrived[] => {
    const out = waiting.splice(0, count);
    const last = out.at(-1);
    if (last !== undefined) released = last.index;
    return out;
  };

  return {
    push(packet: RtpPacket, arrivalMs: number): Arrived[] {
      const index: number = newest === null ? 0 : newest + distance(newestSequence, packet.sequence, 16);
      if (newest === null || index > newest) {
        newest = index;
        newestSequence = packet.sequence;
      }
      const place = waiting.findLastIndex((other) => other.index <= index);
      if (index <= released || waiting[place]?.index === index) return [];
      waiting.splice(place + 1, 0, { packet, arrivalMs, index });
      return take(Math.max(0, waiting.length - windowSize));
    },
    flush: (): Arrived[] => take(waiting.length),
  };
};

/** How far packet time may run from arrival time before arrival is believed instead (clock drift, a pause of the sender). */
const maxDriftMs = 500;

/** Turns RTP timestamps into milliseconds on the recording's time line; never goes back. */
export const createMediaClock = (rate: number, offsetMs: number) => {
  let anchorTimestamp: number | null = null;
  let anchorMs = 0;
  let last = Number.NEGATIVE_INFINITY;
  return (timestamp: number, arrivalMs: number): number => {
    const arrived = offsetMs + arrivalMs;
    let at = arrived;
    if (anchorTimestamp !== null) {
      at = anchorMs + (distance(anchorTimestamp, timestamp, 32) * 1000) / rate;
      if (Math.abs(at - arrived) > maxDriftMs) at = arrived;
    }
    // Anchoring anew each time keeps the distance small, so that long calls never overflow it.
    anchorTimestamp = timestamp;
    anchorMs = at;
    last = Math.max(last, at);
    return last;
  };
};
