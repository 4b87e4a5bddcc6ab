/** What a set of rules wants to know of a contact, so that nothing else is read. */
import type { RoutingRule, SkillGroupId } from '@visavis/protocol';

export interface RuleNeeds {
  readonly calendars: boolean;
  /** null stands for the group of the channel. */
  readonly lines: readonly (SkillGroupId | null)[];
  /** How many days back; 0: nobody asks who served before. */
  readonly servedWithinDays: number;
  /** Attributes that hold the name of an agent. */
  readonly agentAttributes: readonly string[];
}

export const needsOf = (rules: readonly RoutingRule[]): RuleNeeds => {
  const on = rules.filter((rule) => rule.enabled);
  const conditions = on.flatMap((rule) => rule.when);
  const stages = on.flatMap((rule) => rule.stages);
  const days = [
    ...conditions.map((one) => (one.kind === 'served_before' ? one.withinDays : 0)),
    ...stages.map((one) => (one.kind === 'regular_agent' ? one.withinDays : 0)),
  ];
  return {
    calendars: conditions.some((one) => one.kind === 'hours'),
    lines: [
      ...new Set(
        conditions.flatMap((one) => (one.kind === 'queue_length' || one.kind === 'longest_wait' ? [one.groupId] : [])),
      ),
    ],
    servedWithinDays: Math.max(0, ...days),
    agentAttributes: [
      ...new Set(
        stages.flatMap((one) => (one.kind === 'designated_agent' && one.by.kind === 'attribute' ? [one.by.name] : [])),
      ),
    ],
  };
};
