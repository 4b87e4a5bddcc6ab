/**
 * How far an entry has come in its plan. Two clocks run: a stage that searches (or overflows) begins when it is reached, so that
 * one that is passed over costs nothing; an offer of other ways begins so long after the visitor came into the line, whatever the
 * search is doing. All of it follows from what is stored with the entry, the plan and the time.
 */
import { isSearch, type PlanStage, type RoutingPlan } from './plan.ts';

/** The stage the search is at, 0-based, and when it was reached, epoch ms. */
export interface Reached {
  readonly stage: number;
  readonly at: number;
}

/** Who could take it was asked already. `at`: epoch ms when somebody is asked again or the plan goes further; null: not by time alone. */
export interface AskedAll {
  readonly next: 'again' | 'further';
  readonly at: number | null;
}

interface Underway {
  readonly plan: RoutingPlan;
  readonly enteredAt: number;
  readonly reached: Reached | null;
}

export const patienceOf = (stage: PlanStage | undefined): number | null =>
  stage === undefined || stage.kind === 'overflow' ? null : stage.patienceMs;

/** When an offer of other ways begins, in ms since the visitor came into the line; those named first never begin later. */
export const offeredAfter = ({ stages }: RoutingPlan, index: number): number => {
  let sum = 0;
  let latest = 0;
  for (const [at, stage] of stages.slice(0, index + 1).entries()) {
    if (stage.kind === 'offer') latest = Math.max(latest, stage.afterMs ?? sum);
    if (at < index) sum += patienceOf(stage) ?? Number.POSITIVE_INFINITY;
  }
  return latest;
};

/** The stage that has its turn after this one; offers stand beside the search. Null: none does. */
export const nextStage = ({ stages }: RoutingPlan, index: number): number | null => {
  if (stages[index]?.kind === 'offer') return index + 1 < stages.length ? index + 1 : null;
  const next = stages.findIndex((stage, at) => at > index && stage.kind !== 'offer');
  return next === -1 ? null : next;
};

/** Until when other ways are offered that stand between this stage and the next one: it has to wait for them. Epoch ms. */
export const heldUntil = ({ plan, enteredAt }: Underway, index: number): number => {
  const next = nextStage(plan, index);
  let held = 0;
  for (const [at, stage] of plan.stages.entries()) {
    const between = stage.kind === 'offer' && at >= index && next !== null && at < next;
    if (between)
      held = Math.max(held, enteredAt + offeredAfter(plan, at) + (stage.patienceMs ?? Number.POSITIVE_INFINITY));
  }
  return held;
};

/** When a stage that was reached at `since` is over by time alone, epoch ms; null: never. */
export const overAt = (entry: Underway, index: number, since: number): number | null => {
  const { plan } = entry;
  if (nextStage(plan, index) === null) return null;
  const stage = plan.stages[index];
  const patience = stage?.kind === 'offer' ? 0 : patienceOf(stage);
  if (patience === null) return null;
  const end = Math.max(since + patience, heldUntil(entry, index));
  return Number.isFinite(end) ? end : null;
};

/** Where the search begins to look: what was stored, or the first stage. A clock that was set back must not hold it up. */
export const startOf = ({ enteredAt, reached }: Underway, now: number): Reached =>
  reached ? { stage: reached.stage, at: Math.min(reached.at, now) } : { stage: 0, at: enteredAt };

/** The stage that people are told of: the one the search is at, or a later one whose other ways are offered already. */
export const shownStage = ({ plan, enteredAt }: Underway, searching: number, now: number): number =>
  plan.stages.reduce(
    (shown, stage, at) =>
      at > shown && stage.kind === 'offer' && enteredAt + offeredAfter(plan, at) <= now ? at : shown,
    searching,
  );

/** When the next offer of other ways begins, epoch ms; null: all there are have begun. */
export const nextOfferAt = ({ plan, enteredAt }: Underway, now: number): number | null => {
  const times = plan.stages.flatMap((stage, at) =>
    stage.kind === 'offer' ? [enteredAt + offeredAfter(plan, at)] : [],
  );
  const coming = times.filter((at) => at > now && Number.isFinite(at));
  return coming.length > 0 ? Math.min(...coming) : null;
};

/**
 * Is it worth storing that the search has come here? Where nothing can be passed over, the first stage follows from the time the
 * entry came; a stage that names agents may be given up in the middle, and then it has to be known that it was tried.
 */
export const isWorthStoring = ({ plan, reached }: Underway, at: number): boolean =>
  reached !== null || at > 0 || (nextStage(plan, at) !== null && isNamed(plan.stages[at]));
const isNamed = (stage: PlanStage | undefined): boolean =>
  stage !== undefined && isSearch(stage) && stage.kind !== 'skill_group';

interface Place {
  /** What people are told of. */
  readonly stageIndex: number;
  readonly reached: Reached | null;
}

/** Is there anything to be stored. */
export const hasMoved = (before: Place, after: Place): boolean =>
  before.stageIndex !== after.stageIndex ||
  before.reached?.stage !== after.reached?.stage ||
  before.reached?.at !== after.reached?.at;

/** Is it another thing than what is stored. */
export const asksDiffer = (before: AskedAll | null, after: AskedAll | null): boolean =>
  before?.next !== after?.next || before?.at !== after?.at;

/** Stages that have their turn now and had not before: of the search, and of the other ways offered beside it. */
export const stagesEntered = (before: Place, after: Place): { readonly from: number; readonly to: number }[] => {
  const [was, is] = [before.reached?.stage ?? 0, after.reached?.stage ?? 0];
  const entered = was === is ? [] : [{ from: was, to: is }];
  const told = before.stageIndex !== after.stageIndex && after.stageIndex !== is;
  return told ? [...entered, { from: before.stageIndex, to: after.stageIndex }] : entered;
};
