/** What a condition looked at, for people who ask why a rule did not fit. */
import type { ActualValue, RuleCondition } from '@visavis/protocol';

/** The part of the facts that can be shown. */
export interface ShownFacts {
  readonly now: number;
  readonly channelId: string;
  readonly channelGroupId: string;
  readonly medium: string;
  readonly vipLevel: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly language: string;
  readonly tags: readonly string[];
  readonly servedBefore: readonly { readonly at: number }[];
  readonly isOpen: (calendarId: never) => boolean | undefined;
  readonly waiting: (groupId: never) => { readonly count: number; readonly longestMs: number };
}

const dayMs = 86_400_000;

export const actualValue = (condition: RuleCondition, facts: ShownFacts): ActualValue => {
  switch (condition.kind) {
    case 'channel':
      return facts.channelId;
    case 'medium':
      return facts.medium;
    case 'vip':
      return facts.vipLevel;
    case 'attribute':
      return facts.attributes[condition.name] ?? null;
    case 'language':
      return facts.language;
    case 'tag':
      return [...facts.tags];
    case 'hours':
      return facts.isOpen(condition.calendarId as never) ?? null;
    case 'queue_length':
      return facts.waiting((condition.groupId ?? facts.channelGroupId) as never).count;
    case 'longest_wait':
      return Math.floor(facts.waiting((condition.groupId ?? facts.channelGroupId) as never).longestMs / 1_000);
    case 'served_before':
      return facts.servedBefore.filter(({ at }) => facts.now - at <= condition.withinDays * dayMs).length;
  }
};
