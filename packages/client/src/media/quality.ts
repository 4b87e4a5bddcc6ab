import type { Quality, QualityReason } from '@visavis/protocol';

/** How good a call is right now, in one word and one reason that people understand. Pure. */

export interface QualitySample {
  readonly reconnecting: boolean;
  /** Share of packets lost on the way up and down in the last interval, 0 to 1; null: not known yet. */
  readonly lostUp: number | null;
  readonly lostDown: number | null;
  readonly roundTripMs: number | null;
  /** Decoded pictures per second; null: no picture is expected. */
  readonly picturesPerSecond: number | null;
  /** Audio packets in the interval; null: no sound is expected. */
  readonly audioPackets: number | null;
  /** What the browser thinks it can send, in bits per second. */
  readonly uplinkBps: number | null;
  readonly sendsVideo: boolean;
}

export interface QualityVerdict {
  readonly level: Quality;
  readonly reason: QualityReason;
}

export interface QualityState extends QualityVerdict {
  readonly candidate: QualityVerdict;
  /** How many samples in a row spoke for the candidate. */
  readonly count: number;
}

const order: readonly Quality[] = ['good', 'fair', 'poor'];
const worseAfter = 2;
const betterAfter = 5;
const good: QualityVerdict = { level: 'good', reason: 'steady' };

export const initialQuality: QualityState = { ...good, candidate: good, count: 0 };

const grade = (value: number | null, fair: number, poor: number): Quality => {
  if (value === null || value < fair) return 'good';
  return value < poor ? 'fair' : 'poor';
};

/** Judges one sample on its own; the worst finding wins, the first of equals is named. */
export const judgeQuality = (sample: QualitySample): QualityVerdict => {
  if (sample.reconnecting) return { level: 'poor', reason: 'reconnecting' };
  const lost =
    sample.lostUp === null && sample.lostDown === null ? null : Math.max(sample.lostUp ?? 0, sample.lostDown ?? 0);
  const uplinkShort = sample.sendsVideo && sample.uplinkBps !== null ? 1 / Math.max(1, sample.uplinkBps) : null;
  const findings: QualityVerdict[] = [
    { level: sample.audioPackets === 0 ? 'poor' : 'good', reason: 'no_sound' },
    {
      level: sample.picturesPerSecond !== null && sample.picturesPerSecond < 1 ? 'poor' : 'good',
      reason: 'no_picture',
    },
    { level: grade(lost, 0.04, 0.12), reason: 'packet_loss' },
    { level: grade(uplinkShort, 1 / 250_000, 1 / 90_000), reason: 'slow_network' },
    {
      level: sample.picturesPerSecond !== null && sample.picturesPerSecond < 8 ? 'fair' : 'good',
      reason: 'slow_network',
    },
    { level: grade(sample.roundTripMs, 300, 700), reason: 'long_delay' },
  ];
  return findings.reduce(
    (worst, finding) => (order.indexOf(finding.level) > order.indexOf(worst.level) ? finding : worst),
    good,
  );
};

/** Slow to praise, quick to warn: changes only after several samples agree, so that the sign does not flicker. */
export const updateQuality = (state: QualityState, verdict: QualityVerdict): QualityState => {
  if (verdict.level === state.level) return { ...verdict, candidate: verdict, count: 0 };
  const count = verdict.level === state.candidate.level ? state.count + 1 : 1;
  const worse = order.indexOf(verdict.level) > order.indexOf(state.level);
  const needed = worse ? worseAfter : betterAfter;
  if (count < needed && verdict.reason !== 'reconnecting') return { ...state, candidate: verdict, count };
  return { ...verdict, candidate: verdict, count: 0 };
};
