import type { InternalNote, Message, Recording, RecordingGap, RecordingTrack } from '@visavis/protocol';

export type Moment =
  | { readonly kind: 'begin'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'end'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'message'; readonly key: string; readonly atMs: number; readonly message: Message }
  /** What agents wrote to each other meanwhile; the visitor never saw it. */
  | { readonly kind: 'note'; readonly key: string; readonly atMs: number; readonly note: InternalNote }
  | {
      readonly kind: 'gap';
      readonly key: string;
      readonly atMs: number;
      readonly gap: RecordingGap;
      readonly track: RecordingTrack;
    }
  /** The agents talked among themselves: it is missing in every track, and is told once. */
  | { readonly kind: 'consultation'; readonly key: string; readonly atMs: number; readonly toMs: number }
  /** Somebody had not come yet, or had left: all their tracks, and all the times they came, at once. */
  | {
      readonly kind: 'outside';
      readonly key: string;
      readonly atMs: number;
      readonly toMs: number;
      readonly track: RecordingTrack;
    };

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Spans that touch or lie over each other are one. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && fromMs <= last.toMs) merged[merged.length - 1] = { ...last, toMs: Math.max(last.toMs, toMs) };
    else merged.push({ fromMs, toMs });
  }
  return merged;
}

/** Something was said or shown that is not there; nothing of a consultation, and of people outside the call, was to be. */
export const isLack = ({ reason }: RecordingGap): boolean => reason !== 'consultation' && reason !== 'not_in_call';

const gapsBecause = (tracks: readonly RecordingTrack[], reason: RecordingGap['reason']): RecordingGap[] =>
  tracks.flatMap(({ gaps }) => gaps.filter((gap) => gap.reason === reason));

/** When the agents talked among themselves, whichever tracks have it. */
export const consultationsOf = ({ tracks }: Pick<Recording, 'tracks'>): Span[] =>
  mergedSpans(gapsBecause(tracks, 'consultation'));

/** Where both have a span. */
const sharedSpans = (some: readonly Span[], others: readonly Span[]): Span[] =>
  some.flatMap((one) =>
    others.flatMap((other) => {
      const span = { fromMs: Math.max(one.fromMs, other.fromMs), toMs: Math.min(one.toMs, other.toMs) };
      return span.fromMs < span.toMs ? [span] : [];
    }),
  );

/** Who hands over and takes back is in the call twice, as two participants: they are outside where neither is in it. */
const absencesOf = ({ tracks }: Recording): Moment[] =>
  [...Map.groupBy(tracks, ({ side, displayName }) => `${side} ${displayName}`).values()].flatMap((own) => {
    const each = [...Map.groupBy(own, ({ participantId }) => participantId).values()];
    const outside = each.map((once) => mergedSpans(gapsBecause(once, 'not_in_call')));
    return outside.reduce(sharedSpans).flatMap(({ fromMs, toMs }): Moment[] => {
      const [track] = own;
      return track ? [{ kind: 'outside', key: `outside-${track.id}-${fromMs}`, atMs: fromMs, toMs, track }] : [];
    });
  });

/** The whole length of the recording in milliseconds; 1 at least, so that shares can be computed. */
export function lengthOf(recording: Recording): number {
  const tracks = recording.tracks.map((track) => track.offsetMs + track.durationMs);
  return Math.max(1, recording.durationMs ?? 0, ...tracks);
}

/** Everything worth jumping to, in order of time; messages stand at their moment, those outside the call are left out. */
export function momentsOf(
  recording: Recording,
  messages: readonly Message[],
  notes: readonly InternalNote[] = [],
): Moment[] {
  const total = lengthOf(recording);
  const start = Date.parse(recording.startedAt);
  const moments: Moment[] = [
    { kind: 'begin', key: 'begin', atMs: 0 },
    { kind: 'end', key: 'end', atMs: total },
  ];
  for (const message of messages) {
    const atMs = Date.parse(message.createdAt) - start;
    if (message.body.kind !== 'event' && atMs >= 0 && atMs <= total) {
      moments.push({ kind: 'message', key: message.id, atMs, message });
    }
  }
  for (const note of notes) {
    const atMs = Date.parse(note.createdAt) - start;
    if (atMs >= 0 && atMs <= total) moments.push({ kind: 'note', key: note.id, atMs, note });
  }
  for (const track of recording.tracks) {
    for (const gap of track.gaps.filter(isLack)) {
      moments.push({ kind: 'gap', key: `${track.id}-${gap.fromMs}`, atMs: gap.fromMs, gap, track });
    }
  }
  for (const { fromMs, toMs } of consultationsOf(recording)) {
    moments.push({ kind: 'consultation', key: `consultation-${fromMs}`, atMs: fromMs, toMs });
  }
  moments.push(...absencesOf(recording));
  return moments.sort((a, b) => a.atMs - b.atMs || (a.kind === 'begin' || b.kind === 'end' ? -1 : 1));
}

/** Whose picture stands on the agents' side of the film: of several in the call, the last who had begun and had not gone. */
export function agentSeenAt({ tracks, agent }: Pick<Recording, 'tracks' | 'agent'>, atMs: number): string | null {
  const seen = tracks.findLast(
    ({ side, kind, offsetMs, durationMs }) =>
      side === 'agent' && kind === 'video' && offsetMs <= atMs && atMs < offsetMs + durationMs,
  );
  return seen?.displayName ?? agent?.displayName ?? null;
}

/** The last moment at or before a time. */
export function currentMoment(moments: readonly Moment[], atMs: number): Moment | undefined {
  return moments.findLast((moment) => moment.atMs <= atMs + 50);
}

/** One vertical stroke per level, in a box of 1000 by 24. Silence is left blank. */
export function wavePath(levels: readonly number[], fromShare: number, toShare: number): string {
  const parts: string[] = [];
  levels.forEach((level, index) => {
    const share = index / levels.length;
    if (share < fromShare || share >= toShare || level < 0.02) return;
    const half = Math.max(1, Math.min(11, Math.sqrt(level) * 11));
    parts.push(`M${Math.round(share * 1000)} ${(12 - half).toFixed(1)}v${(half * 2).toFixed(1)}`);
  });
  return parts.join('');
}

/** Round steps for the axis: about six marks. */
export function axisMarks(totalMs: number): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);
  const step = steps.find((each) => totalMs / each <= 7) ?? 7_200_000;
  const marks: number[] = [];
  for (let at = step; at < totalMs * 0.97; at += step) marks.push(at);
  return marks;
}

/** How much of the call is missing somewhere, in ms: what lacks in several tracks at once counts once. */
export const missingMs = (gaps: readonly Span[]): number =>
  mergedSpans(gaps).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
