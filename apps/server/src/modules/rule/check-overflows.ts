import type { RoutingRule, RuleProblem } from '@visavis/protocol';
import { cycleFrom } from '../../lib/cycle-from.ts';

interface OverflowingGroup {
  readonly name: string;
  /** Where whoever has waited too long, or finds the line full, goes. */
  readonly overflowTo: string | null;
}

/**
 * Overflow that leads back to a group the contact has already been in. A rule's overflow starts from every group its stages
 * ask (by name: the channel's own group is another one for each channel), a group's from its limits.
 */
export const checkOverflows = (
  rules: readonly RoutingRule[],
  groups: ReadonlyMap<string, OverflowingGroup>,
): RuleProblem[] =>
  rules.flatMap((rule, index) =>
    rule.stages.flatMap((stage, at): RuleProblem[] => {
      if (stage.kind !== 'overflow') return [];
      const asked = new Set(
        rule.stages.flatMap((one) => (one.kind === 'skill_group' ? one.groups.map(({ groupId }) => groupId) : [])),
      );
      const edges = (node: string): string[] => {
        const next = groups.get(node)?.overflowTo ?? null;
        return [...(next === null ? [] : [next]), ...(asked.has(node as never) ? [stage.groupId] : [])];
      };
      const cycle = cycleFrom(stage.groupId, edges);
      if (!cycle) return [];
      const found = cycle.map((id) => groups.get(id)?.name ?? id).join(' › ');
      return [{ place: `rules[${index}].stages[${at}].groupId`, code: 'overflow_cycle', severity: 'error', found }];
    }),
  );
