/** Whom a stage looks at, and what each of them could do now. Both are kept for a whole round, as most entries look at the same people. */
import type { AgentId, Medium } from '@visavis/protocol';
import { type Candidate, orders } from './choose.ts';
import { type Verdict, verdictOf } from './eligibility.ts';
import { type Explanation, letterOf, type Roster } from './explanation.ts';
import type { SearchStage } from './plan.ts';
import type { Seat } from './seat.ts';
import type { RoutingAgent, RoutingGroup } from './snapshot.ts';

/** The people of a round, as far as stages name them. */
export interface People {
  readonly now: number;
  readonly groups: ReadonlyMap<string, RoutingGroup>;
  readonly seats: ReadonlyMap<AgentId, Seat>;
  readonly members: ReadonlyMap<string, readonly Seat[]>;
}

type Ordered = keyof typeof orders;

/** One agent at one stage. */
export class Place implements Candidate {
  readonly seat: Seat;
  readonly level: number;
  readonly position: number;
  /** Index into the stage's groups; 0 where it names agents. */
  readonly rank: number;
  readonly minLevel: number;
  readonly rampMs: number;

  constructor(seat: Seat, level: number, position: number, rank: number, target: Target) {
    this.seat = seat;
    this.level = level;
    this.position = position;
    this.rank = rank;
    this.minLevel = target.minLevel;
    this.rampMs = target.group?.rampMs ?? 0;
  }
  get agent(): RoutingAgent {
    return this.seat.agent;
  }
  get share(): number {
    return this.seat.share;
  }
}

/**
 * What each place of a field could do for one medium, for an entry that nobody was asked about yet. Only a seat that was taken is
 * looked at again: hundreds of agents for each of thousands of entries is what a busy round consists of.
 */
class Sight {
  readonly verdicts: Verdict[] = [];
  eligible: readonly Place[] = [];
  readonly #places: readonly Place[];
  readonly #medium: Medium;
  readonly #now: number;
  readonly #letters: Buffer;
  readonly #free: Buffer;
  readonly #idle: string[] = [];
  #idleText: string | undefined;
  readonly #stale: number[] = [];
  /** Everyone eligible, whoever comes first leading; one list for each strategy that was asked for. */
  readonly #lines = new Map<Ordered, Place[]>();
  #roster: Roster | undefined;

