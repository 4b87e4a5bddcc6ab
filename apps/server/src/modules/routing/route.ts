/**
 * The router: one pure function from the world to decisions. It runs live (under the leader lock), in tests and in
 * simulations, and it is the only place that decides who is asked.
 *
 * Order: priority, which grows with waiting, then waiting time; strictly first-in first-out inside a priority. An entry that
 * nobody can take now never holds up the ones behind it. Whoever was asked about an entry and did not take it is asked again
 * only at the last stage, when nobody else can take it, and not before a pause that grows.
 */
import type {
  AgentId,
  ConsideredAgent,
  Medium,
  PassedStage,
  QueueEntryId,
  RoutingReason,
  SkillGroupId,
  WaitReason,
} from '@visavis/protocol';
import type { Random } from '../../ports/index.ts';
import { choose } from './choose.ts';
import { consideredIn, type Explanation } from './explanation.ts';
import { channelGroupRule, isSearch, type SearchStage, type SkillGroupStage } from './plan.ts';
import {
  type AskedAll,
  heldUntil,
  isWorthStoring,
  nextOfferAt,
  nextStage,
  overAt,
  type Reached,
  shownStage,
  startOf,
} from './progress.ts';
import { Seat } from './seat.ts';
import { explain, type Nobody, type Round, type Somebody, seek, survey } from './seek.ts';
import type { RoutingEntry, RoutingSnapshot } from './snapshot.ts';

/** Whoever has waited so long counts one priority more, so that a stream of important contacts starves nobody. */
export const ageingMs = 300_000;
export const highestPriority = 9;
/** How long an offer of a stage without a group rings. */
export const namedRingMs = 20_000;

type Rare = 'passed' | 'onlyOne' | 'askedBefore';
export type Because = Omit<RoutingReason, 'considered' | Rare> & Partial<Pick<RoutingReason, Rare>>;

export interface OfferDecision {
  readonly kind: 'offer';
  readonly entryId: QueueEntryId;
  readonly agentId: AgentId;
  readonly medium: Medium;
  /** The stage people are told of, 0-based. */
  readonly stageIndex: number;
  /** Where the search is; to be stored with the entry. */
  readonly reached: Reached | null;
  /** The group that was asked; null where the stage names agents. */
  readonly groupId: SkillGroupId | null;
  readonly ringMs: number;
  /** Everyone considered, in little space, and the rest of the reason, without what says nothing. */
  readonly explanation: Explanation;
  readonly because: Because;
  /** The same written out, when somebody asks. */
  readonly reason: RoutingReason;
}
export interface WaitDecision {
  readonly kind: 'wait';
  readonly entryId: QueueEntryId;
  readonly stageIndex: number;
  readonly reached: Reached | null;
  readonly reason: WaitReason;
  /** Stages that the search went past. */
  readonly passed: readonly PassedStage[];
  /** Epoch ms when looking again may change the answer by the passing of time alone; null: only an event can. */
  readonly until: number | null;
  readonly askedAll: AskedAll | null;
}
/** The entry ends as overflowed and goes on in the line of another group. */
export interface OverflowDecision {
  readonly kind: 'overflow';
  readonly entryId: QueueEntryId;
  readonly stageIndex: number;
  readonly groupId: SkillGroupId;
  /** `plan_impossible`: everybody it names is gone, so the group of the channel has to do. */
  readonly reason: 'plan' | 'waited_too_long' | 'plan_impossible';
  /** Stages that the search went past to come there. */
  readonly passed: readonly PassedStage[];
}
/** The entry has waited longer than its group allows and ends. */
export interface ExpireDecision {
  readonly kind: 'expire';
  readonly entryId: QueueEntryId;
  readonly stageIndex: number;
}
export type RoutingDecision = OfferDecision | WaitDecision | OverflowDecision | ExpireDecision;

/** Every waiting entry gets exactly one decision. Same snapshot, time and random numbers: same decisions. */
export const route = (snapshot: RoutingSnapshot, now: number, random: Random): readonly RoutingDecision[] => [
  ...decisionsOn(snapshot, now, random),
];

