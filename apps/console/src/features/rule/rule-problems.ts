/** Problems of a rule set, brought to the place in the editor they speak of. */
import type { RoutingRule, RuleProblem } from '@visavis/protocol';

export interface PlacedProblem {
  readonly problem: RuleProblem;
  /** null: the rule as a whole, or its name. */
  readonly section: 'when' | 'stages' | null;
  readonly index: number;
}
/** By rule id; problems of no rule are under ''. */
export type ProblemsByRule = ReadonlyMap<string, readonly PlacedProblem[]>;

const placePattern = /^rules\[(\d+)\](?:\.(when|stages)(?:\[(\d+)\])?)?/;

export function placeProblems(
  rules: readonly Pick<RoutingRule, 'id'>[],
  problems: readonly RuleProblem[],
): ProblemsByRule {
  const placed = new Map<string, PlacedProblem[]>();
  for (const problem of problems) {
    const [, rule, section, index] = placePattern.exec(problem.place) ?? [];
    const id = rule === undefined ? '' : (rules[Number(rule)]?.id ?? '');
    const at = index === undefined ? -1 : Number(index);
    const inside = at >= 0 && (section === 'when' || section === 'stages') ? section : null;
    placed.set(id, [...(placed.get(id) ?? []), { problem, section: inside, index: at }]);
  }
  return placed;
}

export const problemsAt = (
  problems: readonly PlacedProblem[],
  section: 'when' | 'stages' | null,
  index = -1,
): RuleProblem[] =>
  problems
    .filter((one) => one.section === section && (section === null || one.index === index))
    .map((one) => one.problem);

export const hasErrors = (problems: readonly PlacedProblem[]): boolean =>
  problems.some((one) => one.problem.severity === 'error');
