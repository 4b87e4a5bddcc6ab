/** From rows to the board, and from one board to what has changed on the next. Pure. */
import {
  AgentActivity,
  type Alarm,
  type FloorAgent,
  type FloorBoard,
  type FloorChange,
  type FloorGroup,
  type QueueEntry,
} from '@visavis/protocol';
import { serviceLevelPercent } from './service-level.ts';

export interface AgentRow {
  readonly agentId: string;
  readonly displayName: string;
  readonly state: string;
  /** There and listening: somebody would see a ringing offer. */
  readonly reachable: boolean;
  /** Of a break. */
  readonly reason: FloorAgent['reason'];
  readonly next: FloorAgent['next'];
  readonly sinceMs: number;
  /** When the last contact ended. */
  readonly idleMs: number;
  readonly ringing: number;
  /** Since when the first of these rings. */
  readonly ringsMs: number | null;
  readonly consulted: number;
  readonly textLimit: number;
  readonly loads: FloorAgent['loads'];
  readonly work: readonly {
    readonly conversationId: string;
    readonly visitorId: string;
    readonly visitorName: string | null;
    readonly vipLevel: number;
    readonly medium: 'text' | 'voice' | 'video';
    readonly groupId: string | null;
    readonly sinceMs: number;
  }[];
  readonly groups: FloorAgent['groups'];
}

export interface GroupRow {
  readonly groupId: string;
  readonly name: string;
  readonly targetSeconds: number;
  readonly promisedPercent: number;
  readonly allowPick: boolean;
  readonly waiting: number;
  readonly ringing: number;
  readonly text: number;
  readonly voice: number;
  readonly video: number;
  readonly callbacks: number;
  readonly oldestMs: number | null;
  readonly oldest: FloorGroup['oldest'];
  readonly answered: number;
  readonly answeredInTime: number;
  readonly abandoned: number;
  readonly late: number;
}

export interface BoardRows {
  readonly groups: readonly GroupRow[];
  readonly agents: readonly AgentRow[];
  readonly entries: readonly (Omit<QueueEntry, 'enqueuedAt' | 'waitingSince'> & {
    readonly enqueuedMs: number;
    readonly sinceMs: number;
  })[];
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Online means free, ringing or in a contact; online with nobody listening is as good as offline. Other states are what they say. */
export const activityOf = (
  row: Pick<AgentRow, 'state' | 'reachable' | 'ringing' | 'consulted' | 'work'>,
): AgentActivity => {
  if (row.state === 'online') {
    if (!row.reachable) return 'offline';
    if (row.work.length + row.consulted > 0) return 'in_contact';
    return row.ringing > 0 ? 'ringing' : 'free';
  }
  return AgentActivity.safeParse(row.state).data ?? 'busy';
};

const sinceOf = (row: AgentRow, activity: AgentActivity): number => {
  if (activity === 'free') return Math.max(row.sinceMs, row.idleMs);
  return activity === 'ringing' ? (row.ringsMs ?? row.sinceMs) : row.sinceMs;
};

const toAgent = (row: AgentRow): FloorAgent => {
  const activity = activityOf(row);
  return {
    agentId: row.agentId,
    displayName: row.displayName,
    activity,
    reason: row.reason,
    next: row.next,
    since: iso(sinceOf(row, activity)),
    ringing: row.ringing,
    consulted: row.consulted,
    textLimit: row.textLimit,
    loads: row.loads,
    work: row.work.map(({ sinceMs, ...work }) => ({ ...work, since: iso(sinceMs) })),
    groups: row.groups,
  } as FloorAgent;
};

const nobody = (): FloorGroup['agents'] =>
  Object.fromEntries(AgentActivity.options.map((activity) => [activity, 0])) as FloorGroup['agents'];

const toGroup = (row: GroupRow, agents: FloorGroup['agents']): FloorGroup =>
  ({
    groupId: row.groupId,
    name: row.name,
    waiting: row.waiting,
    ringing: row.ringing,
    byMedium: { text: row.text, voice: row.voice, video: row.video },
    callbacks: row.callbacks,
    oldestAt: row.oldestMs === null ? null : iso(row.oldestMs),
    oldest: row.oldest,
    serviceLevel: { targetSeconds: row.targetSeconds, promisedPercent: row.promisedPercent },
    allowPick: row.allowPick,
    today: {
      answered: row.answered,
      answeredInTime: row.answeredInTime,
      abandoned: row.abandoned,
      late: row.late,
      serviceLevelPercent: serviceLevelPercent(row),
    },
    agents,
  }) as FloorGroup;

export const toBoard = (rows: BoardRows, alarms: readonly Alarm[], now: Date): FloorBoard => {
  const agents = rows.agents.map(toAgent);
  const counts = new Map<string, FloorGroup['agents']>();
  for (const { activity, groups } of agents) {
    for (const { groupId } of groups) {
      const count = counts.get(groupId) ?? nobody();
      count[activity] += 1;
      counts.set(groupId, count);
    }
  }
  return {
    at: now.toISOString(),
    revision: 0,
    groups: rows.groups.map((row) => toGroup(row, counts.get(row.groupId) ?? nobody())),
    agents,
    entries: rows.entries.map(({ enqueuedMs, sinceMs, ...entry }) => ({
      ...entry,
      enqueuedAt: iso(enqueuedMs),
      waitingSince: iso(sinceMs),
    })),
    alarms: [...alarms],
  };
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Null when nothing has changed. */
export const changeBetween = (before: FloorBoard, after: FloorBoard): FloorChange | null => {
  const known = new Map(before.agents.map((agent) => [agent.agentId, agent]));
  const there = new Set(after.agents.map((agent) => agent.agentId));
  const agents = after.agents.filter((agent) => !same(known.get(agent.agentId), agent));
  const gone = before.agents.map((agent) => agent.agentId).filter((id) => !there.has(id));
  const groups = same(before.groups, after.groups) ? null : after.groups;
  const entries = same(before.entries, after.entries) ? null : after.entries;
  const alarms = same(before.alarms, after.alarms) ? null : after.alarms;
  if (agents.length + gone.length === 0 && !groups && !entries && !alarms) return null;
  return { at: after.at, revision: before.revision + 1, groups, agents, gone, entries, alarms };
};
