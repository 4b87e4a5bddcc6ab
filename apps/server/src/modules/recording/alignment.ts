/** Which raw files make which track, and where each stands on the recording's one time line. Pure. */
import type { RecordingGap } from '@visavis/protocol';
import type { MjrHeader } from './mjr.ts';
import { type GapReason, gapMs } from './track-blocks.ts';

export type TrackKind = 'audio' | 'video';
export type TrackSource = 'microphone' | 'camera' | 'screen';

/** What the file's name says: `<participant>-<epoch>-<unixMs>-<kind>-<index>.mjr`, `.part` when the engine could not close it. */
export interface RawFile {
  readonly name: string;
  readonly participantId: string;
  readonly epoch: number;
  readonly startedMs: number;
  readonly kind: TrackKind;
  readonly index: number;
}

export interface RawSegment extends RawFile {
  readonly header: MjrHeader;
}

export interface PlannedSegment {
  readonly name: string;
  readonly offsetMs: number;
  /** Why packets are missing between the segment before and this one. */
  readonly gap: GapReason;
}

export interface PlannedTrack {
  readonly participantId: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  readonly segments: readonly PlannedSegment[];
}

export interface RecordingPlan {
  /** Wall clock of the recording's beginning: the first packet of all. */
  readonly startedAt: Date;
  readonly tracks: readonly PlannedTrack[];
}

const rawName =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-(\d{1,9})-(\d{13})-(audio|video)-(\d{1,3})\.mjr(?:\.part)?$/;

export const parseRawName = (name: string): RawFile | null => {
  const match = rawName.exec(name);
  if (match === null) return null;
  const [, participantId = '', epoch, startedMs, kind, index] = match;
  return {
    name,
    participantId,
    epoch: Number(epoch),
    startedMs: Number(startedMs),
    kind: kind === 'audio' ? 'audio' : 'video',
    index: Number(index),
  };
};

export const sourceOf = ({ kind, description }: MjrHeader): TrackSource => {
  if (kind === 'audio') return 'microphone';
  return description === 'screen' ? 'screen' : 'camera';
};

/** The file's own clock is believed only near the moment its name says it was made. */
const maxClockDifferenceUs = 3_600_000_000;

const beginsUs = ({ header, startedMs }: RawSegment): number => {
  const namedUs = startedMs * 1000;
  const { firstPacketUs } = header;
  return firstPacketUs !== null && Math.abs(firstPacketUs - namedUs) < maxClockDifferenceUs ? firstPacketUs : namedUs;
};

/** Null when there is nothing to align. */
export const planRecording = (segments: readonly RawSegment[]): RecordingPlan | null => {
  if (segments.length === 0) return null;
  const ordered = segments
    .map((segment) => ({ segment, us: beginsUs(segment) }))
    .sort((a, b) => a.us - b.us || a.segment.index - b.segment.index);
  const firstUs = ordered[0]?.us ?? 0;
  const byTrack = Map.groupBy(
    ordered,
    ({ segment }) => `${segment.participantId} ${segment.kind} ${sourceOf(segment.header)}`,
  );
  const tracks = [...byTrack.values()].flatMap((own): PlannedTrack[] => {
    const first = own[0]?.segment;
    if (first === undefined) return [];
    return [
      {
        participantId: first.participantId,
        kind: first.kind,
        source: sourceOf(first.header),
        segments: own.map(({ segment, us }, place) => ({
          name: segment.name,
          offsetMs: (us - firstUs) / 1000,
          gap: segment.epoch === (own[place - 1]?.segment.epoch ?? segment.epoch) ? 'connection_lost' : 'engine_lost',
        })),
      },
    ];
  });
  return { startedAt: new Date(firstUs / 1000), tracks };
};

/** The gaps between packets, and those before the first and after the last, for a recording of `totalMs`. */
export const declareGaps = (
  inside: readonly RecordingGap[],
  span: { readonly fromMs: number; readonly toMs: number },
  totalMs: number,
): RecordingGap[] => {
  const before: RecordingGap[] =
    span.fromMs > gapMs ? [{ fromMs: 0, toMs: Math.round(span.fromMs), reason: 'no_packets' }] : [];
  const after: RecordingGap[] =
    totalMs - span.toMs > gapMs
      ? [{ fromMs: Math.round(span.toMs), toMs: Math.round(totalMs), reason: 'no_packets' }]
      : [];
  return [...before, ...inside, ...after];
};