/** The same one by one, for a caller that stores the first ones while the next are decided, or stops and looks anew. */
export function* decisionsOn(
  snapshot: RoutingSnapshot,
  now: number,
  random: Random,
): Generator<RoutingDecision, undefined> {
  const round = startRound(snapshot, now, random);
  const ringing = new Set(snapshot.offers.map((offer) => offer.entryId));
  const waiting = ringing.size === 0 ? snapshot.entries : snapshot.entries.filter((entry) => !ringing.has(entry.id));
  for (const entry of inOrderOfService(waiting, now)) yield decide(entry, round);
}

/** Everyone a stage of an entry looks at in the world as it is, and whether the next one has its turn at once; nothing is decided. */
export const surveyStage = (
  snapshot: RoutingSnapshot,
  now: number,
  entry: RoutingEntry,
  stage: SearchStage,
): { readonly considered: ConsideredAgent[]; readonly isPassedOver: boolean } => {
  const round = startRound(snapshot, now, () => 0);
  const looked = seek(entry, stage, round, false);
  return {
    considered: survey(entry, stage, round),
    isPassedOver: looked.kind === 'nobody' && looked.hopeless,
  };
};

/** Priority with what waiting has added to it. */
export const agedPriority = (entry: Pick<RoutingEntry, 'priority' | 'enqueuedAt'>, now: number): number =>
  Math.max(
    entry.priority,
    Math.min(highestPriority, entry.priority + Math.floor(Math.max(0, now - entry.enqueuedAt) / ageingMs)),
  );

export const inOrderOfService = <T extends Pick<RoutingEntry, 'id' | 'priority' | 'enqueuedAt'>>(
  entries: readonly T[],
  now: number,
): T[] =>
  entries
    .map((entry) => ({ entry, priority: agedPriority(entry, now) }))
    .sort(
      (a, b) =>
        b.priority - a.priority ||
        a.entry.enqueuedAt - b.entry.enqueuedAt ||
        (a.entry.id < b.entry.id ? -1 : a.entry.id > b.entry.id ? 1 : 0),
    )
    .map(({ entry }) => entry);

const startRound = (snapshot: RoutingSnapshot, now: number, random: Random): Round => {
  const members = new Map<SkillGroupId, Seat[]>(snapshot.groups.map((group) => [group.id, []]));
  const seats = new Map<AgentId, Seat>();
  for (const agent of snapshot.agents) {
    const seat = new Seat(agent, now);
    seats.set(agent.id, seat);
    for (const groupId of agent.groups.keys()) members.get(groupId)?.push(seat);
  }
  const groups = new Map(snapshot.groups.map((group) => [group.id, group]));
  return { now, random, groups, seats, members, exhausted: new Map(), fields: new Map() };
};

const decide = (entry: RoutingEntry, round: Round): RoutingDecision => {
  const { now } = round;
  const start = startOf(entry, now);
  const limit = limitOf(entry, round);
  if (limit !== null && limit <= now) return tooLong(entry, shownStage(entry, start.stage, now), round);
  const until = earliest(nextOfferAt(entry, now), limit);
  const early = notNow(entry, now);
  if (early) return wait(entry, { at: start, passed: noStage }, early, until, now);
  const found = search(entry, start, until, round);
  return found.kind === 'wait' && found.reason === 'no_members' ? (rescue(entry, found, round) ?? found) : found;
};

/** How far the search has come, and over which stages in this decision. */
interface Way {
  readonly at: Reached;
  readonly passed: readonly PassedStage[];
}
const noStage: readonly PassedStage[] = [];

const wait = (
  entry: RoutingEntry,
  { at, passed }: Way,
  { reason, until }: Pick<WaitDecision, 'reason' | 'until'>,
  alsoUntil: number | null,
  now: number,
  askedAll: AskedAll | null = null,
): WaitDecision => ({
  kind: 'wait',
  entryId: entry.id,
  stageIndex: shownStage(entry, at.stage, now),
  reached: isWorthStoring(entry, at.stage) ? at : null,
  reason,
  passed,
  until: earliest(until, alsoUntil),
  askedAll,
});

