import type { RoutingRule, RuleSet } from '@visavis/protocol';

/** What simulations need of the rules. */
export interface RulesWanted {
  inForce(): Promise<RuleSet>;
  /** Throws rule_set_not_found. */
  getVersion(version: number): Promise<RuleSet>;
  /** Throws rules_invalid. */
  assertSound(rules: readonly RoutingRule[]): Promise<void>;
}
