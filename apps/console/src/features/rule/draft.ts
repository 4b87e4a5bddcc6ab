/** The rules as they are being edited: what was in force when editing began, the draft, and the way back. */
import type { RoutingRule } from '@visavis/protocol';
import { settled } from './stage-times.ts';

export interface Draft {
  /** Version the draft was made from, and its rules. */
  readonly version: number;
  readonly base: readonly RoutingRule[];
  readonly rules: readonly RoutingRule[];
  readonly past: readonly (readonly RoutingRule[])[];
  readonly future: readonly (readonly RoutingRule[])[];
  /** What the last change was about: changes of one text are one step back. */
  readonly about: string | null;
}

export type DraftAction =
  | {
      readonly kind: 'change';
      readonly id: string;
      readonly change: (rule: RoutingRule) => RoutingRule;
      readonly about?: string;
    }
  | { readonly kind: 'add'; readonly rules: readonly RoutingRule[]; readonly at?: number }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'move'; readonly from: number; readonly to: number }
  /** An import, or an earlier version. */
  | { readonly kind: 'replace_all'; readonly rules: readonly RoutingRule[] }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'discard' }
  /** What is in force now, with nothing changed: after putting it there, or when somebody else did. */
  | { readonly kind: 'start'; readonly version: number; readonly rules: readonly RoutingRule[] }
  /** Another version is in force: the draft stays, and is compared with that one from now on. */
  | { readonly kind: 'rebase'; readonly version: number; readonly base: readonly RoutingRule[] };

export const startDraft = (version: number, rules: readonly RoutingRule[]): Draft => ({
  version,
  base: rules,
  rules,
  past: [],
  future: [],
  about: null,
});

const mostSteps = 100;

const step = (draft: Draft, rules: readonly RoutingRule[], about: string | null = null): Draft => {
  const goesOn = about !== null && about === draft.about;
  const past = goesOn ? draft.past : [...draft.past, draft.rules].slice(-mostSteps);
  return { ...draft, rules, past, future: [], about };
};

/** Takes the item out and puts it in elsewhere. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  return item === undefined ? rest : rest.toSpliced(to, 0, item);
}

export function editDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.kind) {
    case 'change': {
      const rules = draft.rules.map((rule) => (rule.id === action.id ? settled(action.change(rule)) : rule));
      return step(draft, rules, action.about === undefined ? null : `${action.id} ${action.about}`);
    }
    case 'add':
      return step(draft, draft.rules.toSpliced(action.at ?? draft.rules.length, 0, ...action.rules));
    case 'remove':
      return step(
        draft,
        draft.rules.filter((rule) => rule.id !== action.id),
      );
    case 'move':
      return action.from === action.to ? draft : step(draft, moved(draft.rules, action.from, action.to));
    case 'replace_all':
      return step(draft, action.rules);
    case 'undo': {
      const before = draft.past.at(-1);
      if (!before) return draft;
      const future = [draft.rules, ...draft.future];
      return { ...draft, rules: before, past: draft.past.slice(0, -1), future, about: null };
    }
    case 'redo': {
      const [next, ...future] = draft.future;
      if (!next) return draft;
      return { ...draft, rules: next, past: [...draft.past, draft.rules], future, about: null };
    }
    case 'discard':
      return step(draft, draft.base);
    case 'start':
      return startDraft(action.version, action.rules);
    case 'rebase':
      return { ...draft, version: action.version, base: action.base, about: null };
  }
}
