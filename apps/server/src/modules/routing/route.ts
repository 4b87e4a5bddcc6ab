/**
 * The router: one pure function from the world to decisions. It runs live (under the leader lock), in tests and in
 * simulations, and it is the only place that decides who is asked.
 *
 * Order: priority, then waiting time, strictly first-in first-out. An entry that nobody can take now never holds up the
 * ones behind it. Whoever was asked about an entry and did not take it is asked again only when nobody else can take it,
 * and not before a pause.
 */
import {
  type AgentId,
  type ConsideredAgent,
  freePlaces,
  type Medium,
  placesFor,
  type QueueEntryId,
  type RoutingReason,
  type SkillGroupId,
} from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import { type Candidate, choose } from './choose.ts';
import { type Verdict, verdictOf } from './eligibility.ts';
import { type PlanStage, stageAt } from './plan.ts';
import type { RoutingAgent, RoutingEntry, RoutingGroup, RoutingSnapshot } from './snapshot.ts';

/** How long an agent who did not take an entry is left alone with it. */
export const askAgainAfterMs = 10_000;

export type WaitReason =
  /** The plan names a group that is gone or has no members. */
  | 'no_members'
  | 'nobody_online'
  | 'no_free_place'
  /** All who could take it did not; they are asked again after a pause. */
  | 'asked_already'
  /** The page of a voice or video caller is not there at present. */
  | 'visitor_away';

export interface OfferDecision {
  readonly kind: 'offer';
  readonly entryId: QueueEntryId;
  readonly agentId: AgentId;
  readonly medium: Medium;
  /** 0-based. */
  readonly stageIndex: number;
  readonly ringMs: number;
  readonly reason: RoutingReason;
}
export interface WaitDecision {
  readonly kind: 'wait';
  readonly entryId: QueueEntryId;
  readonly stageIndex: number;
  readonly reason: WaitReason;
  /** Epoch ms when looking again may change the answer by the passing of time alone; null: only an event can. */
  readonly until: number | null;
}
export type RoutingDecision = OfferDecision | WaitDecision;

interface Member {
  agent: RoutingAgent;
}
interface Round {
  readonly now: number;
  readonly random: Random;
  readonly groups: ReadonlyMap<SkillGroupId, RoutingGroup>;
  /** Who is in a group; the agents change while offers are decided. */
  readonly members: ReadonlyMap<SkillGroupId, readonly Member[]>;
  /** Stages for which nobody has a free place any more in this round: what comes later need not look. */
  readonly exhausted: Map<string, WaitReason>;
}

/** Every waiting entry gets exactly one decision. Same snapshot, time and random numbers: same decisions. */
export const route = (snapshot: RoutingSnapshot, now: number, random: Random): readonly RoutingDecision[] => {
  const round = startRound(snapshot, now, random);
  const ringing = new Set(snapshot.offers.map((offer) => offer.entryId));
  return snapshot.entries
    .filter((entry) => !ringing.has(entry.id))
    .toSorted(inOrder)
    .map((entry) => decide(entry, round));
};

const inOrder = (a: RoutingEntry, b: RoutingEntry): number =>
  b.plan.priority - a.plan.priority || a.enqueuedAt - b.enqueuedAt || (a.id < b.id ? -1 : 1);

const startRound = (snapshot: RoutingSnapshot, now: number, random: Random): Round => {
  const members = new Map<SkillGroupId, Member[]>(snapshot.groups.map((group) => [group.id, []]));
  for (const agent of snapshot.agents) {
    const member = { agent };
    for (const groupId of agent.groups.keys()) members.get(groupId)?.push(member);
  }
  const groups = new Map(snapshot.groups.map((group) => [group.id, group]));
  return { now, random, groups, members, exhausted: new Map() };
};

