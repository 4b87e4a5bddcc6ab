/**
 * The live decision function in simulated time: contacts come, wait, are answered at once by whoever `route` chooses, and end.
 * Nothing here decides who is asked.
 */
import {
  type AgentId,
  type ChannelId,
  defaultCapacity,
  type Medium,
  noLoads,
  type QueueEntryId,
  type RoutingRule,
  type Scenario,
  type SkillGroupId,
  totalLoad,
} from '@visavis/protocol';
import { EventQueue } from '../../lib/event-queue.ts';
import type { Random } from '../../ports/index.ts';
import {
  groupPlan,
  groupsOf,
  type OfferDecision,
  optionsAt,
  planFor,
  type RoutingAgent,
  type RoutingDecision,
  type RoutingEntry,
  type RoutingGroup,
  route,
  type ServedBefore,
} from '../routing/index.ts';
import type { SimulatedContact } from './contacts.ts';
import { madeUpAgentId } from './made-up.ts';
import type { ContactOutcome, Outcome } from './outcomes.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const noChannel = '' as ChannelId;
/** Of those who served somebody before, how many are remembered. */
const remembered = 20;

export interface SimulatedAgent {
  readonly id: AgentId;
  readonly displayName: string;
  readonly groups: RoutingAgent['groups'];
  readonly capacity: RoutingAgent['capacity'];
  readonly shift: { readonly fromHour: number; readonly toHour: number } | null;
}

export interface SimulationInput {
  /** In the order in which they come; taken one by one. */
  readonly contacts: Iterable<SimulatedContact>;
  /** What became of a contact; `index` is its place among them. */
  readonly onEnd: (index: number, contact: SimulatedContact, outcome: ContactOutcome) => void;
  readonly agents: readonly SimulatedAgent[];
  readonly groups: readonly RoutingGroup[];
  readonly rules: readonly RoutingRule[];
  readonly callbackShare: number;
  readonly untilMs: number;
  /** Epoch ms of simulated time 0. */
  readonly startAt: number;
  readonly random: Random;
  /** Called now and then with 0 to 1. */
  readonly onProgress?: (progress: number) => void;
}

export interface SimulationOutcome {
  /** Time in contact and time on shift of each agent, ms. Several contacts at once count once. */
  readonly agents: readonly { readonly busyMs: number; readonly presentMs: number; readonly served: number }[];
}

type Happening =
  | { readonly kind: 'arrival'; readonly index: number; readonly contact: SimulatedContact }
  | { readonly kind: 'patience'; readonly index: number }
  | { readonly kind: 'finish'; readonly medium: Medium; readonly agent: number }
  | { readonly kind: 'shift'; readonly agent: number; readonly online: boolean }
  | { readonly kind: 'look' };

interface Waiting {
  readonly index: number;
  readonly contact: SimulatedContact;
  entry: RoutingEntry;
  callbackAsked: boolean;
}

export const toRoutingGroup = (group: Scenario['groups'][number]): RoutingGroup => ({
  id: group.id,
  name: group.name,
  strategy: group.strategy,
  ringMs: { text: 20_000, voice: 20_000, video: 20_000 },
  maxWaitMs: null,
  waitedTooLong: { kind: 'expire' },
  rampMs: 0,
});

/** One agent for each of a scenario's, in its order. */
export const makeAgents = (scenario: Pick<Scenario, 'agents'>): SimulatedAgent[] =>
  scenario.agents
    .flatMap((kind) => Array.from({ length: kind.count }, (_, number) => ({ kind, number })))
    .map(({ kind, number }, place) => ({
      id: kind.agentId ?? madeUpAgentId(place),
      displayName: kind.count === 1 ? kind.name : `${kind.name} ${number + 1}`,
      groups: new Map(kind.groups.map(({ groupId, level }) => [groupId, { level, position: place }])),
      capacity: kind.capacity ?? defaultCapacity,
      shift: kind.shift,
    }));

export const simulate = (input: SimulationInput): SimulationOutcome => createRun(input).run();

