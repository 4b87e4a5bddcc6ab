/** What is wrong with a set of rules. Pure: the world they name things of is an argument. */
import {
  type CalendarHours,
  RoutingRule,
  type RoutingStage,
  type RuleCondition,
  type RuleProblem,
  type RuleProblemCode,
} from '@visavis/protocol';
import { checkOverflows } from './check-overflows.ts';
import { placeOf, type ReferenceKind, referencesOf } from './references.ts';

/** Everything rules may name, by id. */
export interface RuleWorld {
  readonly groups: ReadonlyMap<
    string,
    { readonly name: string; readonly members: number; readonly overflowTo: string | null }
  >;
  readonly agents: ReadonlyMap<string, { readonly name: string; readonly email: string; readonly disabled: boolean }>;
  /** Name is the key. */
  readonly channels: ReadonlyMap<string, { readonly name: string }>;
  readonly calendars: ReadonlyMap<string, CalendarHours & { readonly name: string }>;
  readonly lookups: ReadonlyMap<string, { readonly name: string }>;
  /** Does a calendar open at all from now on. */
  readonly everOpens: (hours: CalendarHours) => boolean;
}

const problem = (
  place: string,
  code: RuleProblemCode,
  found: string | null = null,
  severity: RuleProblem['severity'] = 'error',
): RuleProblem => ({ place, code, severity, found });
const warning = (place: string, code: RuleProblemCode, found: string | null = null): RuleProblem =>
  problem(place, code, found, 'warning');

const knownOf = (world: RuleWorld): Readonly<Record<ReferenceKind, ReadonlyMap<string, unknown>>> => ({
  group: world.groups,
  agent: world.agents,
  channel: world.channels,
  calendar: world.calendars,
  lookup: world.lookups,
});

const checkReferences = (rules: readonly RoutingRule[], world: RuleWorld): RuleProblem[] => {
  const known = knownOf(world);
  return referencesOf(rules).flatMap(({ kind, id, place }) => {
    if (!known[kind].has(id)) return [problem(place, `unknown_${kind}`, id)];
    const agent = kind === 'agent' ? world.agents.get(id) : undefined;
    if (agent?.disabled) return [warning(place, 'disabled_agent', agent.name)];
    const group = kind === 'group' ? world.groups.get(id) : undefined;
    return group?.members === 0 ? [warning(place, 'empty_group', group.name)] : [];
  });
};

const wantedValues = { is: 1, is_not: 1, contains: 1, at_least: 1, at_most: 1, present: 0, absent: 0 } as const;

const checkAttribute = (condition: RuleCondition & { kind: 'attribute' }, place: string): RuleProblem[] => {
  const { operator, values } = condition;
  const right = operator === 'one_of' ? values.length > 0 : values.length === wantedValues[operator];
  if (!right) return [problem(`${place}.values`, 'value_count', String(values.length))];
  if (operator !== 'at_least' && operator !== 'at_most') return [];
  const [value] = values;
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)));
  return isNumber ? [] : [problem(`${place}.values[0]`, 'value_type', String(value))];
};

const checkCondition = (condition: RuleCondition, place: string, world: RuleWorld): RuleProblem[] => {
  switch (condition.kind) {
    case 'vip':
      return condition.min > condition.max
        ? [problem(`${place}.min`, 'vip_range', `${condition.min} > ${condition.max}`)]
        : [];
    case 'attribute':
      return checkAttribute(condition, place);
    case 'hours': {
      const hours = world.calendars.get(condition.calendarId);
      return hours && condition.open && !world.everOpens(hours)
        ? [problem(`${place}.calendarId`, 'hours_never_open', hours.name)]
        : [];
    }
    default:
      return [];
  }
};

