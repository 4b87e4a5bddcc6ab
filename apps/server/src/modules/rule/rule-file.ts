/** Rules as a file: out with names beside the ids, in with ids found by name where they are unknown here. */
import {
  type ImportedRules,
  type RoutingRule,
  RuleDocument,
  type RuleNames,
  type RuleProblem,
  type RuleSet,
} from '@visavis/protocol';
import { type RuleWorld, readRules } from './check.ts';
import { placeOf, type ReferenceKind, referencesOf, renameReferences } from './references.ts';

const listOf = {
  group: 'groups',
  agent: 'agents',
  channel: 'channels',
  calendar: 'calendars',
  lookup: 'lookups',
} as const satisfies Record<ReferenceKind, keyof RuleNames>;

/** How the thing is known to people of every deployment: agents by their e-mail address, all else by name. */
const namesIn = (world: RuleWorld): Readonly<Record<ReferenceKind, ReadonlyMap<string, string>>> => {
  const names = (things: ReadonlyMap<string, { readonly name: string }>) =>
    new Map([...things].map(([id, { name }]) => [id, name]));
  return {
    group: names(world.groups),
    agent: new Map([...world.agents].map(([id, { email }]) => [id, email])),
    channel: names(world.channels),
    calendar: names(world.calendars),
    lookup: names(world.lookups),
  };
};

export const toDocument = (ruleSet: RuleSet, world: RuleWorld, exportedAt: Date): RuleDocument => {
  const known = namesIn(world);
  const names: Record<keyof RuleNames, Record<string, string>> = {
    groups: {},
    agents: {},
    channels: {},
    calendars: {},
    lookups: {},
  };
  for (const { kind, id } of referencesOf(ruleSet.rules)) {
    const name = known[kind].get(id);
    if (name !== undefined) names[listOf[kind]][id] = name;
  }
  return {
    kind: 'visavis-routing-rules',
    format: 1,
    exportedAt: exportedAt.toISOString(),
    version: ruleSet.version,
    rules: [...ruleSet.rules],
    names,
  };
};

export interface ReadDocument {
  readonly rules: RoutingRule[];
  readonly matched: ImportedRules['matched'];
  /** Of the shape only; sense is checked afterwards. */
  readonly problems: RuleProblem[];
}

/** Ids that are known here stay; others are looked up by the name the file gives them; what is not found stays unknown. */
export const fromDocument = (document: unknown, world: RuleWorld): ReadDocument => {
  const read = RuleDocument.omit({ rules: true }).loose().safeParse(document);
  if (!read.success)
    return {
      rules: [],
      matched: [],
      problems: read.error.issues.map(({ path, message }) => ({
        ...{
          place: placeOf(path) || 'document',
          code: 'malformed' as const,
          severity: 'error' as const,
          found: message,
        },
      })),
    };
  const { rules: values } = read.data as { rules?: unknown };
  if (!Array.isArray(values) || values.length > 200)
    return {
      rules: [],
      matched: [],
      problems: [{ place: 'rules', code: 'malformed', severity: 'error', found: 'a list of at most 200 rules' }],
    };
  const { rules, problems } = readRules(values);
  const here = namesIn(world);
  const idsByName = Object.fromEntries(
    Object.entries(here).map(([kind, names]) => [
      kind,
      new Map([...names].map(([id, name]) => [name.toLowerCase(), id])),
    ]),
  ) as Record<ReferenceKind, Map<string, string>>;
  const matched = new Map<string, ImportedRules['matched'][number]>();
  const renamed = renameReferences(rules, ({ kind, id }) => {
    if (here[kind].has(id)) return id;
    const name = read.data.names[listOf[kind]][id];
    const found = name === undefined ? undefined : idsByName[kind].get(name.toLowerCase());
    if (name === undefined || found === undefined) return id;
    matched.set(`${kind} ${id}`, { kind, name, from: id, to: found as never });
    return found;
  });
  return { rules: renamed, matched: [...matched.values()], problems };
};