const decide = (entry: RoutingEntry, round: Round): RoutingDecision => {
  const { index, untilMs } = stageAt(entry.plan, round.now - entry.enqueuedAt);
  const stage = entry.plan.stages[index];
  if (!stage) throw new Error('A routing plan needs at least one stage');
  const stageEnd = untilMs === null ? null : entry.enqueuedAt + untilMs;
  const wait = (reason: WaitReason, until: number | null = null): WaitDecision => ({
    kind: 'wait',
    entryId: entry.id,
    stageIndex: index,
    reason,
    until: earliest(until, stageEnd),
  });
  if (entry.visitorAway && entry.medium !== 'text') return wait('visitor_away');
  const key = `${stage.groupId} ${stage.minLevel} ${entry.medium}`;
  const known = round.exhausted.get(key);
  if (known) return wait(known);
  const group = round.groups.get(stage.groupId);
  const look = lookAround(entry, stage, round);
  if (!group || look.members.length === 0) return wait('no_members');
  if (look.fresh.length + look.asked.length === 0) {
    const reason = look.online ? 'no_free_place' : 'nobody_online';
    round.exhausted.set(key, reason);
    return wait(reason);
  }
  const candidates = look.fresh.length > 0 ? look.fresh : leastAsked(look.asked, round.now);
  if (!isNotEmpty(candidates)) return wait('asked_already', askAgainAt(look.asked));
  const chosen = choose[group.strategy](candidates, round.random);
  const considered = consider(look, entry.medium, round.now, chosen);
  take(memberOf(look.members, chosen), entry.medium, round.now);
  return {
    kind: 'offer',
    entryId: entry.id,
    agentId: chosen.agent.id,
    medium: entry.medium,
    stageIndex: index,
    ringMs: group.ringMs,
    reason: {
      rule: entry.rule,
      stage: index + 1,
      stageKind: stage.kind,
      groupName: group.name,
      strategy: group.strategy,
      considered,
    },
  };
};

interface AskedCandidate extends Candidate {
  readonly times: number;
  readonly lastAt: number;
}
interface Look {
  readonly members: readonly Member[];
  /** One per member, in the same order. */
  readonly verdicts: readonly Verdict[];
  readonly fresh: readonly Candidate[];
  readonly asked: readonly AskedCandidate[];
  readonly online: boolean;
}

// The hot loop: once per waiting entry and member of its group.
const lookAround = (entry: RoutingEntry, stage: PlanStage, round: Round): Look => {
  const earlier = entry.asked.length > 0 ? new Map(entry.asked.map((ask) => [ask.agentId, ask])) : undefined;
  const members = round.members.get(stage.groupId) ?? [];
  const fresh: Candidate[] = [];
  const asked: AskedCandidate[] = [];
  let online = false;
  const verdicts = members.map(({ agent }) => {
    const level = agent.groups.get(stage.groupId) ?? 0;
    const ask = earlier?.get(agent.id);
    const need = { medium: entry.medium, level, minLevel: stage.minLevel, askedBefore: ask !== undefined };
    const verdict = verdictOf(agent, need);
    online ||= agent.state === 'online';
    if (verdict === 'eligible') fresh.push({ agent, level });
    if (verdict === 'declined_before' && ask) asked.push({ agent, level, times: ask.times, lastAt: ask.lastAt });
    return verdict;
  });
  return { members, verdicts, fresh, asked, online };
};

/** Of those whose pause is over, the ones who were asked least often. */
const leastAsked = (asked: readonly AskedCandidate[], now: number): readonly Candidate[] => {
  // An ask "in the future" means that the clock was set back: it must not block the agent until then.
  const rested = asked.filter((one) => one.lastAt > now || now - one.lastAt >= askAgainAfterMs);
  const fewest = Math.min(...rested.map((one) => one.times));
  return rested.filter((one) => one.times === fewest);
};

const askAgainAt = (asked: readonly AskedCandidate[]): number =>
  Math.min(...asked.map((one) => one.lastAt)) + askAgainAfterMs;

const consider = (look: Look, medium: Medium, now: number, chosen: Candidate): ConsideredAgent[] =>
  look.members.map(({ agent }, index) => ({
    agentId: agent.id,
    displayName: agent.displayName,
    verdict: agent === chosen.agent ? 'chosen' : (look.verdicts[index] ?? 'offline'),
    freePlaces: freePlaces(agent.capacity, agent.loads, medium),
    capacity: placesFor(agent.capacity, medium),
    idleMs: agent.idleSince === null ? null : Math.max(0, Math.round(now - agent.idleSince)),
  }));

const memberOf = (members: readonly Member[], chosen: Candidate): Member => {
  const found = members.find((member) => member.agent === chosen.agent);
  if (!found) throw new Error('A strategy chose an agent who was no candidate');
  return found;
};

/** The rest of the round sees the place as taken. */
const take = (member: Member, medium: Medium, now: number): void => {
  const { agent } = member;
  member.agent = {
    ...agent,
    loads: { ...agent.loads, [medium]: agent.loads[medium] + 1 },
    idleSince: null,
    lastAssignedAt: now,
  };
};

const isNotEmpty = (list: readonly Candidate[]): list is readonly [Candidate, ...Candidate[]] => list.length > 0;

const earliest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
