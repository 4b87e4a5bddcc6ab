/**
 * Why a track has nothing for a while. Packets and files tell that something lacks; what the call knows tells why. Pure.
 *
 * Nothing of anybody is recorded while agents consult, so that is the reason for whoever was there; whoever had not come, had
 * left, or had lost the connection, lacks for that reason also meanwhile.
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
  /** While their connection was lost; without an end they never came back. */
  readonly away: readonly { readonly from: Date; readonly to: Date | null }[];
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

/** Later than this after a consultation, the first file tells of people who came back, not of the recorder. */
const lateMs = 10_000;

/** A consultation lacks until the recorder has taken up its work again, which the first file begun after it tells. */
export const untilRecorded = (consultations: readonly Period[], fileStartsMs: readonly number[]): Period[] =>
  consultations.map(({ from, to }) => {
    const first = Math.min(...fileStartsMs.filter((startMs) => startMs >= to.getTime()));
    return { from, to: first - to.getTime() <= lateMs ? new Date(first) : to };
  });

export interface GapFacts {
  readonly startedAt: Date;
  readonly inCall: TimeInCall;
  readonly consultations: readonly Period[];
}

const inside = (atMs: number, { from, to }: { readonly from: Date; readonly to: Date | null }): boolean =>
  from.getTime() <= atMs && (to === null || atMs < to.getTime());

const reasonAt = (atMs: number, measured: RecordingGapReason, facts: GapFacts): RecordingGapReason => {
  const { joinedAt, leftAt, away } = facts.inCall;
  if (joinedAt !== null && atMs < joinedAt.getTime()) return 'not_in_call';
  if (leftAt !== null && atMs >= leftAt.getTime()) return 'not_in_call';
  // With the engine everybody's connection is lost; that has a reason of its own.
  if (measured !== 'engine_lost' && away.some((absence) => inside(atMs, absence))) return 'connection_lost';
  return facts.consultations.some((period) => inside(atMs, period)) ? 'consultation' : measured;
};

/** Files end with a connection and with the beginning of a consultation: beside one, a new file does not tell of a loss. */
const measuredIn = (gap: RecordingGap, { startedAt, consultations }: GapFacts): RecordingGapReason => {
  const [fromMs, toMs] = [startedAt.getTime() + gap.fromMs, startedAt.getTime() + gap.toMs];
  const meets = consultations.some(({ from, to }) => from.getTime() < toMs && to.getTime() > fromMs);
  return meets && gap.reason === 'connection_lost' ? 'no_packets' : gap.reason;
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
  const { joinedAt, leftAt, away } = facts.inCall;
  const measured = measuredIn(gap, facts);
  const edges = [joinedAt, leftAt, ...[...facts.consultations, ...away].flatMap(({ from, to }) => [from, to])]
    .flatMap((edge) => (edge === null ? [] : edge.getTime() - startMs))
    .filter((edge) => edge > gap.fromMs && edge < gap.toMs);
  const cuts = [...new Set([gap.fromMs, ...edges.toSorted((a, b) => a - b), gap.toMs])];
  const pieces = cuts.slice(1).map((toMs, place): RecordingGap => {
    const fromMs = cuts[place] ?? gap.fromMs;
    return { fromMs, toMs, reason: reasonAt(startMs + fromMs, measured, facts) };
  });
  return settled(joined(pieces));
};

/** What was measured on the packets of one track, each stretch under the reason the call knows. */
export const nameGaps = (gaps: readonly RecordingGap[], facts: GapFacts): RecordingGap[] =>
  gaps.flatMap((gap) => named(gap, facts));