/** Before the last stage: somebody rests a while after it was taken back from them, or the next stage has its turn `over`. */
const askedAt = ({ reason, until }: Nobody, over: number | null): AskedAll | null => {
  if (reason !== 'asked_already') return null;
  const at = earliest(until, over);
  return { next: until !== null && at === until ? 'again' : 'further', at };
};

const overflow = (
  entryId: QueueEntryId,
  stageIndex: number,
  groupId: SkillGroupId,
  reason: OverflowDecision['reason'],
  passed = noStage,
): OverflowDecision => ({ kind: 'overflow', entryId, stageIndex, groupId, reason, passed });

/** From the stage that was reached, over those whose time is up and those that are hopeless, to the first that has somebody or may have. */
const search = (entry: RoutingEntry, start: Reached, until: number | null, round: Round): RoutingDecision => {
  const { plan } = entry;
  let at = start;
  let passed = noStage;
  // A stage that is passed over in the moment it is reached costs nothing; one that was tried is over now.
  let tried = entry.reached !== null;
  for (;;) {
    const stage = plan.stages[at.stage];
    if (!stage) throw new Error('A routing plan needs at least one stage');
    if (stage.kind === 'overflow') return overflow(entry.id, at.stage, stage.groupId, 'plan', passed);
    const next = nextStage(plan, at.stage);
    const over = overAt(entry, at.stage, at.at);
    if (next !== null && over !== null && over <= round.now) {
      if (isSearch(stage)) passed = [...passed, { stage: at.stage + 1, why: 'time_over' }];
      at = { stage: next, at: over };
      tried = false;
      continue;
    }
    const looked = isSearch(stage) ? seek(entry, stage, round, next === null) : optionsOnly;
    if (looked.kind === 'somebody') return offer(entry, { at, passed }, at.stage, looked, round);
    if (next !== null && looked.hopeless) {
      // A group is given up for what somebody did since, unless nobody is in it.
      const since = tried || (stage.kind === 'skill_group' && looked.reason !== 'no_members') ? round.now : at.at;
      const left = Math.max(since, heldUntil(entry, at.stage));
      if (left <= round.now) {
        passed = [...passed, { stage: at.stage + 1, why: looked.reason }];
        at = { stage: next, at: left };
        tried = false;
        continue;
      }
      const leaves = Number.isFinite(left) ? left : null;
      return wait(entry, { at, passed }, looked, earliest(until, leaves), round.now, askedAt(looked, leaves));
    }
    return next === null
      ? atTheEnd(entry, { at, passed }, looked, until, round)
      : wait(entry, { at, passed }, looked, earliest(until, over), round.now, askedAt(looked, over));
  }
};

const optionsOnly: Nobody = { kind: 'nobody', reason: 'options_only', hopeless: false, until: null };

/** Nothing comes after this stage: whoever the stages before it name may come as well, the nearest first. */
const atTheEnd = (
  entry: RoutingEntry,
  way: Way,
  last: Nobody,
  until: number | null,
  round: Round,
): OfferDecision | WaitDecision => {
  let again = until;
  const resting = last.reason === 'asked_already' ? [last] : [];
  for (let index = way.at.stage - 1; index >= 0; index -= 1) {
    const stage = entry.plan.stages[index];
    if (!stage || !isSearch(stage)) continue;
    const looked = seek(entry, stage, round, true);
    if (looked.kind === 'somebody') return offer(entry, way, index, looked, round);
    again = earliest(again, looked.until);
    if (looked.reason === 'asked_already') resting.push(looked);
  }
  const askedAll: AskedAll | null =
    resting.length > 0
      ? { next: 'again', at: resting.reduce<number | null>((first, one) => earliest(first, one.until), null) }
      : null;
  return wait(entry, way, last, again, round.now, askedAll);
};

/** A plan none of whose stages has anybody left goes to the group of the channel, when that has somebody. */
const rescue = (entry: RoutingEntry, found: WaitDecision, round: Round): OverflowDecision | undefined => {
  const groupId = entry.lastResort ?? null;
  if (groupId === null || (round.members.get(groupId)?.length ?? 0) === 0) return undefined;
  const lost = entry.plan.stages.filter(isSearch).every((stage) => {
    const looked = seek(entry, stage, round, false);
    return looked.kind === 'nobody' && looked.reason === 'no_members';
  });
  const { entryId, stageIndex } = found;
  return lost ? overflow(entryId, stageIndex, groupId, 'plan_impossible') : undefined;
};

