/** What rules name by id. In the contract every kind of id has a key of its own, so one walk finds and renames them all. */
import type { RoutingRule } from '@visavis/protocol';

export const referenceKinds = ['group', 'agent', 'channel', 'calendar', 'lookup'] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

const kindOf: Readonly<Record<string, ReferenceKind>> = {
  groupId: 'group',
  agentId: 'agent',
  agentIds: 'agent',
  channelIds: 'channel',
  calendarId: 'calendar',
  lookupId: 'lookup',
};

export interface Reference {
  readonly kind: ReferenceKind;
  readonly id: string;
  /** `rules[2].stages[1].groups[0].groupId` */
  readonly place: string;
}

/** Path of keys and indexes as people write it. */
export const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );

type Visit = (reference: Reference) => string;

const walk = (value: unknown, path: readonly PropertyKey[], kind: ReferenceKind | undefined, visit: Visit): unknown => {
  if (typeof value === 'string') return kind === undefined ? value : visit({ kind, id: value, place: placeOf(path) });
  if (Array.isArray(value)) return value.map((one, index) => walk(one, [...path, index], kind, visit));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, walk(one, [...path, key], kindOf[key], visit)]),
  );
};

/** The rules with every id replaced by what `rename` says. */
export const renameReferences = (rules: readonly RoutingRule[], rename: Visit): RoutingRule[] =>
  walk(rules, ['rules'], undefined, rename) as RoutingRule[];

export const referencesOf = (rules: readonly RoutingRule[]): Reference[] => {
  const found: Reference[] = [];
  renameReferences(rules, (reference) => {
    found.push(reference);
    return reference.id;
  });
  return found;
};
