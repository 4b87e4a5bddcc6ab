import type { ComparedRules, RoutingRule } from '@visavis/protocol';

/** The rule sets that are ticked; `draft` and `file` are there to be ticked or they are null. */
export interface ChosenSets {
  readonly inForce: boolean;
  /** Everybody goes to the group of their channel. */
  readonly noRules: boolean;
  readonly draft: { readonly rules: readonly RoutingRule[]; readonly ticked: boolean } | null;
  readonly version: number | null;
  readonly file: { readonly name: string; readonly rules: readonly RoutingRule[] } | null;
}

/** In the order in which they are compared; the first is what the others are compared with. */
export const comparedOf = ({ inForce, noRules, draft, version, file }: ChosenSets): ComparedRules[] => [
  ...(inForce ? [{ kind: 'in_force' as const }] : []),
  ...(noRules ? [{ kind: 'version' as const, version: 0 }] : []),
  ...(version === null ? [] : [{ kind: 'version' as const, version }]),
  ...(draft?.ticked ? [{ kind: 'draft' as const, rules: [...draft.rules], name: null }] : []),
  ...(file === null ? [] : [{ kind: 'draft' as const, rules: [...file.rules], name: file.name }]),
];
