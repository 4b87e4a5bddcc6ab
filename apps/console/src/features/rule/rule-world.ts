import type { Calendar, Lookup } from '@visavis/protocol';
import { createContext, useContext } from 'react';
import type { Names, Speech } from './sentence.ts';

/** Something a rule can name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}
/** Everything the rules may speak of, and whether they may be changed here. */
export interface RuleWorld {
  readonly speech: Speech;
  readonly channels: readonly Named[];
  readonly groups: readonly Named[];
  readonly agents: readonly Named[];
  readonly calendars: readonly Named[];
  readonly lookups: readonly Named[];
  readonly readOnly: boolean;
}

export const RuleWorldContext = createContext<RuleWorld | null>(null);
export function useRuleWorld(): RuleWorld {
  const world = useContext(RuleWorldContext);
  if (!world) throw new Error('useRuleWorld outside the rules page');
  return world;
}

export function namesOf(lists: Omit<RuleWorld, 'speech' | 'readOnly'>): Names {
  const finder = (list: readonly Named[]) => {
    const names = new Map(list.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id);
  };
  return {
    channel: finder(lists.channels),
    group: finder(lists.groups),
    agent: finder(lists.agents),
    calendar: finder(lists.calendars),
    lookup: finder(lists.lookups),
  };
}

export type CalendarsNow = readonly {
  readonly calendarId: string;
  readonly open: boolean;
  readonly changesAt: string | null;
}[];
export interface Calendars {
  readonly calendars: readonly Calendar[];
  readonly now: CalendarsNow;
}
export type Lookups = readonly Lookup[];
