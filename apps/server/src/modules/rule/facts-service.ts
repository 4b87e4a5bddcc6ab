import type {
  CalendarHours,
  ChannelId,
  Language,
  Medium,
  RoutingRule,
  SkillGroupId,
  VisitorAttributes,
} from '@visavis/protocol';
import type { Db } from '../../schema/index.ts';
import { isOpenAt } from '../calendar/index.ts';
import type { RoutingFacts, ServedBefore } from '../routing/index.ts';
import { factsRepo } from './facts-repo.ts';
import { needsOf } from './needs.ts';
import { ruleWorldRepo } from './rule-world-repo.ts';

const dayMs = 86_400_000;

export interface Contact {
  readonly now: number;
  readonly medium: Medium;
  readonly channelId: ChannelId;
  readonly channelGroupId: SkillGroupId;
  readonly vipLevel: number;
  readonly attributes: VisitorAttributes;
  readonly language: Language;
  readonly tags: readonly string[];
  /** Asked only when a rule wants to know. */
  readonly servedBefore: (since: Date) => Promise<readonly ServedBefore[]>;
}

/** Everything these rules may look at, read once. */
export const readFacts = async (
  db: Db,
  rules: readonly RoutingRule[],
  calendars: ReadonlyMap<string, CalendarHours>,
  contact: Contact,
): Promise<RoutingFacts> => {
  const { now, channelGroupId, attributes } = contact;
  const needs = needsOf(rules);
  const served =
    needs.servedWithinDays === 0 ? [] : await contact.servedBefore(new Date(now - needs.servedWithinDays * dayMs));
  const lines =
    needs.lines.length === 0
      ? undefined
      : await factsRepo.waiting(db, [...new Set(needs.lines.map((line) => line ?? channelGroupId))]);
  const names = needs.agentAttributes.flatMap((name) =>
    attributes[name] === undefined ? [] : [String(attributes[name]).trim().toLowerCase()],
  );
  const agents = names.length === 0 ? undefined : await ruleWorldRepo.agentsNamed(db, names);
  return {
    ...contact,
    servedBefore: served,
    isOpen: (calendarId) => {
      const hours = calendars.get(calendarId);
      return hours && isOpenAt(hours, now);
    },
    waiting: (groupId) => {
      const line = lines?.get(groupId);
      const since = line?.since ?? null;
      return { count: line?.count ?? 0, longestMs: since === null ? 0 : Math.max(0, now - since) };
    },
    agentNamed: (name) => agents?.get(name.trim().toLowerCase()),
  };
};
