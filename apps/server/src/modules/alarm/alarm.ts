/**
 * When somebody must be told. Pure: the board and the open alarms in, what to raise and what to clear out.
 *
 * An alarm is raised as soon as there is a cause, and cleared when there has been none for `fineForMs`: a figure that dances
 * around its threshold is one alarm, not twenty. An agent's alarm ends with the agent's choice, at once.
 */
import type { AlarmKind, AlarmThresholds, FloorBoard, VisitorId } from '@visavis/protocol';

export const fineForMs = 30_000;
/** Fewer contacts than this say nothing about a service level. */
export const fewestForServiceLevel = 5;

export interface Cause {
  readonly kind: AlarmKind;
  /** The group, or the agent for agent_not_responding. */
  readonly subjectId: string;
  readonly threshold: number | null;
  readonly value: number | null;
  /** Who waits longest, where that is the cause. */
  readonly visitor: { readonly visitorId: VisitorId; readonly visitorName: string | null } | null;
}

export interface OpenAlarm {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly subjectId: string;
  readonly fineSince: number | null;
}

export interface Verdict {
  readonly raise: readonly Cause[];
  readonly clear: readonly string[];
  /** No cause since just now: remembered, cleared later. */
  readonly fine: readonly string[];
  /** The cause is back before the alarm was cleared. */
  readonly back: readonly string[];
}

type Thresholds = ReadonlyMap<string, AlarmThresholds>;

/** Everything that is wrong right now. */
export const causesOf = (board: FloorBoard, thresholds: Thresholds, now: number): Cause[] => {
  const causes: Cause[] = [];
  for (const group of board.groups) {
    const limits = thresholds.get(group.groupId);
    if (!limits) continue;
    const cause = (kind: AlarmKind, threshold: number, value: number, visitor: Cause['visitor'] = null): void =>
      void causes.push({ kind, subjectId: group.groupId, threshold, value, visitor });
    const { maxWaiting, maxWaitSeconds, minServiceLevelPercent, minAgentsFree } = limits;
    if (maxWaiting !== null && group.waiting > maxWaiting) cause('waiting', maxWaiting, group.waiting);
    const waited = group.oldestAt === null ? 0 : Math.floor((now - Date.parse(group.oldestAt)) / 1_000);
    if (maxWaitSeconds !== null && waited > maxWaitSeconds) cause('longest_wait', maxWaitSeconds, waited, group.oldest);
    const { serviceLevelPercent, answered, late } = group.today;
    const tells = answered + late >= fewestForServiceLevel;
    if (minServiceLevelPercent !== null && tells && (serviceLevelPercent ?? 100) < minServiceLevelPercent)
      cause('service_level', minServiceLevelPercent, serviceLevelPercent ?? 0);
    if (minAgentsFree !== null && group.agents.free < minAgentsFree)
      cause('agents_free', minAgentsFree, group.agents.free);
  }
  for (const agent of board.agents)
    if (agent.activity === 'not_responding')
      causes.push({
        kind: 'agent_not_responding',
        subjectId: agent.agentId,
        threshold: null,
        value: null,
        visitor: null,
      });
  return causes;
};

const keyOf = ({ kind, subjectId }: Pick<Cause, 'kind' | 'subjectId'>): string => `${kind} ${subjectId}`;

export const judge = (causes: readonly Cause[], open: readonly OpenAlarm[], now: number): Verdict => {
  const wrong = new Set(causes.map(keyOf));
  const known = new Set(open.map(keyOf));
  const without = open.filter((alarm) => !wrong.has(keyOf(alarm)));
  const over = (alarm: OpenAlarm): boolean =>
    alarm.kind === 'agent_not_responding' || (alarm.fineSince !== null && now - alarm.fineSince >= fineForMs);
  return {
    raise: causes.filter((cause) => !known.has(keyOf(cause))),
    clear: without.filter(over).map(({ id }) => id),
    fine: without.filter((alarm) => !over(alarm) && alarm.fineSince === null).map(({ id }) => id),
    back: open.filter((alarm) => wrong.has(keyOf(alarm)) && alarm.fineSince !== null).map(({ id }) => id),
  };
};
