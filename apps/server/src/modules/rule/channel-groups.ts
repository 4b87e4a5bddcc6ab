/** Where an ordinary visitor of a channel may come to, before anything is known of them. Pure. */
import type { CalendarId, ChannelId, RoutingRule, SkillGroupId } from '@visavis/protocol';

/** What a page cannot know of whoever has just opened it. */
const knownLater: ReadonlySet<string> = new Set(['vip', 'attribute', 'tag', 'served_before']);

/** null: nobody knows of such a calendar, and a rule that asks for it leads nowhere. */
export type OpenNow = (calendarId: CalendarId) => boolean | null;

/**
 * The groups that rules may lead whoever opens the channel's page to at this hour, and the channel's own where no rule is sure to
 * decide. Rules for people of whom something is known do not count: an ordinary visitor never comes by them. None at all: the
 * rule that decides looks for nobody, it only takes a message, say.
 */
export const groupsOfChannel = (
  rules: readonly RoutingRule[],
  channel: { readonly id: ChannelId; readonly groupId: SkillGroupId },
  openNow: OpenNow,
): SkillGroupId[] => {
  const found: SkillGroupId[] = [];
  for (const { enabled, when, stages, then } of rules) {
    const known = when.filter((one) => one.kind === 'channel' || one.kind === 'hours');
    const fits = known.every((one) =>
      one.kind === 'hours' ? openNow(one.calendarId) === one.open : one.channelIds.includes(channel.id),
    );
    const others = when.filter((one) => !known.includes(one as (typeof known)[number]));
    if (!enabled || !fits || others.some((one) => knownLater.has(one.kind))) continue;
    for (const stage of stages)
      if (stage.kind === 'skill_group') found.push(...stage.groups.map(({ groupId }) => groupId ?? channel.groupId));
    const forNobody = stages.length > 0 && stages.every((stage) => stage.kind === 'offer');
    if (then === 'decide' && others.length === 0 && (found.length > 0 || forNobody)) return [...new Set(found)];
  }
  return [...new Set([...found, channel.groupId])];
};
