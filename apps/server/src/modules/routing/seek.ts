/** The search of one stage: who is considered, who could be asked, or why nobody can. */
import {
  type AgentId,
  type ChoiceStrategy,
  type ConsideredAgent,
  freePlaces,
  type Medium,
  placesFor,
  type SkillGroupId,
} from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import type { Candidate, Candidates } from './choose.ts';
import { mayComeFree, nextRampStep, type Verdict, verdictOf } from './eligibility.ts';
import type { SearchStage } from './plan.ts';
import type { EarlierAsk, RoutingAgent, RoutingEntry, RoutingGroup } from './snapshot.ts';

/** How long an agent who did not take an entry is left alone with it. */
export const askAgainAfterMs = 10_000;

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

/** One agent as a round sees them; loads grow while offers are decided. */
export interface Seat {
  agent: RoutingAgent;
}
export interface Round {
  readonly now: number;
  readonly random: Random;
  readonly groups: ReadonlyMap<SkillGroupId, RoutingGroup>;
  readonly seats: ReadonlyMap<AgentId, Seat>;
  readonly members: ReadonlyMap<SkillGroupId, readonly Seat[]>;
  /** Stages for which nobody has a free place any more in this round: what comes later need not look. */
  readonly exhausted: Map<string, Nobody>;
}

interface Considered {
  readonly seat: Seat;
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  readonly ask: EarlierAsk | undefined;
  /** Index into the stage's groups; 0 where it names agents. */
  readonly rank: number;
}

