import type { AskedAgent, HandOver, OwnReason, OwnRouting, RoutedEntry, RoutingStep } from '@visavis/protocol';
import type { TFunction } from 'i18next';

export type WhyMoment = { readonly at: string } & ({ readonly offer: AskedAgent } | { readonly step: RoutingStep });

/** Offers and steps of an entry, in the order they happened. */
export const momentsOf = (entry: Pick<RoutedEntry, 'offers' | 'steps'>): WhyMoment[] =>
  [
    ...entry.steps.map((step): WhyMoment => ({ at: step.at, step })),
    ...entry.offers.map((offer): WhyMoment => ({ at: offer.offeredAt, offer })),
  ].sort((a, b) => a.at.localeCompare(b.at));

/**
 * The stage of the plan that has its turn, or that found whoever serves; 1-based. Null once it went to somebody by hand: then no
 * stage did.
 */
export const stageAt = ({ state, stage, offers }: Pick<RoutedEntry, 'state' | 'stage' | 'offers'>): number | null => {
  if (state !== 'ringing' && state !== 'served') return stage;
  const reason = offers.findLast((one) => one.state === (state === 'ringing' ? 'ringing' : 'accepted'))?.reason;
  return reason === undefined || reason.stageKind === 'manual' ? null : reason.stage;
};

/** What a step of a kind this page does not know says: its words and numbers, without ids. */
export const stepDetail = (detail: RoutingStep['detail']): string =>
  Object.entries(detail)
    .filter(([key, value]) => !/id$/i.test(key) && (typeof value === 'string' || typeof value === 'number'))
    .map(([, value]) => String(value))
    .join(', ');

/** What the router calls the group behind every list of rules. */
const channelGroup = 'channel group';
/** Between the names of rules whose stages come after one another. */
const joint = ' › ';

/** Which rules chose: one, or several of which the first ones read on, and the channel's group behind them. */
export function ruleText({ rule, ruleVersion }: { rule: string; ruleVersion: number | null }, t: TFunction): string {
  const parts = rule.split(joint);
  if (rule === channelGroup) return t('why.channelGroup');
  const rules = parts
    .map((name, at) => (name === channelGroup && at > 0 ? t('why.channelGroupThen') : t('why.ruleName', { name })))
    .join(t('why.thenRule'));
  const named = t(parts.length === 1 ? 'why.oneRule' : 'why.severalRules', { rules });
  return ruleVersion === null ? named : t('why.ruleVersion', { rules: named, version: ruleVersion });
}

/** Every time it came to this agent, the latest first. */
export const waysToMe = ({ reasons, handOvers }: OwnRouting, me: string): (OwnReason | HandOver)[] =>
  [...reasons, ...handOvers.filter(({ to }) => to.agentId === me)].sort((a, b) => b.at.localeCompare(a.at));
