/**
 * Everyone a decision looked at, in little space: who they are stands once in a roster, the decision has one letter and two
 * figures for each. A thousand decisions a second cannot afford hundreds of objects each, neither in memory nor in the table.
 */
import type { AgentId, ConsideredAgent } from '@visavis/protocol';

export interface RosterMember {
  readonly agentId: AgentId;
  readonly displayName: string;
  /** Places for the medium asked about. */
  readonly capacity: number;
}
/** In the order they were looked at. */
export type Roster = readonly RosterMember[];

export interface Explanation {
  readonly roster: Roster;
  /** One letter for each member. */
  readonly verdicts: string;
  /** One base-36 digit for each member; the last one also stands for more. */
  readonly free: string;
  /** Milliseconds in base 36, separated by commas; empty for those who have something to do. */
  readonly idle: string;
}

/** Letters are stored: never change one, only add. */
const letters: Readonly<Record<ConsideredAgent['verdict'], string>> = {
  chosen: 'c',
  eligible: 'e',
  offline: 'o',
  on_break: 'b',
  not_responding: 'n',
  at_capacity: 'f',
  in_call: 'i',
  level_too_low: 'l',
  declined_before: 'd',
  later_choice: 't',
  ramping: 'r',
  excluded: 'x',
  busy: 'y',
  leaving: 'g',
  wrap_up: 'w',
};
const verdicts = new Map(Object.entries(letters).map(([verdict, letter]) => [letter, verdict]));

const codes = Object.fromEntries(
  Object.entries(letters).map(([verdict, letter]) => [verdict, letter.charCodeAt(0)]),
) as Record<ConsideredAgent['verdict'], number>;

/** As character codes. */
export const letterOf = (verdict: ConsideredAgent['verdict']): number => codes[verdict];
export const digitOf = (places: number): number => Math.min(35, places).toString(36).charCodeAt(0);

/** The explanation written out. */
export const consideredIn = ({ roster, verdicts: told, free, idle }: Explanation): ConsideredAgent[] => {
  const idles = idle.split(',');
  return roster.map((member, index) => {
    const since = idles[index] ?? '';
    return {
      agentId: member.agentId,
      displayName: member.displayName,
      verdict: (verdicts.get(told[index] ?? '') ?? 'offline') as ConsideredAgent['verdict'],
      freePlaces: Number.parseInt(free[index] ?? '0', 36),
      capacity: member.capacity,
      idleMs: since === '' ? null : Number.parseInt(since, 36),
    };
  });
};