export interface Somebody {
  readonly kind: 'somebody';
  readonly candidates: Candidates;
  readonly strategy: ChoiceStrategy;
  readonly group: RoutingGroup | undefined;
  readonly considered: readonly Considered[];
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

const keyOf = (stage: SearchStage, medium: Medium): string | null =>
  stage.kind === 'skill_group'
    ? `${medium} ${stage.groups.map((one) => `${one.groupId}/${one.minLevel}`).join(' ')}`
    : null;

/** Whoever can be asked at this stage, of the first group that has somebody. */
export const seek = (entry: RoutingEntry, stage: SearchStage, round: Round): Somebody | Nobody => {
  const key = keyOf(stage, entry.medium);
  const known = key === null ? undefined : round.exhausted.get(key);
  if (known) return known;
  if (stage.kind === 'designated_agent' && stage.agentId === null && stage.lookupId !== null)
    return { kind: 'nobody', reason: 'lookup_pending', hopeless: false, until: null };
  const targets = targetsOf(stage, round);
  const considered = consider(entry, targets, round);
  const possible = considered.filter(({ verdict }) => verdict === 'eligible' || verdict === 'declined_before');
  if (possible.length === 0) {
    const nobody = nobodyOf(stage, considered, targets, round);
    if (key !== null && entry.excluded.length === 0) round.exhausted.set(key, nobody);
    return nobody;
  }
  const chosen = firstOf(possible.filter((one) => one.verdict === 'eligible')) ?? leastAsked(possible, round.now);
  if (!chosen) {
    const asked = Math.min(...possible.map((one) => one.ask?.lastAt ?? 0)) + askAgainAfterMs;
    return { kind: 'nobody', reason: 'asked_already', hopeless: stage.kind !== 'skill_group', until: asked };
  }
  const { rank, candidates } = chosen;
  const group = targets[rank]?.group;
  return { kind: 'somebody', candidates, strategy: strategyOf(stage, group), group, considered };
};

const strategyOf = (stage: SearchStage, group: RoutingGroup | undefined): ChoiceStrategy =>
  (stage.kind === 'agents' || stage.kind === 'skill_group' ? stage.strategy : null) ??
  group?.strategy ??
  'least_loaded';

// The hot loop: once per waiting entry and member of the groups it may go to.
const consider = (entry: RoutingEntry, targets: readonly Target[], round: Round): Considered[] => {
  const asks = entry.asked.length > 0 ? new Map(entry.asked.map((ask) => [ask.agentId, ask])) : undefined;
  const seen = targets.length > 1 ? new Set<AgentId>() : undefined;
  const found: Considered[] = [];
  for (const [rank, { group, minLevel, seats }] of targets.entries())
    for (const { seat, level, position } of seats) {
      const { agent } = seat;
      // A member of two groups of the stage counts for the first one whose level suffices.
      if (seen?.has(agent.id)) continue;
      if (level >= minLevel) seen?.add(agent.id);
      const ask = asks?.get(agent.id);
      const verdict = verdictOf(agent, {
        medium: entry.medium,
        level,
        minLevel,
        askedBefore: ask !== undefined,
        excluded: entry.excluded.includes(agent.id),
        rampMs: group?.rampMs ?? 0,
        now: round.now,
      });
      found.push({ seat, candidate: { agent, level, position }, verdict, ask, rank });
    }
  return found;
};

const nobodyOf = (
  stage: SearchStage,
  considered: readonly Considered[],
  targets: readonly Target[],
  round: Round,
): Nobody => {
  if (considered.length === 0) return { kind: 'nobody', reason: 'no_members', hopeless: true, until: null };
  const online = considered.some(({ seat }) => seat.agent.state === 'online');
  const steps = considered.flatMap(({ seat, verdict, rank }) => {
    const step = verdict === 'ramping' ? nextRampStep(seat.agent, targets[rank]?.group?.rampMs ?? 0, round.now) : null;
    return step === null ? [] : [step];
  });
  return {
    kind: 'nobody',
    reason: online ? 'no_free_place' : 'nobody_online',
    // People come and go in a group; an agent by name who is away is passed over at once.
    hopeless: stage.kind !== 'skill_group' && !considered.some(({ verdict }) => mayComeFree(verdict)),
    until: steps.length > 0 ? Math.min(...steps) : null,
  };
};

const firstOf = (
  possible: readonly Considered[],
): { readonly rank: number; readonly candidates: Candidates } | undefined => {
  const rank = possible.reduce((least, one) => Math.min(least, one.rank), Number.POSITIVE_INFINITY);
  const [first, ...more] = possible.filter((one) => one.rank === rank).map((one) => one.candidate);
  return first && { rank, candidates: [first, ...more] };
};

/** Of those whose pause is over, the ones who were asked least often. */
const leastAsked = (possible: readonly Considered[], now: number): ReturnType<typeof firstOf> => {
  // An ask "in the future" means that the clock was set back: it must not block the agent until then.
  const rested = possible.filter(({ ask }) => ask && (ask.lastAt > now || now - ask.lastAt >= askAgainAfterMs));
  const fewest = Math.min(...rested.map(({ ask }) => ask?.times ?? 0));
  return firstOf(rested.filter(({ ask }) => ask?.times === fewest));
};

/** Everyone who was looked at, and why each was or was not chosen. */
export const explain = (found: Somebody, medium: Medium, now: number, chosen: Candidate): ConsideredAgent[] => {
  const rankOf = found.considered.find((one) => one.candidate === chosen)?.rank ?? 0;
  return found.considered.map((one) => {
    const later = one.verdict === 'eligible' && one.rank > rankOf;
    return told(one, one.candidate === chosen ? 'chosen' : later ? 'later_choice' : one.verdict, medium, now);
  });
};

/** Everyone a stage looks at, with what each could do now; nobody is chosen. */
export const survey = (entry: RoutingEntry, stage: SearchStage, round: Round): ConsideredAgent[] =>
  consider(entry, targetsOf(stage, round), round).map((one) => told(one, one.verdict, entry.medium, round.now));

const told = (
  { candidate: { agent } }: Considered,
  verdict: ConsideredAgent['verdict'],
  medium: Medium,
  now: number,
): ConsideredAgent => ({
  agentId: agent.id,
  displayName: agent.displayName,
  verdict,
  freePlaces: freePlaces(agent.capacity, agent.loads, medium),
  capacity: placesFor(agent.capacity, medium),
  idleMs: agent.idleSince === null ? null : Math.max(0, Math.round(now - agent.idleSince)),
});
