/** The made-up visitor's form to what the server takes, and what the rules of a draft suggest to try. */
import { RoutingRule } from '@visavis/protocol';

/** Attributes and tags the rules look at, with values they would fit. */
export function suggestions(rules: readonly RoutingRule[]): { attributes: string[]; tags: string[] } {
  const attributes = new Set<string>();
  const tags = new Set<string>();
  for (const rule of rules) {
    for (const condition of rule.when) {
      if (condition.kind === 'tag') for (const tag of condition.tags) tags.add(tag);
      if (condition.kind !== 'attribute' || condition.name === '') continue;
      for (const value of condition.values) attributes.add(`${condition.name}=${value}`);
    }
    for (const stage of rule.stages) {
      if (stage.kind !== 'designated_agent' || stage.by.kind !== 'mapping') continue;
      const { attribute, entries } = stage.by;
      for (const entry of entries.slice(0, 5)) if (attribute !== '') attributes.add(`${attribute}=${entry.value}`);
    }
  }
  return { attributes: [...attributes], tags: [...tags] };
}

/** Rules that are finished enough to be tried, and how many are not. */
export function triable(rules: readonly RoutingRule[]): { rules: RoutingRule[]; left: number } {
  const finished = rules.filter((rule) => RoutingRule.safeParse(rule).success);
  return { rules: finished, left: rules.length - finished.length };
}
