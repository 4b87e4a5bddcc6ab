import type { AskedAgent, HandOver, OwnReason, OwnRouting, RoutedEntry, RoutingStep } from '@visavis/protocol';

export type WhyMoment = { readonly at: string } & ({ readonly offer: AskedAgent } | { readonly step: RoutingStep });

/** Offers and steps of an entry, in the order they happened. */
export const momentsOf = (entry: Pick<RoutedEntry, 'offers' | 'steps'>): WhyMoment[] =>
  [
    ...entry.steps.map((step): WhyMoment => ({ at: step.at, step })),
    ...entry.offers.map((offer): WhyMoment => ({ at: offer.offeredAt, offer })),
  ].sort((a, b) => a.at.localeCompare(b.at));

/** What a step of a kind this page does not know says: its words and numbers, without ids. */
export const stepDetail = (detail: RoutingStep['detail']): string =>
  Object.entries(detail)
    .filter(([key, value]) => !/id$/i.test(key) && (typeof value === 'string' || typeof value === 'number'))
    .map(([, value]) => String(value))
    .join(', ');

/** Every time it came to this agent, the latest first. */
export const waysToMe = ({ reasons, handOvers }: OwnRouting, me: string): (OwnReason | HandOver)[] =>
  [...reasons, ...handOvers.filter(({ to }) => to.agentId === me)].sort((a, b) => b.at.localeCompare(a.at));
