/** Where things stand in the charts of a report. */
import type { RuleSetReport } from '@visavis/protocol';

/** Less is not seen. */
const visible = 0.002;

/** The waits that the curves are drawn for: until in every rule set nobody comes any more. */
export const worthShowing = (sets: readonly Pick<RuleSetReport, 'answeredWithin'>[]): number[] => {
  const seconds = sets[0]?.answeredWithin.map((point) => point.seconds) ?? [];
  const still = (place: number): boolean =>
    sets.some(
      ({ answeredWithin }) => (answeredWithin.at(-1)?.share ?? 0) - (answeredWithin[place]?.share ?? 0) > visible,
    );
  const done = seconds.findIndex((_, place) => !still(place));
  return seconds.slice(0, Math.max(6, done + 1));
};

/** Between which of the waits this one is, as a place along them; null: beyond them. */
export const placeOf = (wanted: number, seconds: readonly number[]): number | null => {
  const after = seconds.findIndex((second) => second >= wanted);
  const [above, below] = [seconds[after], seconds[after - 1]];
  if (above === undefined) return null;
  return below === undefined ? after : after - 1 + (wanted - below) / (above - below);
};

export interface Dot {
  readonly name: string;
  readonly share: number;
  /** How many stand at this place already. */
  readonly above: number;
}

const places = 80;

/** One dot for each agent along their occupancy; those at the same place stand on each other. */
export const dotsOf = (agents: RuleSetReport['agents']): Dot[] => {
  const taken = new Map<number, number>();
  return agents.map(({ name, occupancy }) => {
    const place = Math.round(Math.min(1, occupancy) * places);
    const above = taken.get(place) ?? 0;
    taken.set(place, above + 1);
    return { name, share: place / places, above };
  });
};
