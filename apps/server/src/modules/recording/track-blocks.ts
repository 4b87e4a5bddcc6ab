/** Raw packets of one track, segment after segment, onto one time line: blocks to write, and the gaps between them. */
import type { RecordingGap } from '@visavis/protocol';
import type { MjrFrame } from './mjr.ts';
import { type Arrived, createMediaClock, createReorder, parseRtp } from './rtp.ts';
import { createVp8Assembler } from './vp8.ts';
import type { Block } from './webm.ts';

/** What packets and files alone tell; `gap-reasons.ts` knows more. */
export type GapReason = 'no_packets' | 'engine_lost' | 'connection_lost';

/** Longer silences of the wire than this are declared. */
export const gapMs = 1_000;
/** A dead engine took what it had not written yet along, so its loss is declared however soon the next one came. */
const leastGapMs = (reason: GapReason): number => (reason === 'engine_lost' ? 0 : gapMs);
const reorderPackets = 128;
/** 20 ms of digital silence; also what fills gaps, so that players and mixers keep the time. */
const opusSilence = Uint8Array.from([0xf8, 0xff, 0xfe]);
const opusFrameMs = 20;
/** Sooner the network's jitter would be filled too. */
const silenceAfterMs = 3 * opusFrameMs;

export interface TrackBlocks {
  /** A new raw file begins at `offsetMs` of the recording; `gap` says why the one before had ended. */
  beginSegment(offsetMs: number, gap: GapReason): Block[];
  push(frame: MjrFrame): Block[];
  /** Call after the last packet of all segments. */
  end(): Block[];
  readonly gaps: readonly RecordingGap[];
  /** First and last packet on the recording's time line; null when there was none. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly dropped: number;
}

/** Block times are on the recording's time line; the caller subtracts the track's own start. */
export const createTrackBlocks = (kind: 'audio' | 'video'): TrackBlocks => {
  const rate = kind === 'audio' ? 48_000 : 90_000;
  const gaps: RecordingGap[] = [];
  let offset = 0;
  let reorder = createReorder(reorderPackets);
  let clock = createMediaClock(rate, 0);
  let assemble = createVp8Assembler();
  let ssrc: number | null = null;
  let hasKey = false;
  let reason: GapReason = 'no_packets';
  let fromMs: number | null = null;
  let lastArrival = 0;
  let lastBlockMs: number | null = null;
  let size: { width: number; height: number } | null = null;
  let dropped = 0;

  const noteArrival = (atMs: number): void => {
    if (fromMs === null) fromMs = atMs;
    else if (atMs - lastArrival > leastGapMs(reason))
      gaps.push({ fromMs: Math.round(lastArrival), toMs: Math.round(atMs), reason });
    lastArrival = Math.max(lastArrival, atMs);
    reason = 'no_packets';
  };

  const audio = ({ packet, arrivalMs }: Arrived): Block[] => {
    const timeMs = clock(packet.timestamp, arrivalMs);
    const blocks: Block[] = [];
    if (lastBlockMs !== null && timeMs - lastBlockMs > silenceAfterMs) {
      for (let at = lastBlockMs + opusFrameMs; at <= timeMs - opusFrameMs; at += opusFrameMs)
        blocks.push({ timeMs: at, key: true, data: opusSilence });
    }
    lastBlockMs = timeMs;
    return [...blocks, { timeMs, key: true, data: packet.payload }];
  };

  const video = (arrived: Arrived): Block[] => {
    const frame = assemble(arrived);
    if (frame === null) return [];
    // Nothing can be shown before the first whole picture.
    if (!frame.key && !hasKey) return [];
    hasKey = true;
    size ??= frame.size;
    return [{ timeMs: clock(frame.timestamp, frame.arrivalMs), key: frame.key, data: frame.data }];
  };

  const blocksOf = (arrived: readonly Arrived[]): Block[] => arrived.flatMap(kind === 'audio' ? audio : video);

  const restart = (): void => {
    reorder = createReorder(reorderPackets);
    clock = createMediaClock(rate, offset);
    assemble = createVp8Assembler();
    ssrc = null;
    hasKey = false;
  };

  return {
    beginSegment(offsetMs, gap) {
      const blocks = blocksOf(reorder.flush());
      offset = offsetMs;
      reason = gap;
      restart();
      return blocks;
    },
    push({ arrivalMs, packet: bytes }) {
      const packet = parseRtp(bytes);
      if (packet === null) {
        dropped += 1;
        return [];
      }
      noteArrival(offset + arrivalMs);
      const before: Block[] = [];
      if (ssrc !== null && ssrc !== packet.ssrc) {
        before.push(...blocksOf(reorder.flush()));
        restart();
      }
      ssrc = packet.ssrc;
      return [...before, ...blocksOf(reorder.push(packet, arrivalMs))];
    },
    end: () => blocksOf(reorder.flush()),
    gaps,
    get span() {
      return fromMs === null ? null : { fromMs, toMs: lastArrival };
    },
    get size() {
      return size;
    },
    get dropped() {
      return dropped;
    },
  };
};
