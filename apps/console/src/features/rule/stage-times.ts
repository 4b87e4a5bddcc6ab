/**
 * The times of a rule's stages. A search begins when it is reached, so it has a duration; an offer of other ways begins so many
 * seconds after the visitor came, the patience of all stages before it.
 */
import type { RoutingRule, RoutingStage } from '@visavis/protocol';

/** What the router gives an endless stage that others follow; without an end they would never have their turn. */
export const defaultPatienceSeconds = 30;

export interface StageTime {
  readonly fromSeconds: number;
  /** null: until somebody comes. */
  readonly untilSeconds: number | null;
}

type Timed = Pick<RoutingRule, 'stages' | 'then'>;

/** The last stage of a rule that decides has no end, whatever patience it keeps; nor has an overflow. */
const endless = (rule: Timed, index: number): boolean =>
  rule.stages[index]?.kind === 'overflow' || (index === rule.stages.length - 1 && rule.then === 'decide');

const patienceOf = (stage: RoutingStage): number =>
  stage.kind === 'overflow' ? 0 : (stage.patienceSeconds ?? defaultPatienceSeconds);

export function stageTimes(rule: Timed): StageTime[] {
  let from = 0;
  return rule.stages.map((stage, index) => {
    const time = { fromSeconds: from, untilSeconds: endless(rule, index) ? null : from + patienceOf(stage) };
    from += patienceOf(stage);
    return time;
  });
}

/** The search that goes on until somebody comes: only other ways are offered behind it, and no other rule follows. */
export const isLastSearch = (rule: Timed, index: number): boolean =>
  rule.then === 'decide' && rule.stages.slice(index + 1).every((stage) => stage.kind === 'offer');

const withPatience = (stage: RoutingStage, patienceSeconds: number | null): RoutingStage =>
  stage.kind === 'overflow' ? stage : { ...stage, patienceSeconds };

/** Sets how long a stage is tried. */
export function setPatience<R extends Timed>(rule: R, index: number, seconds: number | null): R {
  return { ...rule, stages: rule.stages.map((stage, at) => (at === index ? withPatience(stage, seconds) : stage)) };
}

/** The earliest second a stage can begin: when the one before it has begun, and one second on. */
export function earliestStart(rule: Timed, index: number): number {
  const before = stageTimes(rule)[index - 1];
  return before ? before.fromSeconds + 1 : 0;
}

/** Lets a stage begin at a second of the waiting time, by giving the stage before it the time up to there. */
export function startAt<R extends Timed>(rule: R, index: number, second: number): R {
  const before = stageTimes(rule)[index - 1];
  if (!before) return rule;
  return setPatience(rule, index - 1, Math.max(1, second - before.fromSeconds));
}

/** Gives every stage that others follow an end, and the last one of a rule that decides none. */
export function settled<R extends Timed>(rule: R): R {
  const last = rule.stages.length - 1;
  const stages = rule.stages.map((stage, index) => {
    if (stage.kind === 'overflow') return stage;
    if (index === last && rule.then === 'decide') return withPatience(stage, null);
    return stage.patienceSeconds === null ? withPatience(stage, defaultPatienceSeconds) : stage;
  });
  return { ...rule, stages };
}
