/** The search of one stage: who is considered, who could be asked, or why nobody can. */
import type { ChoiceStrategy, ConsideredAgent, Medium, RoutingReason, WaitReason } from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import type { Candidate, Candidates } from './choose.ts';
import { mayComeFree, nextRampStep, type Verdict } from './eligibility.ts';
import { consideredIn, type Explanation, letterOf } from './explanation.ts';
import { type Field, fieldOf, nameOf, type People, type Place } from './field.ts';
import type { SearchStage } from './plan.ts';
import type { EarlierAsk, RoutingEntry, RoutingGroup } from './snapshot.ts';

/**
 * How long an agent who did not take an entry is left alone with it: the longer the more often they said no or did not answer.
 * 0 times: it was only taken back from them.
 */
export const askAgainAfter = (times: number): number =>
  pausesMs[Math.min(times, pausesMs.length - 1)] ?? longestPauseMs;
const longestPauseMs = 120_000;
const pausesMs = [10_000, 30_000, 60_000, longestPauseMs];

export interface Round extends People {
  readonly random: Random;
  /** Stages for which nobody has a free place any more in this round: what comes later need not look. */
  readonly exhausted: Map<string, Nobody>;
  /** Whom a stage looks at, by what it names: the same for every entry of a round. */
  readonly fields: Map<string, Field>;
}

