import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type RoutingRule, type RuleSet, ruleRoutes } from '@visavis/protocol';
import { useEffect, useMemo, useReducer } from 'react';
import { useApi } from '../../shared/ports.ts';
import { type Draft, type DraftAction, editDraft, startDraft } from './draft.ts';
import { diffRules, type RuleChange } from './draft-diff.ts';
import { type ProblemsByRule, placeProblems } from './rule-problems.ts';

const storageKey = 'visavis.rules.draft';

/** A draft outlives the page, so that a reload or a closed window loses nothing. */
function recall(inForce: RuleSet): Draft {
  const fresh = startDraft(inForce.version, inForce.rules);
  try {
    const stored = localStorage.getItem(storageKey);
    if (stored === null) return fresh;
    const { version, base, rules } = JSON.parse(stored) as Pick<Draft, 'version' | 'base' | 'rules'>;
    if (!Array.isArray(base) || !Array.isArray(rules)) return fresh;
    return { ...startDraft(version, base), rules };
  } catch {
    return fresh;
  }
}

/** The draft that is kept in this browser, for who wants to read it; null: there is none. */
export function storedDraft(): RoutingRule[] | null {
  try {
    const { rules } = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as { rules?: RoutingRule[] };
    return Array.isArray(rules) ? rules : null;
  } catch {
    // No storage, or something else in it: the rules page begins from the rules in force then, and so does this.
    return null;
  }
}

function keep(draft: Draft, changed: boolean): void {
  try {
    const { version, base, rules } = draft;
    if (changed) localStorage.setItem(storageKey, JSON.stringify({ version, base, rules }));
    else localStorage.removeItem(storageKey);
  } catch {
    // Storage may be refused; the draft then lives as long as the page, which asks before it is left.
  }
}

export interface RuleDraft {
  readonly draft: Draft;
  readonly changes: readonly RuleChange[];
  /** Another version came into force while this draft was made. */
  readonly overtaken: boolean;
  readonly edit: (action: DraftAction) => void;
}

export function useRuleDraft(inForce: RuleSet): RuleDraft {
  const [draft, edit] = useReducer(editDraft, inForce, recall);
  const changes = useMemo(() => diffRules(draft.base, draft.rules), [draft.base, draft.rules]);
  const changed = changes.length > 0;
  const behind = inForce.version !== draft.version;
  useEffect(() => {
    if (behind && !changed) edit({ kind: 'start', version: inForce.version, rules: inForce.rules });
  }, [behind, changed, inForce]);
  useEffect(() => keep(draft, changed), [draft, changed]);
  return { draft, changes, overtaken: behind && changed, edit };
}

/** What the server finds wrong with the draft, a moment after each change. */
export function useRuleCheck(rules: readonly RoutingRule[]): ProblemsByRule {
  const api = useApi();
  const [settledRules] = useDebouncedValue(rules, 300);
  const check = useQuery({
    queryKey: ['rules', 'check', settledRules],
    // The places in the answer count the rules that were sent, not those on the screen by then.
    queryFn: async ({ signal }) => ({
      rules: settledRules,
      ...(await api(ruleRoutes.checkRules, { body: { rules: settledRules }, signal })),
    }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const { data } = check;
  return useMemo(() => (data ? placeProblems(data.rules, data.problems) : new Map()), [data]);
}
