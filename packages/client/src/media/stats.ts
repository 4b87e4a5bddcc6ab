import type { QualitySample } from './quality.ts';

/** Reading getStats reports. Pure: totals out of a report, a quality sample out of two totals. */

export interface MediaTotals {
  readonly receivedBytes: number;
  readonly audioPackets: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly framesDecoded: number;
  readonly hasVideoIn: boolean;
  readonly hasAudioIn: boolean;
  readonly lostUp: number | null;
  readonly roundTripMs: number | null;
  readonly uplinkBps: number | null;
}

/** The fields of RTCStats that are read here; browsers leave many out. */
export interface StatsEntry {
  readonly type: string;
  readonly kind?: string;
  readonly bytesReceived?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly framesDecoded?: number;
  readonly fractionLost?: number;
  readonly roundTripTime?: number;
  readonly currentRoundTripTime?: number;
  readonly nominated?: boolean;
  readonly availableOutgoingBitrate?: number;
}

const sum = (entries: readonly StatsEntry[], read: (entry: StatsEntry) => number | undefined): number =>
  entries.reduce((total, entry) => total + (read(entry) ?? 0), 0);

const largest = (values: readonly (number | undefined)[]): number | null => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
};

export const readTotals = (publish: readonly StatsEntry[], subscribe: readonly StatsEntry[]): MediaTotals => {
  const inbound = subscribe.filter((entry) => entry.type === 'inbound-rtp');
  const audio = inbound.filter((entry) => entry.kind === 'audio');
  const video = inbound.filter((entry) => entry.kind === 'video');
  const remote = publish.filter((entry) => entry.type === 'remote-inbound-rtp');
  const pairs = [...publish, ...subscribe].filter(
    (entry) => entry.type === 'candidate-pair' && entry.nominated === true,
  );
  const uplink = publish.find(
    (entry) => entry.type === 'candidate-pair' && entry.availableOutgoingBitrate !== undefined,
  );
  const roundTrip = largest([
    ...pairs.map((pair) => pair.currentRoundTripTime),
    ...remote.map((entry) => entry.roundTripTime),
  ]);
  return {
    receivedBytes: sum(inbound, (entry) => entry.bytesReceived),
    audioPackets: sum(audio, (entry) => entry.packetsReceived),
    packetsReceived: sum(inbound, (entry) => entry.packetsReceived),
    packetsLost: sum(inbound, (entry) => entry.packetsLost),
    framesDecoded: sum(video, (entry) => entry.framesDecoded),
    hasVideoIn: video.some((entry) => (entry.bytesReceived ?? 0) > 0),
    hasAudioIn: audio.some((entry) => (entry.bytesReceived ?? 0) > 0),
    lostUp: largest(remote.map((entry) => entry.fractionLost)),
    roundTripMs: roundTrip === null ? null : roundTrip * 1000,
    uplinkBps: uplink?.availableOutgoingBitrate ?? null,
  };
};

export interface Expectations {
  readonly reconnecting: boolean;
  /** Remote tracks that are unmuted and enabled by their senders, as far as the browser knows. */
  readonly picture: boolean;
  readonly sound: boolean;
  readonly sendsVideo: boolean;
}

export const sampleBetween = (
  before: MediaTotals | null,
  now: MediaTotals,
  elapsedMs: number,
  expects: Expectations,
): QualitySample => {
  const received = before === null ? 0 : now.packetsReceived - before.packetsReceived;
  const lost = before === null ? 0 : now.packetsLost - before.packetsLost;
  // Totals fall when a connection was rebuilt or a track ended: nothing can be said about that interval.
  const comparable = before !== null && elapsedMs > 0 && received >= 0 && lost >= 0;
  return {
    reconnecting: expects.reconnecting,
    lostUp: now.lostUp,
    lostDown: comparable && received + lost > 0 ? lost / (received + lost) : null,
    roundTripMs: now.roundTripMs,
    picturesPerSecond:
      comparable && expects.picture && now.hasVideoIn
        ? (Math.max(0, now.framesDecoded - before.framesDecoded) * 1000) / elapsedMs
        : null,
    audioPackets: comparable && expects.sound && now.hasAudioIn ? now.audioPackets - before.audioPackets : null,
    uplinkBps: now.uplinkBps,
    sendsVideo: expects.sendsVideo,
  };
};
