/** What the form says about contacts by hand, as streams of arrivals. */
import type { ArrivalStream, Medium, SkillGroupId } from '@visavis/protocol';

export interface GroupFigures {
  readonly perHour: number;
  readonly minutes: number;
}
export interface WhatComes {
  readonly medium: Medium;
  readonly byGroup: Readonly<Record<string, GroupFigures>>;
  /** Mean minutes until somebody gives up; null: nobody does. */
  readonly patienceMinutes: number | null;
  /** Percent. */
  readonly vips: number;
  readonly regulars: number;
}

export const nothingComes: WhatComes = { medium: 'video', byGroup: {}, patienceMinutes: 5, vips: 5, regulars: 30 };
export const figuresOfGroup = ({ byGroup }: WhatComes, id: string): GroupFigures =>
  byGroup[id] ?? { perHour: 0, minutes: 5 };

/** The level that somebody has who counts as a VIP here. */
export const vipLevel = 5;
/** Regulars are a crowd from which each comes about once in so many hours. */
const hoursBetweenVisits = 24;

export const streamsOf = (
  comes: WhatComes,
  groups: readonly { readonly id: SkillGroupId; readonly name: string }[],
): ArrivalStream[] => {
  const { medium, patienceMinutes, vips, regulars } = comes;
  return groups.flatMap(({ id, name }) => {
    const { perHour, minutes } = figuresOfGroup(comes, id);
    const share = regulars / 100;
    const stream = (label: string, level: number, rate: number): ArrivalStream => ({
      ...{ name: label, channelId: null, groupId: id, medium, language: 'en', attributes: {}, tags: [] },
      perHour: rate,
      vipLevel: level,
      handling: { kind: 'exponential', meanSeconds: minutes * 60 },
      patience: patienceMinutes === null ? null : { kind: 'exponential', meanSeconds: patienceMinutes * 60 },
      returning:
        share === 0
          ? null
          : { share, people: Math.max(1, Math.round(rate * share * hoursBetweenVisits)), servedBefore: [] },
    });
    return [
      stream(name, 0, perHour * (1 - vips / 100)),
      stream(`${name.slice(0, 74)}, VIP`, vipLevel, (perHour * vips) / 100),
    ].filter((one) => one.perHour !== 0);
  });
};