  constructor(places: readonly Place[], medium: Medium, now: number) {
    this.#places = places;
    this.#medium = medium;
    this.#now = now;
    this.#letters = Buffer.alloc(places.length);
    this.#free = Buffer.alloc(places.length);
    for (const [index, { seat }] of places.entries()) {
      this.#stale.push(index);
      seat.onTaken(() => this.#stale.push(index));
    }
  }

  /** Brings it up to date. */
  look(): this {
    let eligibleChanged = false;
    if (this.#stale.length > 0) this.#leaveLines();
    for (const index of this.#stale) {
      const place = this.#places[index];
      if (!place) continue;
      const { seat, level, minLevel, rampMs } = place;
      const verdict = verdictOf(seat.agent, {
        ...{ medium: this.#medium, now: this.#now, level, minLevel, rampMs },
        fit: seat.fit(this.#medium),
      });
      if (verdict !== this.verdicts[index]) eligibleChanged = true;
      this.verdicts[index] = verdict;
      this.#letters[index] = letterOf(verdict);
      this.#free[index] = seat.free(this.#medium);
      if (this.#idle[index] !== seat.idle) this.#idleText = undefined;
      this.#idle[index] = seat.idle;
    }
    this.#joinLines();
    this.#stale.length = 0;
    if (eligibleChanged) this.eligible = this.#places.filter((_, index) => this.verdicts[index] === 'eligible');
    return this;
  }

  /** Whoever comes first of all who are eligible. */
  best(strategy: Ordered): Place | undefined {
    const line = this.#lines.get(strategy) ?? this.eligible.toSorted(orders[strategy]);
    this.#lines.set(strategy, line);
    return line[0];
  }

  /** With new figures they stand elsewhere: first all of them step out, then each goes where it belongs. */
  #leaveLines(): void {
    for (const line of this.#lines.values())
      for (const index of this.#stale) {
        const at = line.indexOf(this.#places[index] as Place);
        if (at !== -1) line.splice(at, 1);
      }
  }
  #joinLines(): void {
    for (const [strategy, line] of this.#lines)
      for (const index of new Set(this.#stale)) {
        const place = this.#places[index];
        if (place && this.verdicts[index] === 'eligible') line.splice(placeIn(line, place, orders[strategy]), 0, place);
      }
  }

  get roster(): Roster {
    this.#roster ??= this.#places.map(({ agent, seat }) => ({
      agentId: agent.id,
      displayName: agent.displayName,
      capacity: seat.places(this.#medium),
    }));
    return this.#roster;
  }

  /** As it is now, with other letters at some places. */
  explained(differing: Iterable<readonly [index: number, letter: number]>): Explanation {
    const letters = Buffer.from(this.#letters);
    for (const [index, letter] of differing) letters[index] = letter;
    this.#idleText ??= this.#idle.join(',');
    return {
      roster: this.roster,
      verdicts: letters.toString('latin1'),
      free: this.#free.toString('latin1'),
      idle: this.#idleText,
    };
  }
}

/** Before whom somebody goes, found by halving. */
const placeIn = (line: readonly Place[], place: Place, compare: (a: Place, b: Place) => number): number => {
  let [from, to] = [0, line.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = line[middle];
    if (other && compare(other, place) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** Everyone a stage looks at, in order. */
export class Field {
  readonly groups: readonly (RoutingGroup | undefined)[];
  readonly places: readonly Place[];
  readonly #sights = new Map<Medium, Sight>();
  readonly #now: number;

  constructor(groups: readonly (RoutingGroup | undefined)[], places: readonly Place[], now: number) {
    this.groups = groups;
    this.places = places;
    this.#now = now;
  }

  sight(medium: Medium): Sight {
    const sight = this.#sights.get(medium) ?? new Sight(this.places, medium, this.#now);
    this.#sights.set(medium, sight);
    return sight.look();
  }
}

interface Target {
  readonly group: RoutingGroup | undefined;
  readonly minLevel: number;
  readonly seats: readonly { readonly seat: Seat; readonly level: number; readonly position: number }[];
}

const targetsOf = (stage: SearchStage, people: People): Target[] => {
  if (stage.kind === 'skill_group')
    return stage.groups.map(({ groupId, minLevel }) => ({
      group: people.groups.get(groupId),
      minLevel,
      seats: (people.members.get(groupId) ?? []).map((seat) => {
        const { level = 0, position = 0 } = seat.agent.groups.get(groupId) ?? {};
        return { seat, level, position };
      }),
    }));
  const ids = stage.kind === 'agents' ? stage.agentIds : stage.agentId === null ? [] : [stage.agentId];
  const seats = ids.flatMap((id, position) => {
    const seat = people.seats.get(id);
    return seat ? [{ seat, level: 1, position }] : [];
  });
  return [{ group: undefined, minLevel: 1, seats }];
};

/** What a stage names, as a text; stages with the same text look at the same people. */
export const nameOf = (stage: SearchStage): string => {
  switch (stage.kind) {
    case 'skill_group':
      return stage.groups.map((one) => `${one.groupId}/${one.minLevel}`).join(' ');
    case 'agents':
      return stage.agentIds.join(' ');
    case 'designated_agent':
    case 'regular_agent':
      return stage.agentId ?? '';
  }
};

export const fieldOf = (stage: SearchStage, people: People): Field => {
  const targets = targetsOf(stage, people);
  const seen = new Set<AgentId>();
  const places = targets.flatMap((target, rank) =>
    target.seats.flatMap(({ seat, level, position }) => {
      // A member of two groups of the stage counts for the first one whose level suffices.
      if (seen.has(seat.agent.id)) return [];
      if (level >= target.minLevel) seen.add(seat.agent.id);
      return [new Place(seat, level, position, rank, target)];
    }),
  );
  const groups = targets.map(({ group }) => group);
  return new Field(groups, places, people.now);
};