export interface Somebody {
  readonly kind: 'somebody';
  readonly candidates: Candidates;
  /** Whom the strategy takes, where it is known without comparing all of them. */
  readonly best: Candidate | undefined;
  readonly strategy: ChoiceStrategy;
  readonly onlyOne: RoutingReason['onlyOne'];
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

const knownField = (stage: SearchStage, name: string, round: Round): Field => {
  const field = round.fields.get(name) ?? fieldOf(stage, round);
  round.fields.set(name, field);
  return field;
};

/**
 * Whoever can be asked at this stage, of the first group that has somebody. Those who did not take it are asked `again` only at the
 * last stage, when nobody else can; before it the next stage has its turn.
 */
export const seek = (entry: RoutingEntry, stage: SearchStage, round: Round, again: boolean): Somebody | Nobody => {
  const name = nameOf(stage);
  // What the round remembers of a stage is true for whoever has no history with its people.
  const untried = entry.asked.length + entry.excluded.length === 0;
  const key = untried && stage.kind === 'skill_group' ? `${entry.medium} ${name}` : null;
  const known = key === null ? undefined : round.exhausted.get(key);
  if (known) return known;
  if (stage.kind === 'designated_agent' && stage.agentId === null && stage.lookupId !== null)
    return { kind: 'nobody', reason: 'lookup_pending', hopeless: false, until: null };
  const field = knownField(stage, name, round);
  const { verdicts, eligible, asked } = judge(entry, field);
  if (eligible.length + asked.length === 0) {
    const nobody = nobodyOf(stage, field, { verdicts, refused: refusedBy(entry, again) }, round);
    if (key !== null) round.exhausted.set(key, nobody);
    return nobody;
  }
  const refused = refusedBy(entry, again);
  const mayBeAsked = asked.filter((place) => !refused(place));
  const fresh = firstOf(eligible);
  const chosen = fresh ?? leastAsked(mayBeAsked, entry, round.now);
  if (!chosen) {
    const pauses = mayBeAsked.map((place) => pauseOver(askOf(entry, place)));
    return {
      kind: 'nobody',
      reason: 'asked_already',
      hopeless: pauses.length === 0 && !somebodyMayCome(field, { verdicts, refused }),
      until: pauses.length > 0 ? Math.min(...pauses) : null,
    };
  }
  const { rank, candidates } = chosen;
  const group = field.groups[rank];
  const strategy = strategyOf(stage, group);
  const sight = field.sight(entry.medium);
  const allOfThem: readonly Candidate[] = candidates;
  const best = allOfThem === sight.eligible && strategy !== 'random' ? sight.best(strategy) : undefined;
  const onlyOne = fresh && candidates.length === 1 ? onlyOneOf(field, rank, verdicts) : null;
  return { kind: 'somebody', candidates, best, strategy, onlyOne, group, field, verdicts };
};

/** Is nobody else of the group free, or nobody else left of those who are. */
const onlyOneOf = ({ places }: Field, rank: number, verdicts: readonly Verdict[]): 'free' | 'left' => {
  const others = places.some((place, index) => {
    const verdict = verdicts[index];
    const passedBy = verdict === 'declined_before' || verdict === 'excluded' || verdict === 'ramping';
    return passedBy && place.rank === rank && place.level >= place.minLevel;
  });
  return others ? 'left' : 'free';
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

/** What everybody could do, and how this entry differs from others: who was asked already, and who hands it over. */
const judge = (entry: RoutingEntry, field: Field): Judged => {
  const { verdicts, eligible } = field.sight(entry.medium);
  if (entry.asked.length + entry.excluded.length === 0) return { verdicts, eligible, asked: [] };
  const asks = new Set(entry.asked.map((ask) => ask.agentId));
  const excluded = new Set(entry.excluded);
  const own = field.places.map(({ agent }, index): Verdict => {
    const verdict = verdicts[index] ?? 'offline';
    if (excluded.has(agent.id)) return 'excluded';
    return verdict === 'eligible' && asks.has(agent.id) ? 'declined_before' : verdict;
  });
  const those = (wanted: Verdict): Place[] => field.places.filter((_, index) => own[index] === wanted);
  return { verdicts: own, eligible: those('eligible'), asked: those('declined_before') };
};

interface Seen {
  readonly verdicts: readonly Verdict[];
  /** Not to be asked about this entry at this stage, whatever they have to do. */
  readonly refused: (place: Place) => boolean;
}

/** It was taken back from them, or they said no and this is not the stage that asks twice. */
const refusedBy =
  ({ asked, excluded }: RoutingEntry, again: boolean): Seen['refused'] =>
  ({ agent }) =>
    excluded.includes(agent.id) || (!again && asked.some((ask) => ask.agentId === agent.id && ask.times > 0));

const somebodyMayCome = ({ places }: Field, { verdicts, refused }: Seen): boolean =>
  places.some((place, index) => mayComeFree(verdicts[index] ?? 'offline') && !refused(place));

const nobodyOf = (stage: SearchStage, field: Field, seen: Seen, round: Round): Nobody => {
  const { places } = field;
  if (places.length === 0) return { kind: 'nobody', reason: 'no_members', hopeless: true, until: null };
  const { verdicts } = seen;
  // Of those the stage asks for; a beginner who is there does not make an expert be there.
  const there = places.some(
    ({ agent, level, minLevel }) => level >= minLevel && (agent.state === 'online' || agent.state === 'wrap_up'),
  );
  const steps = places.flatMap(({ agent, rampMs }, index) => {
    const step = verdicts[index] === 'ramping' ? nextRampStep(agent, rampMs, round.now) : null;
    return step === null ? [] : [step];
  });
  const lost = !somebodyMayCome(field, seen);
  const reason = lost ? noOf(field, seen) : undefined;
  return {
    kind: 'nobody',
    reason: reason ?? (there ? 'no_free_place' : 'nobody_online'),
    // People come and go in a group, unless whoever could come is not to be asked; an agent by name who is away is passed over.
    hopeless: lost && (stage.kind !== 'skill_group' || reason !== undefined),
    until: steps.length > 0 ? Math.min(...steps) : null,
  };
};

/** Why whoever is there, or could be, is not to be asked; undefined: there is nobody of whom that is known. */
const noOf = ({ places }: Field, { verdicts, refused }: Seen): WaitReason | undefined => {
  let found: WaitReason | undefined;
  for (const [index, place] of places.entries()) {
    // A beginner who is not to be asked changes nothing for whoever wants an expert.
    if (place.level < place.minLevel) continue;
    if (verdicts[index] === 'excluded') return 'taken_back';
    if (refused(place)) found = 'asked_already';
    else if (verdicts[index] === 'leaving') found ??= 'leaving';
  }
  return found;
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

/** Everyone who was looked at, and why each was or was not chosen. */
export const explain = (
  field: Field,
  verdicts: readonly Verdict[],
  medium: Medium,
  chosen?: Candidate,
): Explanation => {
  const sight = field.sight(medium);
  const place = field.places.find((one) => one === chosen);
  const differing: [number, number][] = [];
  const severalRanks = field.groups.length > 1;
  if (place === undefined || severalRanks || verdicts !== sight.verdicts)
    for (const [index, one] of field.places.entries()) {
      const verdict = verdicts[index] ?? 'offline';
      const later = verdict === 'eligible' && place !== undefined && one.rank > place.rank;
      differing.push([index, letterOf(later ? 'later_choice' : verdict)]);
    }
  if (place) differing.push([field.places.indexOf(place), letterOf('chosen')]);
  return sight.explained(differing);
};

/** Everyone a stage looks at, with what each could do now; nobody is chosen. */
export const survey = (entry: RoutingEntry, stage: SearchStage, round: Round): ConsideredAgent[] => {
  const field = knownField(stage, nameOf(stage), round);
  return consideredIn(explain(field, judge(entry, field).verdicts, entry.medium));
};
