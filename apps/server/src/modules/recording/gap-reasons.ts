/**
 * Why a track has nothing for a while. Packets and files tell that something lacks; what the call knows tells why. Pure.
 *
 * Nothing of anybody is recorded while agents consult, so inside a consultation that is the reason, whatever the wire did.
 */
import type { RecordingGap, RecordingGapReason } from '@visavis/protocol';

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** Of one participant; null: never, or not yet. */
export interface TimeInCall {
  readonly joinedAt: Date | null;
  readonly leftAt: Date | null;
}

/** The visitor was kept apart, was back, or the call was over. */
export interface HoldMoment {
  readonly name: 'call_held' | 'call_resumed' | 'call_ended';
  readonly at: Date;
}

/** A call that ends in a consultation ends that too; nothing is said of being back then. */
export const consultationsOf = (moments: readonly HoldMoment[]): Period[] =>
  moments.flatMap(({ name, at }, place) => {
    const next = moments[place + 1];
    return name === 'call_held' && next !== undefined ? [{ from: at, to: next.at }] : [];
  });

/** The recorder stops and starts a moment after the agents said so: pieces shorter than this are no reason of their own. */
export const settlingMs = 2_000;

export interface GapFacts {
  readonly startedAt: Date;
  readonly inCall: TimeInCall;
  readonly consultations: readonly Period[];
}

const inside = (atMs: number, { from, to }: Period): boolean => from.getTime() <= atMs && atMs < to.getTime();

const reasonAt = (atMs: number, measured: RecordingGapReason, facts: GapFacts): RecordingGapReason => {
  const { joinedAt, leftAt } = facts.inCall;
  if (joinedAt !== null && atMs < joinedAt.getTime()) return 'not_in_call';
  if (leftAt !== null && atMs >= leftAt.getTime()) return 'not_in_call';
  return facts.consultations.some((period) => inside(atMs, period)) ? 'consultation' : measured;
};

const lengthOf = ({ fromMs, toMs }: RecordingGap): number => toMs - fromMs;

/** Where the reason stays, the piece goes on. */
const joined = (pieces: readonly RecordingGap[]): RecordingGap[] => {
  const all: RecordingGap[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.reason === piece.reason) all[all.length - 1] = { ...last, toMs: piece.toMs };
    else all.push(piece);
  }
  return all;
};

/** The shortest piece becomes part of its longer neighbour, until every piece is long enough to be told. */
const settled = (pieces: readonly RecordingGap[]): RecordingGap[] => {
  if (pieces.length < 2) return [...pieces];
  const at = pieces.reduce((least, piece, place) => {
    const known = pieces[least];
    return known !== undefined && lengthOf(piece) < lengthOf(known) ? place : least;
  }, 0);
  const [before, short, after] = [pieces[at - 1], pieces[at], pieces[at + 1]];
  if (short === undefined || lengthOf(short) >= settlingMs) return [...pieces];
  const longer = before && (!after || lengthOf(before) >= lengthOf(after)) ? before : after;
  const renamed = pieces.map((piece, place) => (place === at && longer ? { ...piece, reason: longer.reason } : piece));
  return settled(joined(renamed));
};

/** One gap under its reason; where several reasons meet in it, one gap for each. */
const named = (gap: RecordingGap, facts: GapFacts): RecordingGap[] => {
  const startMs = facts.startedAt.getTime();
  const { joinedAt, leftAt } = facts.inCall;
  const edges = [joinedAt, leftAt, ...facts.consultations.flatMap(({ from, to }) => [from, to])]
    .flatMap((edge) => (edge === null ? [] : edge.getTime() - startMs))
    .filter((edge) => edge > gap.fromMs && edge < gap.toMs);
  const cuts = [...new Set([gap.fromMs, ...edges.toSorted((a, b) => a - b), gap.toMs])];
  const pieces = cuts.slice(1).map((toMs, place): RecordingGap => {
    const fromMs = cuts[place] ?? gap.fromMs;
    return { fromMs, toMs, reason: reasonAt(startMs + fromMs, gap.reason, facts) };
  });
  return settled(joined(pieces));
};

/** What was measured on the packets of one track, each stretch under the reason the call knows. */
export const nameGaps = (gaps: readonly RecordingGap[], facts: GapFacts): RecordingGap[] =>
  gaps.flatMap((gap) => named(gap, facts));