/** Somebody of the stage `asking`, while the search has come so far. */
const offer = (
  entry: RoutingEntry,
  { at, passed }: Way,
  asking: number,
  found: Somebody,
  round: Round,
): OfferDecision => {
  const { candidate, random } = found.best
    ? { candidate: found.best, random: null }
    : choose[found.strategy](found.candidates, round.random);
  const explanation = explain(found.field, found.verdicts, entry.medium, candidate);
  take(round, candidate.agent.id, entry.medium);
  const stage = entry.plan.stages[asking];
  const before = entry.asked.find((ask) => ask.agentId === candidate.agent.id);
  const because: Because = {
    ...ruleOf(entry, asking),
    stage: asking + 1,
    stageKind: stage?.kind ?? 'skill_group',
    groupName: found.group?.name ?? '',
    minLevel: stage?.kind === 'skill_group' ? levelIn(stage, found.group?.id) : null,
    strategy: found.strategy,
    random,
    assignedBy: null,
    // Most reasons are alike, and stay so without these.
    ...(passed.length > 0 && { passed: [...passed] }),
    ...(found.onlyOne !== null && { onlyOne: found.onlyOne }),
    ...(before && { askedBefore: new Date(before.lastAt).toISOString() }),
  };
  return {
    kind: 'offer',
    entryId: entry.id,
    agentId: candidate.agent.id,
    medium: entry.medium,
    stageIndex: shownStage(entry, at.stage, round.now),
    reached: isWorthStoring(entry, at.stage) ? at : null,
    groupId: found.group?.id ?? null,
    ringMs: found.group?.ringMs[entry.medium] ?? round.groups.get(entry.groupId)?.ringMs[entry.medium] ?? namedRingMs,
    explanation,
    because,
    get reason() {
      return { passed: [], onlyOne: null, askedBefore: null, ...because, considered: consideredIn(explanation) };
    },
  };
};

/** The rule a stage stood in: a plan may be joined from several. Behind all of them stands the channel's group, in no version. */
const ruleOf = ({ rule, ruleVersion, plan }: RoutingEntry, index: number) => {
  const own = plan.stages[index]?.rule;
  if (own === undefined) return { rule, ruleVersion };
  return { rule: own, ruleVersion: own === channelGroupRule ? null : ruleVersion };
};

const levelIn = ({ groups }: SkillGroupStage, groupId: SkillGroupId | undefined): number | null =>
  groups.find((one) => one.groupId === groupId)?.minLevel ?? null;

/** Why an entry is not for anybody at present, whoever is free. */
const notNow = (
  entry: RoutingEntry,
  now: number,
): { readonly reason: WaitReason; readonly until: number | null } | null => {
  const { callback } = entry;
  if (callback?.notBefore != null && callback.notBefore > now) return { reason: 'not_yet', until: callback.notBefore };
  if (!callback && entry.visitorAway && entry.medium !== 'text') return { reason: 'visitor_away', until: null };
  return null;
};

/** When the entry has waited long enough; a callback waits as long as it takes. */
const limitOf = (entry: RoutingEntry, round: Round): number | null => {
  const maxWaitMs = entry.callback ? null : (round.groups.get(entry.groupId)?.maxWaitMs ?? null);
  return maxWaitMs === null ? null : entry.enteredAt + maxWaitMs;
};

const tooLong = (entry: RoutingEntry, stageIndex: number, round: Round): RoutingDecision => {
  const then = round.groups.get(entry.groupId)?.waitedTooLong;
  if (then?.kind === 'overflow') return overflow(entry.id, stageIndex, then.groupId, 'waited_too_long');
  return { kind: 'expire', entryId: entry.id, stageIndex };
};

/** The rest of the round sees the place as taken. */
const take = (round: Round, agentId: AgentId, medium: Medium): void => {
  const seat = round.seats.get(agentId);
  if (!seat) throw new Error('A strategy chose an agent who was no candidate');
  seat.take(medium);
};

const earliest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
