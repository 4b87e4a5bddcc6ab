/** From what was counted in a time of the past to contacts of the same kind. */
import type { AgentId, ArrivalStream, ChannelId, Duration, Language, Medium, SkillGroupId } from '@visavis/protocol';

/** Contacts of one kind in the period; durations are of those that have one, seconds. */
export interface MeasuredKind {
  readonly channelId: ChannelId;
  readonly channelName: string;
  /** The group of the channel today. */
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
  readonly language: Language;
  readonly vipLevel: number;
  /** How many came in each hour of the day (UTC), from midnight. */
  readonly byHour: readonly number[];
  readonly served: number;
  readonly abandoned: number;
  /** All the time anybody waited, whether they were answered or not. */
  readonly waitedSeconds: number;
  readonly handled: number;
  readonly handlingSum: number;
  /** Sum of the squares. */
  readonly handlingSquares: number;
  /** Those of them whose visitor had been served before; null: none. */
  readonly returning: ReturningOfKind | null;
}

/** Newest first. */
export type PastOfVisitor = readonly { readonly agentId: AgentId; readonly daysAgo: number }[];

export interface ReturningOfKind {
  readonly contacts: number;
  readonly people: number;
  /** Of some of these people, as of their first such contact. */
  readonly servedBefore: readonly PastOfVisitor[];
}

const hourMs = 3_600_000;
/** Fewer of one kind than this say little about it; all of their medium say more. */
const enough = 10;

/** How often each hour of the day was in the period; parts of an hour count as parts. */
export const hoursCovered = (from: number, to: number): number[] => {
  const covered: number[] = new Array(24).fill(0);
  for (let at = from; at < to; ) {
    const next = Math.min(to, (Math.floor(at / hourMs) + 1) * hourMs);
    const hour = Math.floor(at / hourMs) % 24;
    covered[hour] = (covered[hour] ?? 0) + (next - at) / hourMs;
    at = next;
  }
  return covered;
};

const total = (kinds: readonly MeasuredKind[], of: (kind: MeasuredKind) => number): number =>
  kinds.reduce((sum, kind) => sum + of(kind), 0);
const within = (seconds: number): number => Math.min(86_400, Math.max(1, seconds));

/** Lognormal: most are short and a few are long, as contacts are. */
const handlingOf = (kinds: readonly MeasuredKind[]): Duration | null => {
  const count = total(kinds, (kind) => kind.handled);
  if (count === 0) return null;
  const mean = total(kinds, (kind) => kind.handlingSum) / count;
  const variance = Math.max(0, total(kinds, (kind) => kind.handlingSquares) / count - mean ** 2);
  return { kind: 'lognormal', meanSeconds: within(mean), sdSeconds: within(Math.sqrt(variance)) };
};

/**
 * Whoever was answered would have waited longer, nobody knows how long. For exponential patience the best guess of its mean is
 * all the time waited, for each of those who gave up. null: nobody did.
 */
const patienceOf = (kinds: readonly MeasuredKind[]): Duration | null => {
  const abandoned = total(kinds, (kind) => kind.abandoned);
  if (abandoned === 0) return null;
  return { kind: 'exponential', meanSeconds: within(total(kinds, (kind) => kind.waitedSeconds) / abandoned) };
};

/** Streams of the same contacts an hour, handling and patience as were measured. `from` and `to`: epoch ms. */
export const streamsOf = (kinds: readonly MeasuredKind[], from: number, to: number): ArrivalStream[] => {
  const covered = hoursCovered(from, to);
  return kinds.map((kind) => {
    const alike = kinds.filter(({ medium }) => medium === kind.medium);
    const handling = handlingOf(kind.handled >= enough ? [kind] : alike) ?? handlingOf(kinds);
    return {
      name: kind.channelName,
      channelId: kind.channelId,
      groupId: kind.groupId,
      medium: kind.medium,
      perHour: covered.map((hours, hour) => (hours === 0 ? 0 : (kind.byHour[hour] ?? 0) / hours)),
      handling: handling ?? { kind: 'exponential', meanSeconds: 300 },
      patience: patienceOf(kind.abandoned >= enough ? [kind] : alike),
      language: kind.language,
      vipLevel: kind.vipLevel,
      attributes: {},
      tags: [],
      returning: kind.returning && {
        share: kind.returning.contacts / kind.byHour.reduce((sum, came) => sum + came, 0),
        people: kind.returning.people,
        servedBefore: kind.returning.servedBefore.map((past) => [...past]),
      },
    };
  });
};

/** How many contacts a run of so many hours makes, more or less. */
export const expectedContacts = (streams: readonly ArrivalStream[], hours: number): number =>
  hours *
  streams.reduce(
    (sum, { perHour }) =>
      sum + (typeof perHour === 'number' ? perHour : perHour.reduce((all, one) => all + one, 0) / perHour.length),
    0,
  );
