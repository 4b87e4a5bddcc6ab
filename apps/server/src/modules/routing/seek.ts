/** The search of one stage: who is considered, who could be asked, or why nobody can. */
import type { AgentId, ChoiceStrategy, ConsideredAgent, Fit, Medium, SkillGroupId } from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import type { Candidate, Candidates } from './choose.ts';
import { mayComeFree, nextRampStep, type Verdict, verdictOf } from './eligibility.ts';
import { consideredIn, type Explanation, letterOf, type Roster } from './explanation.ts';
import type { SearchStage } from './plan.ts';
import type { Seat } from './seat.ts';
import type { EarlierAsk, RoutingAgent, RoutingEntry, RoutingGroup } from './snapshot.ts';

/**
 * How long an agent who did not take an entry is left alone with it: the longer the more often they said no or did not answer.
 * 0 times: it was only taken back from them.
 */
export const askAgainAfter = (times: number): number =>
  pausesMs[Math.min(times, pausesMs.length - 1)] ?? longestPauseMs;
const longestPauseMs = 120_000;
const pausesMs = [10_000, 30_000, 60_000, longestPauseMs];

export type WaitReason =
  /** The plan names a group that is gone or has no members, or an agent nobody knows. */
  | 'no_members'
  | 'nobody_online'
  | 'no_free_place'
  /** All who could take it did not; they are asked again after a pause. */
  | 'asked_already'
  /** The page of a voice or video caller is not there at present. */
  | 'visitor_away'
  /** The business system has not said yet whose contact this is. */
  | 'lookup_pending'
  /** Wants to be rung back later. */
  | 'not_yet'
  /** Nobody is looked for: the visitor is offered other ways. */
  | 'options_only';

export interface Round {
  readonly now: number;
  readonly random: Random;
  readonly groups: ReadonlyMap<SkillGroupId, RoutingGroup>;
  readonly seats: ReadonlyMap<AgentId, Seat>;
  readonly members: ReadonlyMap<SkillGroupId, readonly Seat[]>;
  /** Stages for which nobody has a free place any more in this round: what comes later need not look. */
  readonly exhausted: Map<string, Nobody>;
  /** Whom a stage looks at, by what it names: the same for every entry of a round. */
  readonly fields: Map<string, Field>;
}