function createRun(input: SimulationInput) {
  const { rules, random, untilMs, startAt } = input;
  const contacts = input.contacts[Symbol.iterator]();
  const happenings = new EventQueue<Happening>();
  const agents = input.agents.map((agent) => toRoutingAgent(agent, startAt));
  const indexOf = new Map(agents.map((agent, index) => [agent.id, index]));
  const busySince = agents.map(() => 0);
  const worked = agents.map(() => ({ busyMs: 0, presentMs: 0, served: 0 }));
  const waiting = new Map<QueueEntryId, Waiting>();
  const history = new Map<string, ServedBefore[]>();
  /** When somebody is to be looked at again; each time stands among the happenings once. */
  const looks = new Set<number>();

  const idOf = (index: number): QueueEntryId => String(index).padStart(9, '0') as QueueEntryId;
  /** One arrival at a time: the line of happenings stays short. */
  const expectArrival = (index: number): void => {
    const next = contacts.next();
    if (!next.done) happenings.put(next.value.at, { kind: 'arrival', index, contact: next.value });
  };

  const end = (waited: Waiting, outcome: Outcome, now: number, more: Partial<ContactOutcome> = {}): void => {
    waiting.delete(waited.entry.id);
    input.onEnd(waited.index, waited.contact, {
      outcome,
      waitMs: now - waited.contact.at,
      callback: waited.entry.callback !== null,
      sameAgent: null,
      level: null,
      ...more,
    });
  };

  /** Newest first: in here, or before it as one of the crowd brings it along. */
  const servedBefore = ({ visitor, known, at, stream: { returning } }: SimulatedContact): readonly ServedBefore[] => {
    const past = known === null ? [] : (returning?.servedBefore ?? []);
    const brought = past[(known ?? 0) % past.length] ?? [];
    return (
      history.get(visitor) ??
      brought.map(({ agentId, daysAgo }) => ({ agentId, at: startAt + at - Math.round(daysAgo * dayMs) }))
    );
  };

  const enter = (index: number, contact: SimulatedContact, now: number): void => {
    const { stream } = contact;
    const { rule, plan } = planFor(rules, {
      now: startAt + now,
      medium: stream.medium,
      channelId: stream.channelId ?? noChannel,
      channelGroupId: stream.groupId,
      vipLevel: stream.vipLevel,
      attributes: stream.attributes,
      language: stream.language,
      tags: stream.tags,
      servedBefore: servedBefore(contact),
      isOpen: () => undefined,
      waiting: (groupId) => lineOf(groupId, now),
      agentNamed: (name) => agents.find((agent) => agent.displayName === name || agent.id === name)?.id,
    });
    const entry: RoutingEntry = {
      id: idOf(index),
      groupId: groupsOf(plan)[0] ?? stream.groupId,
      medium: stream.medium,
      plan,
      priority: plan.priority,
      rule,
      ruleVersion: null,
      stageIndex: 0,
      reached: null,
      enqueuedAt: startAt + now,
      enteredAt: startAt + now,
      visitorAway: false,
      callback: null,
      asked: [],
      excluded: [],
    };
    waiting.set(entry.id, { index, contact, entry, callbackAsked: false });
    if (contact.patienceMs !== null) happenings.put(now + contact.patienceMs, { kind: 'patience', index });
  };

  const lineOf = (groupId: SkillGroupId, now: number): { count: number; longestMs: number } => {
    const line = [...waiting.values()].filter(({ entry }) => entry.groupId === groupId);
    return { count: line.length, longestMs: Math.max(0, ...line.map(({ entry }) => startAt + now - entry.enqueuedAt)) };
  };

  const answer = (waited: Waiting, offer: OfferDecision, now: number): void => {
    const at = indexOf.get(offer.agentId);
    const agent = at === undefined ? undefined : agents[at];
    if (at === undefined || !agent) throw new Error('Nobody has this id');
    const { medium } = waited.entry;
    if (totalLoad(agent.loads) === 0) busySince[at] = now;
    agents[at] = {
      ...agent,
      loads: { ...agent.loads, [medium]: agent.loads[medium] + 1 },
      idleSince: null,
      lastAssignedAt: startAt + now,
    };
    const figures = worked[at];
    if (figures) figures.served += 1;
    const { contact } = waited;
    const before = servedBefore(contact);
    const level = offer.groupId === null ? null : (agent.groups.get(offer.groupId)?.level ?? null);
    end(waited, 'served', now, { sameAgent: before[0] ? before[0].agentId === agent.id : null, level });
    if (contact.known !== null)
      history.set(contact.visitor, [{ agentId: agent.id, at: startAt + now }, ...before].slice(0, remembered));
    happenings.put(now + contact.handlingMs, { kind: 'finish', medium, agent: at });
  };

  /** The visitor is offered another way for the first time: some take the callback and stop counting the seconds. */
  const offerCallback = (waited: Waiting, stageIndex: number): void => {
    if (waited.callbackAsked || !optionsAt(waited.entry.plan, stageIndex).some(({ kind }) => kind === 'callback'))
      return;
    waited.callbackAsked = true;
    if (random() < input.callbackShare) waited.entry = { ...waited.entry, callback: { notBefore: null } };
  };

  const apply = (decision: RoutingDecision, now: number): void => {
    const waited = waiting.get(decision.entryId);
    if (!waited) return;
    switch (decision.kind) {
      case 'offer':
        answer(waited, decision, now);
        return;
      case 'expire':
        end(waited, 'expired', now);
        return;
      case 'overflow':
        // Counted by what becomes of it in the other line.
        waited.entry = {
          ...waited.entry,
          groupId: decision.groupId,
          plan: groupPlan(decision.groupId, waited.entry.priority),
          enteredAt: startAt + now,
          reached: null,
        };
        happenings.put(now, { kind: 'look' });
        return;
      case 'wait':
        waited.entry = { ...waited.entry, reached: decision.reached };
        offerCallback(waited, decision.stageIndex);
        if (decision.until !== null) lookLater(decision.until - startAt, now);
    }
  };

  const lookLater = (at: number, now: number): void => {
    if (at <= now || looks.has(at)) return;
    looks.add(at);
    happenings.put(at, { kind: 'look' });
  };

  const decide = (now: number): void => {
    if (waiting.size === 0) return;
    const entries = [...waiting.values()].map(({ entry }) => entry);
    const decisions = route({ entries, agents, groups: input.groups, offers: [] }, startAt + now, random);
    for (const decision of decisions) apply(decision, now);
  };

  const finish = (at: number, medium: Medium, now: number): void => {
    const agent = agents[at];
    if (!agent) return;
    const loads = { ...agent.loads, [medium]: agent.loads[medium] - 1 };
    const idle = totalLoad(loads) === 0;
    agents[at] = { ...agent, loads, idleSince: idle ? startAt + now : null };
    const figures = worked[at];
    if (idle && figures) figures.busyMs += now - (busySince[at] ?? now);
  };

  /** Who goes home finishes what is in hand. */
  const changeShift = (at: number, online: boolean, now: number): void => {
    const agent = agents[at];
    if (!agent) return;
    const idleSince = online && totalLoad(agent.loads) === 0 ? startAt + now : agent.idleSince;
    agents[at] = { ...agent, state: online ? 'online' : 'offline', arrivedAt: startAt + now, idleSince };
  };

  const happen = (what: Happening, now: number): void => {
    switch (what.kind) {
      case 'arrival':
        enter(what.index, what.contact, now);
        return;
      case 'patience': {
        const waited = waiting.get(idOf(what.index));
        if (waited && waited.entry.callback === null) end(waited, 'abandoned', now);
        return;
      }
      case 'finish':
        finish(what.agent, what.medium, now);
        return;
      case 'shift':
        changeShift(what.agent, what.online, now);
        return;
      case 'look':
        looks.delete(now);
    }
  };

  const planShifts = (): void => {
    for (const [at, { shift }] of input.agents.entries()) {
      const figures = worked[at];
      if (!figures) continue;
      if (shift === null) {
        figures.presentMs = untilMs;
        continue;
      }
      for (const { from, to } of shiftsWithin(shift, untilMs)) {
        happenings.put(from, { kind: 'shift', agent: at, online: true });
        happenings.put(to, { kind: 'shift', agent: at, online: false });
        figures.presentMs += Math.min(to, untilMs) - from;
      }
    }
  };

  return {
    run(): SimulationOutcome {
      planShifts();
      expectArrival(0);
      for (let next = happenings.take(); next && next.at <= untilMs; next = happenings.take()) {
        const { at, what } = next;
        happen(what, at);
        if (what.kind === 'arrival') expectArrival(what.index + 1);
        if (what.kind === 'arrival' && what.index % 50 === 0) input.onProgress?.(at / untilMs);
        decide(at);
      }
      for (const waited of [...waiting.values()]) end(waited, 'unfinished', untilMs);
      for (const [at, agent] of agents.entries()) {
        const figures = worked[at];
        if (figures && totalLoad(agent.loads) > 0) figures.busyMs += untilMs - (busySince[at] ?? untilMs);
      }
      return { agents: worked };
    },
  };
}

const toRoutingAgent = (agent: SimulatedAgent, startAt: number): RoutingAgent => ({
  id: agent.id,
  displayName: agent.displayName,
  state: agent.shift === null ? 'online' : 'offline',
  arrivedAt: startAt,
  capacity: agent.capacity,
  loads: noLoads,
  groups: agent.groups,
  idleSince: startAt,
  lastAssignedAt: null,
});

/** A shift over midnight ends the next day. */
const shiftsWithin = (
  shift: { readonly fromHour: number; readonly toHour: number },
  untilMs: number,
): { from: number; to: number }[] => {
  const length = (shift.toHour > shift.fromHour ? shift.toHour : shift.toHour + 24) - shift.fromHour;
  const days = Math.ceil(untilMs / (24 * hourMs));
  return Array.from({ length: days }, (_, day) => {
    const from = (day * 24 + shift.fromHour) * hourMs;
    return { from, to: from + length * hourMs };
  }).filter(({ from }) => from < untilMs);
};