const checkMapping = (stage: RoutingStage, place: string): RuleProblem[] => {
  if (stage.kind !== 'designated_agent' || stage.by.kind !== 'mapping') return [];
  const { entries } = stage.by;
  if (entries.length === 0) return [problem(`${place}.by.entries`, 'empty_mapping')];
  const seen = new Set<string>();
  return entries.flatMap(({ value }, index) => {
    // As the router compares them.
    const plain = String(value).trim().toLowerCase();
    if (seen.has(plain)) return [problem(`${place}.by.entries[${index}].value`, 'duplicate_value', String(value))];
    seen.add(plain);
    return [];
  });
};

const mayBePassedOver = (stage: RoutingStage): boolean =>
  stage.kind === 'designated_agent' || stage.kind === 'regular_agent';

const checkStages = (rule: RoutingRule, place: string): RuleProblem[] => {
  const { stages } = rule;
  if (stages.length === 0) return [problem(`${place}.stages`, 'no_stages')];
  const problems = stages.flatMap((stage, index) => {
    const here = `${place}.stages[${index}]`;
    const last = index === stages.length - 1 && rule.then === 'decide';
    if (stage.kind === 'overflow') return last ? [] : [problem(here, 'overflow_not_last')];
    const endless = stage.patienceSeconds === null && !last;
    return [...checkMapping(stage, here), ...(endless ? [problem(`${here}.patienceSeconds`, 'endless_stage')] : [])];
  });
  const empty = rule.then === 'decide' && stages.every(mayBePassedOver);
  return empty ? [...problems, problem(`${place}.stages`, 'only_falls_through')] : problems;
};

const checkNames = (rules: readonly RoutingRule[]): RuleProblem[] => {
  const ids = new Set<string>();
  const names = new Set<string>();
  return rules.flatMap(({ id, name }, index) => {
    const plain = name.trim().toLowerCase();
    const problems = [
      ...(ids.has(id) ? [problem(`rules[${index}].id`, 'duplicate_id', id)] : []),
      ...(names.has(plain) ? [problem(`rules[${index}].name`, 'duplicate_name', name)] : []),
    ];
    ids.add(id);
    names.add(plain);
    return problems;
  });
};

const checkReach = (rules: readonly RoutingRule[]): RuleProblem[] => {
  const catchAll = rules.findIndex((rule) => rule.enabled && rule.then === 'decide' && rule.when.length === 0);
  if (catchAll === -1) return [];
  return rules.flatMap((rule, index) =>
    index > catchAll && rule.enabled ? [warning(`rules[${index}]`, 'never_reached', rules[catchAll]?.name ?? '')] : [],
  );
};

/** Rules of the right shape, looked at for sense. Empty: nothing is wrong. Ordered by what was looked at. */
export const checkRules = (rules: readonly RoutingRule[], world: RuleWorld): RuleProblem[] => [
  ...checkNames(rules),
  ...rules.flatMap((rule, index) => [
    ...rule.when.flatMap((condition, at) => checkCondition(condition, `rules[${index}].when[${at}]`, world)),
    ...checkStages(rule, `rules[${index}]`),
  ]),
  ...checkReferences(rules, world),
  ...checkOverflows(rules, world.groups),
  ...checkReach(rules),
];

export const hasErrors = (problems: readonly RuleProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

/** Anything at all, read as rules: what has the right shape, and what is wrong with the shape of the rest. */
export const readRules = (
  values: readonly unknown[],
): { readonly rules: RoutingRule[]; readonly problems: RuleProblem[] } => {
  const problems: RuleProblem[] = [];
  const rules = values.flatMap((value, index) => {
    const read = RoutingRule.safeParse(value);
    if (read.success) return [read.data];
    for (const issue of read.error.issues) {
      const place = placeOf(['rules', index, ...issue.path]);
      const noStages = issue.code === 'too_small' && issue.path.join('.') === 'stages';
      problems.push(noStages ? problem(place, 'no_stages') : problem(place, 'malformed', issue.message));
    }
    return [];
  });
  return { rules, problems };
};