/** One agent at one stage. */
class Place implements Candidate {
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

/** Everyone a stage looks at, in order. */
interface Field {
  readonly groups: readonly (RoutingGroup | undefined)[];
  readonly places: readonly Place[];
  readonly rosters: Map<Medium, Roster>;
}

export interface Somebody {
  readonly kind: 'somebody';
  readonly candidates: Candidates;
  readonly strategy: ChoiceStrategy;
  readonly group: RoutingGroup | undefined;
  readonly field: Field;
  /** One for each place of the field. */
  readonly verdicts: readonly Verdict[];
}
export interface Nobody {
  readonly kind: 'nobody';
  readonly reason: WaitReason;
  /** True when waiting at this stage cannot help by itself: the next one has its turn at once. */
  readonly hopeless: boolean;
  /** Epoch ms when time alone may change that; null: only an event can. */
  readonly until: number | null;
}

interface Target {
  readonly group: RoutingGroup | undefined;
  readonly minLevel: number;
  readonly seats: readonly { readonly seat: Seat; readonly level: number; readonly position: number }[];
}

const targetsOf = (stage: SearchStage, round: Round): Target[] => {
  if (stage.kind === 'skill_group')
    return stage.groups.map(({ groupId, minLevel }) => ({
      group: round.groups.get(groupId),
      minLevel,
      seats: (round.members.get(groupId) ?? []).map((seat) => {
        const { level = 0, position = 0 } = seat.agent.groups.get(groupId) ?? {};
        return { seat, level, position };
      }),
    }));
  const ids = stage.kind === 'agents' ? stage.agentIds : stage.agentId === null ? [] : [stage.agentId];
  const seats = ids.flatMap((id, position) => {
    const seat = round.seats.get(id);
    return seat ? [{ seat, level: 1, position }] : [];
  });
  return [{ group: undefined, minLevel: 1, seats }];
};

/** What a stage names, as a text; stages with the same text look at the same people. */
const nameOf = (stage: SearchStage): string => {
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

const fieldOf = (stage: SearchStage, name: string, round: Round): Field => {
  const known = round.fields.get(name);
  if (known) return known;
  const targets = targetsOf(stage, round);
  const seen = new Set<AgentId>();
  const places = targets.flatMap((target, rank) =>
    target.seats.flatMap(({ seat, level, position }) => {
      // A member of two groups of the stage counts for the first one whose level suffices.
      if (seen.has(seat.agent.id)) return [];
      if (level >= target.minLevel) seen.add(seat.agent.id);
      return [new Place(seat, level, position, rank, target)];
    }),
  );
  const field = { groups: targets.map(({ group }) => group), places, rosters: new Map<Medium, Roster>() };
  round.fields.set(name, field);
  return field;
};

/**
 * Whoever can be asked at this stage, of the first group that has somebody. Those who did not take it are asked `again` only at the
 * last stage, when nobody else can; before it the next stage has its turn.
 */
export const seek = (entry: RoutingEntry, stage: SearchStage, round: Round, again: boolean): Somebody | Nobody => {
  const name = nameOf(stage);
  const key = stage.kind === 'skill_group' ? `${entry.medium} ${name}` : null;
  const known = key === null ? undefined : round.exhausted.get(key);
  if (known) return known;
  if (stage.kind === 'designated_agent' && stage.agentId === null && stage.lookupId !== null)
    return { kind: 'nobody', reason: 'lookup_pending', hopeless: false, until: null };
  const field = fieldOf(stage, name, round);
  const { verdicts, eligible, asked } = judge(entry, field, round.now);
  if (eligible.length + asked.length === 0) {
    const nobody = nobodyOf(stage, field, verdicts, round);
    if (key !== null && entry.excluded.length === 0) round.exhausted.set(key, nobody);
    return nobody;
  }
  const mayBeAsked = again ? asked : asked.filter((place) => askOf(entry, place)?.times === 0);
  const chosen = firstOf(eligible) ?? leastAsked(mayBeAsked, entry, round.now);
  if (!chosen) {
    const pauses = mayBeAsked.map((place) => pauseOver(askOf(entry, place)));
    return {
      kind: 'nobody',
      reason: 'asked_already',
      hopeless: pauses.length === 0 && !verdicts.some(mayComeFree),
      until: pauses.length > 0 ? Math.min(...pauses) : null,
    };
  }
  const { rank, candidates } = chosen;
  const group = field.groups[rank];
  return { kind: 'somebody', candidates, strategy: strategyOf(stage, group), group, field, verdicts };
};

const strategyOf = (stage: SearchStage, group: RoutingGroup | undefined): ChoiceStrategy =>
  (stage.kind === 'agents' || stage.kind === 'skill_group' ? stage.strategy : null) ??
  group?.strategy ??
  'least_loaded';

const askOf = (entry: RoutingEntry, place: Place): EarlierAsk | undefined =>
  entry.asked.find((ask) => ask.agentId === place.agent.id);

interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly eligible: readonly Place[];
  /** Would do, but were asked about this entry before. */
  readonly asked: readonly Place[];
}

// The hot loop: once per waiting entry and member of the groups it may go to. Makes as few objects as it can.
const judge = (entry: RoutingEntry, field: Field, now: number): Judged => {
  const { medium } = entry;
  const asks = entry.asked.length > 0 ? new Set(entry.asked.map((ask) => ask.agentId)) : undefined;
  const excluded = entry.excluded.length > 0 ? new Set(entry.excluded) : undefined;
  const need = {
    medium,
    now,
    level: 0,
    minLevel: 0,
    rampMs: 0,
    askedBefore: false,
    excluded: false,
    fit: 'fits' as Fit,
  };
  const verdicts: Verdict[] = [];
  const eligible: Place[] = [];
  const asked: Place[] = [];
  for (const place of field.places) {
    const { agent } = place.seat;
    need.level = place.level;
    need.minLevel = place.minLevel;
    need.rampMs = place.rampMs;
    need.fit = place.seat.fit(medium);
    need.askedBefore = asks?.has(agent.id) ?? false;
    need.excluded = excluded?.has(agent.id) ?? false;
    const verdict = verdictOf(agent, need);
    verdicts.push(verdict);
    if (verdict === 'eligible') eligible.push(place);
    else if (verdict === 'declined_before') asked.push(place);
  }
  return { verdicts, eligible, asked };
};

const nobodyOf = (stage: SearchStage, field: Field, verdicts: readonly Verdict[], round: Round): Nobody => {
  const { places } = field;
  if (places.length === 0) return { kind: 'nobody', reason: 'no_members', hopeless: true, until: null };
  const online = places.some(({ agent }) => agent.state === 'online');
  const steps = places.flatMap(({ agent, rampMs }, index) => {
    const step = verdicts[index] === 'ramping' ? nextRampStep(agent, rampMs, round.now) : null;
    return step === null ? [] : [step];
  });
  return {
    kind: 'nobody',
    reason: online ? 'no_free_place' : 'nobody_online',
    // People come and go in a group; an agent by name who is away is passed over at once.
    hopeless: stage.kind !== 'skill_group' && !verdicts.some(mayComeFree),
    until: steps.length > 0 ? Math.min(...steps) : null,
  };
};

const areSome = (places: readonly Place[]): places is readonly [Place, ...Place[]] => places.length > 0;

const firstOf = (
  possible: readonly Place[],
): { readonly rank: number; readonly candidates: Candidates } | undefined => {
  if (!areSome(possible)) return undefined;
  // Places are in the order of ranks.
  const { rank } = possible[0];
  if (possible.at(-1)?.rank === rank) return { rank, candidates: possible };
  const candidates = possible.filter((one) => one.rank === rank);
  return areSome(candidates) ? { rank, candidates } : undefined;
};

const pauseOver = (ask: EarlierAsk | undefined): number => (ask ? ask.lastAt + askAgainAfter(ask.times) : 0);

/** Of those whose pause is over, the ones who were asked least often. */
const leastAsked = (asked: readonly Place[], entry: RoutingEntry, now: number): ReturnType<typeof firstOf> => {
  const known = asked.map((place) => ({ place, ask: askOf(entry, place) }));
  // An ask "in the future" means that the clock was set back: it must not block the agent until then.
  const rested = known.filter(({ ask }) => ask && (ask.lastAt > now || pauseOver(ask) <= now));
  const fewest = Math.min(...rested.map(({ ask }) => ask?.times ?? 0));
  return firstOf(rested.filter(({ ask }) => ask?.times === fewest).map(({ place }) => place));
};

const rosterOf = ({ places, rosters }: Field, medium: Medium): Roster => {
  const known = rosters.get(medium);
  if (known) return known;
  const roster = places.map(({ agent, seat }) => ({
    agentId: agent.id,
    displayName: agent.displayName,
    capacity: seat.places(medium),
  }));
  rosters.set(medium, roster);
  return roster;
};

/** Everyone who was looked at, and why each was or was not chosen. */
export const explain = (
  field: Field,
  verdicts: readonly Verdict[],
  medium: Medium,
  chosen?: Candidate,
): Explanation => {
  const rank =
    chosen === undefined ? Number.POSITIVE_INFINITY : (field.places.find((one) => one === chosen)?.rank ?? 0);
  // Character codes and one join: gluing hundreds of texts together letter by letter keeps the collector busy.
  const letters: number[] = [];
  const free: number[] = [];
  const idle: string[] = [];
  let index = 0;
  for (const place of field.places) {
    const verdict = verdicts[index] ?? 'offline';
    index += 1;
    const later = verdict === 'eligible' && place.rank > rank;
    letters.push(letterOf(place === chosen ? 'chosen' : later ? 'later_choice' : verdict));
    free.push(place.seat.free(medium));
    idle.push(place.seat.idle);
  }
  return { roster: rosterOf(field, medium), verdicts: textOf(letters), free: textOf(free), idle: idle.join(',') };
};

/** In pieces: a call takes only so many arguments. */
const textOf = (codes: readonly number[]): string => {
  let text = '';
  for (let at = 0; at < codes.length; at += 4_096) text += String.fromCharCode(...codes.slice(at, at + 4_096));
  return text;
};

/** Everyone a stage looks at, with what each could do now; nobody is chosen. */
export const survey = (entry: RoutingEntry, stage: SearchStage, round: Round): ConsideredAgent[] => {
  const field = fieldOf(stage, nameOf(stage), round);
  return consideredIn(explain(field, judge(entry, field, round.now).verdicts, entry.medium));
};
