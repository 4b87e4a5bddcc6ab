import {
  type AskedAgent,
  type HandOver,
  type OwnReason,
  type OwnRouting,
  PassedStage,
  type RoutedEntry,
  type RoutingStep,
} from '@visavis/protocol';
import type { TFunction } from 'i18next';

export type WhyMoment = { readonly at: string } & (
  | { readonly offer: AskedAgent }
  | { readonly step: RoutingStep }
  | { readonly passed: PassedStage }
);

/** What was decided at a moment, after the stages that the decision went past. */
const withPassed = (moment: WhyMoment, passed: readonly PassedStage[]): WhyMoment[] => [
  ...passed.map((one) => ({ at: moment.at, passed: one })),
  moment,
];
const passedIn = (step: RoutingStep): readonly PassedStage[] =>
  PassedStage.array().safeParse(step.detail.passed).data ?? [];

/** Offers, steps and stages passed over of an entry, in the order they happened. */
export const momentsOf = (entry: Pick<RoutedEntry, 'offers' | 'steps'>): WhyMoment[] =>
  [
    ...entry.steps.flatMap((step) => withPassed({ at: step.at, step }, passedIn(step))),
    ...entry.offers.flatMap((offer) => withPassed({ at: offer.offeredAt, offer }, offer.reason.passed)),
  ].sort((a, b) => a.at.localeCompare(b.at));

/** Why a stage is over. */
export const passedText = (
  { stage, why }: PassedStage,
  plan: readonly Pick<RoutedEntry['plan'][number], 'kind'>[],
  t: TFunction,
): string => {
  if (why === 'time_over') return t('why.passed.timeOver', { stage });
  const kind = plan[stage - 1]?.kind;
  if (why !== 'no_members' || kind === 'skill_group')
    return t('why.passed.over', { stage, why: t(`ruleTry.waits.${why}`) });
  return t('why.passed.over', {
    stage,
    why: t(`why.passed.${kind === 'regular_agent' ? 'nobodyServed' : 'nobodyNamed'}`),
  });
};

/** How the wait ended, or what it is doing: of one that was answered, by whom, and who had the contact after them. */
export const outcomeOf = (
  { state, servedBy, offers }: Pick<RoutedEntry, 'state' | 'servedBy' | 'offers'>,
  t: TFunction,
) => {
  const accepted = offers.findLast((one) => one.state === 'accepted')?.agentName ?? servedBy ?? '';
  return state === 'served' && servedBy !== null && servedBy !== accepted
    ? t('why.servedThen', { agent: accepted, later: servedBy })
    : t(`why.state.${state}`, { agent: accepted });
};

/**
 * The stage of the plan that has its turn, or that found whoever serves; 1-based. Null once it went to somebody by hand: then no
 * stage did.
 */
export const stageAt = ({ state, stage, offers }: Pick<RoutedEntry, 'state' | 'stage' | 'offers'>): number | null => {
  if (state !== 'ringing' && state !== 'served') return stage;
  const reason = offers.findLast((one) => one.state === (state === 'ringing' ? 'ringing' : 'accepted'))?.reason;
  return reason === undefined || reason.stageKind === 'manual' ? null : reason.stage;
};

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
