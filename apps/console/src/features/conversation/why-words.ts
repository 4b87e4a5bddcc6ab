/** What a stage of the plan asks, and what happened, in the words of the rules page. */
import { type Language, type PlannedStage, type RoutingStep, WaitReason } from '@visavis/protocol';
import type { TFunction } from 'i18next';
import { optionText } from '../../shared/routing-words.ts';
import { spanOf } from '../../shared/span.ts';

/** "what: more", with the colon of the language. */
export const told = (what: string, more: string, t: TFunction): string =>
  more === '' ? what : t('why.told', { what, more });

export function plannedText(stage: PlannedStage, t: TFunction, language: Language): string {
  const groups = stage.groups.map(({ name, minLevel }) =>
    minLevel > 1 ? t('why.groupLevel', { name, level: minLevel }) : name,
  );
  const options = stage.options.map((option) => optionText(option, { t, language }));
  const { patienceSeconds, afterSeconds } = stage;
  return [
    told(t(`why.stage.${stage.kind}`), [...groups, ...stage.agents, ...options].join(t('joined.list')), t),
    ...(patienceSeconds === null ? [] : [t('why.patience', { time: spanOf(patienceSeconds, t) })]),
    ...(afterSeconds === null || afterSeconds === 0 ? [] : [t('why.after', { time: spanOf(afterSeconds, t) })]),
  ].join(' · ');
}

const byHand = ['assigned', 'picked', 'moved', 'withdrawn', 'pulled_back'] as const;
const others = ['relaxed', 'offered', 'skipped', 'overflowed', 'expired'] as const;
const overflows = ['plan', 'waited_too_long', 'line_full', 'plan_impossible'] as const;
const oneOf = <T extends string>(all: readonly T[], value: unknown): value is T => all.some((one) => one === value);

export function stepText({ kind, detail }: RoutingStep, t: TFunction): string {
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  const { agentName, byName, to, front, reason } = detail;
  const named = { agent: text(agentName), by: text(byName), priority: text(to) };
  if (oneOf(byHand, kind)) return t(kind === 'moved' && front === true ? 'why.step.front' : `why.step.${kind}`, named);
  if (kind === 'stage')
    return told(
      t('why.step.stage', { stage: Number(to) + 1 }),
      oneOf(WaitReason.options, reason) ? t(`ruleTry.waits.${reason}`) : '',
      t,
    );
  if (kind === 'overflowed' && oneOf(overflows, reason))
    return told(t('why.step.overflowed'), t(`why.overflowed.${reason}`), t);
  if (kind === 'expired' && typeof detail.waitedMs === 'number')
    return told(t('why.step.expired'), spanOf(detail.waitedMs / 1_000, t), t);
  return told(oneOf(others, kind) ? t(`why.step.${kind}`) : kind, stepDetail(detail), t);
}

/** What a step of a kind this page does not know says: its words and numbers, without ids. */
const stepDetail = (detail: RoutingStep['detail']): string =>
  Object.entries(detail)
    .filter(([key, value]) => !/id$/i.test(key) && (typeof value === 'string' || typeof value === 'number'))
    .map(([, value]) => String(value))
    .join(', ');
