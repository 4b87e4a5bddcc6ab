/** The board as this page knows it. Pure: every change gives a new one. */
import type { AgentActivity, FloorAgent, FloorBoard, FloorChange, FloorGroup, FloorWork } from '@visavis/protocol';

/** Null when the change does not follow on what is known: the board has to be fetched again. */
export function withChange(board: FloorBoard, change: FloorChange): FloorBoard | null {
  if (change.revision <= board.revision) return board;
  if (change.revision !== board.revision + 1) return null;
  const agents = new Map(board.agents.map((agent) => [agent.agentId, agent]));
  for (const agent of change.agents) agents.set(agent.agentId, agent);
  for (const id of change.gone) agents.delete(id);
  return {
    at: change.at,
    revision: change.revision,
    groups: change.groups ?? board.groups,
    agents: [...agents.values()].sort((a, b) => a.displayName.localeCompare(b.displayName)),
    entries: change.entries ?? board.entries,
    alarms: change.alarms ?? board.alarms,
  };
}

/** One group of the board, or all of it. */
export function ofGroup(board: FloorBoard, groupId: string | null): FloorBoard {
  if (groupId === null) return board;
  return {
    ...board,
    groups: board.groups.filter((group) => group.groupId === groupId),
    agents: board.agents.filter((agent) => agent.groups.some((group) => group.groupId === groupId)),
    entries: board.entries.filter((entry) => entry.groupId === groupId),
    alarms: board.alarms.filter(
      (alarm) =>
        alarm.groupId === groupId ||
        board.agents.some(
          (agent) => agent.agentId === alarm.agentId && agent.groups.some((group) => group.groupId === groupId),
        ),
    ),
  };
}

export interface FloorTotals {
  readonly waiting: number;
  readonly byMedium: FloorGroup['byMedium'];
  readonly callbacks: number;
  /** The group whose first visitor waits longest, and since when. */
  readonly longest: { readonly group: FloorGroup; readonly at: number } | null;
  readonly percent: number | null;
  /** The same in all groups, or null. */
  readonly targetSeconds: number | null;
  readonly promisedPercent: number | null;
  readonly free: number;
  /** Whoever has a contact in hand and is not counted as in contact, because they have chosen another state meanwhile. */
  readonly stillServing: number;
  /** Everybody who is not offline. */
  readonly there: number;
  readonly activities: Readonly<Record<AgentActivity, number>>;
}

const agreed = (numbers: readonly number[]): number | null =>
  new Set(numbers).size === 1 ? (numbers[0] as number) : null;

/** Agents in several groups count once. */
export function totalsOf({ groups, agents }: FloorBoard): FloorTotals {
  const sum = (pick: (group: FloorGroup) => number) => groups.reduce((all, group) => all + pick(group), 0);
  const activities = {
    free: 0,
    ringing: 0,
    in_contact: 0,
    busy: 0,
    wrap_up: 0,
    break: 0,
    not_responding: 0,
    offline: 0,
  };
  for (const { activity } of agents) activities[activity] += 1;
  const counted = sum(({ today }) => today.answered + today.late);
  let longest: FloorTotals['longest'] = null;
  for (const group of groups) {
    const at = group.oldestAt === null ? null : Date.parse(group.oldestAt);
    if (at !== null && (longest === null || at < longest.at)) longest = { group, at };
  }
  return {
    waiting: sum((group) => group.waiting),
    byMedium: {
      text: sum((group) => group.byMedium.text),
      voice: sum((group) => group.byMedium.voice),
      video: sum((group) => group.byMedium.video),
    },
    callbacks: sum((group) => group.callbacks),
    longest,
    percent: counted === 0 ? null : Math.floor((sum(({ today }) => today.answeredInTime) * 100) / counted),
    targetSeconds: agreed(groups.map((group) => group.serviceLevel.targetSeconds)),
    promisedPercent: agreed(groups.map((group) => group.serviceLevel.promisedPercent)),
    free: activities.free,
    stillServing: agents.filter(
      ({ work, consulted, activity }) => work.length + consulted > 0 && activity !== 'in_contact',
    ).length,
    there: agents.length - activities.offline,
    activities,
  };
}

export interface RunningWork extends FloorWork {
  readonly agent: FloorAgent;
}
/** What runs, the longest first. */
export const runningWork = (agents: readonly FloorAgent[]): RunningWork[] =>
  agents
    .flatMap((agent) => agent.work.map((work) => ({ ...work, agent })))
    .sort((a, b) => a.since.localeCompare(b.since));

const order: readonly AgentActivity[] = [
  'not_responding',
  'ringing',
  'in_contact',
  'free',
  'wrap_up',
  'busy',
  'break',
  'offline',
];
/** Those to look after first, those who are not there last; by name within. */
export const inOrderOfCare = (agents: readonly FloorAgent[]): FloorAgent[] =>
  agents.toSorted(
    (a, b) => order.indexOf(a.activity) - order.indexOf(b.activity) || a.displayName.localeCompare(b.displayName),
  );
