/** What a draft changes against the rules in force, in the words of the dialog that puts it in force. */
import type { RoutingRule } from '@visavis/protocol';

export type ChangedPart = 'name' | 'enabled' | 'when' | 'priority' | 'stages' | 'then';
export type RuleChange =
  | { readonly kind: 'added' | 'removed'; readonly rule: RoutingRule }
  | {
      readonly kind: 'changed';
      readonly rule: RoutingRule;
      readonly before: RoutingRule;
      /** Empty when the rule only stands elsewhere now. */
      readonly parts: readonly ChangedPart[];
      /** 1-based places; null: it stands where it stood, as seen from the rules around it. */
      readonly place: { readonly from: number; readonly to: number } | null;
    };

const parts: readonly ChangedPart[] = ['name', 'enabled', 'when', 'priority', 'stages', 'then'];

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && same(left[key], right[key]));
}

/** Of what stands in both, the fewest that have to move to come from one order to the other. */
function movers(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const placeOf = new Map(before.map((id, index) => [id, index]));
  const kept = after.filter((id) => placeOf.has(id));
  const place = (id: string | undefined) => (id === undefined ? -1 : (placeOf.get(id) ?? -1));
  // The longest rising run of old places stays; a set has at most 200 rules, so the square of that is nothing.
  const length = kept.map(() => 1);
  const previous = kept.map(() => -1);
  for (let at = 0; at < kept.length; at++) {
    for (let back = 0; back < at; back++) {
      if (place(kept[back]) < place(kept[at]) && (length[back] ?? 0) + 1 > (length[at] ?? 0)) {
        length[at] = (length[back] ?? 0) + 1;
        previous[at] = back;
      }
    }
  }
  const staying = new Set<string>();
  for (let at = length.indexOf(Math.max(0, ...length)); at >= 0; at = previous[at] ?? -1) staying.add(kept[at] ?? '');
  return new Set(kept.filter((id) => !staying.has(id)));
}

/** In the order of the draft, what was removed at the end. */
export function diffRules(before: readonly RoutingRule[], after: readonly RoutingRule[]): RuleChange[] {
  const moving = movers(
    before.map((rule) => rule.id),
    after.map((rule) => rule.id),
  );
  const changes: RuleChange[] = [];
  for (const [index, rule] of after.entries()) {
    const old = before.find((other) => other.id === rule.id);
    if (!old) {
      changes.push({ kind: 'added', rule });
      continue;
    }
    const changed = parts.filter((part) => !same(old[part], rule[part]));
    const place = moving.has(rule.id) ? { from: before.indexOf(old) + 1, to: index + 1 } : null;
    if (changed.length > 0 || place) changes.push({ kind: 'changed', rule, before: old, parts: changed, place });
  }
  for (const rule of before) {
    if (!after.some((other) => other.id === rule.id)) changes.push({ kind: 'removed', rule });
  }
  return changes;
}
