/** Where an ordinary visitor of a channel may come to, before anything is known of them. Pure. */
import type { ChannelId, RoutingRule, SkillGroupId } from '@visavis/protocol';

/** What a page cannot know of whoever has just opened it. */
const knownLater: ReadonlySet<string> = new Set(['vip', 'attribute', 'tag', 'served_before']);

/**
 * The groups that rules may lead whoever opens the channel's page to, and the channel's own where no rule is sure to decide. Rules
 * for people of whom something is known do not count: an ordinary visitor never comes by them.
 */
export const groupsOfChannel = (
  rules: readonly RoutingRule[],
  channel: { readonly id: ChannelId; readonly groupId: SkillGroupId },
): SkillGroupId[] => {
  const found: SkillGroupId[] = [];
  for (const { enabled, when, stages, then } of rules) {
    const others = when.filter((one) => one.kind !== 'channel');
    const fits = when.every((one) => one.kind !== 'channel' || one.channelIds.includes(channel.id));
    if (!enabled || !fits || others.some((one) => knownLater.has(one.kind))) continue;
    for (const stage of stages)
      if (stage.kind === 'skill_group') found.push(...stage.groups.map(({ groupId }) => groupId ?? channel.groupId));
    if (then === 'decide' && others.length === 0 && found.length > 0) return [...new Set(found)];
  }
  return [...new Set([...found, channel.groupId])];
};
