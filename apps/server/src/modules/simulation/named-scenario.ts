/** Scenario files are written by hand: they name groups and agents where the contract has ids. */
import { Scenario } from '@visavis/protocol';
import { madeUpAgentId } from './made-up.ts';

export class ScenarioError extends Error {}

const madeUpGroupId = (place: number): string => `00000000-0000-4000-8000-${place.toString(16).padStart(12, '0')}`;
const madeUpRuleId = (place: number): string => `00000000-0000-4000-a000-${place.toString(16).padStart(12, '0')}`;

interface Names {
  readonly groups: ReadonlyMap<string, string>;
  readonly agents: ReadonlyMap<string, string>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const namesIn = (file: Record<string, unknown>): Names => {
  const groups = new Map(listOf(file.groups).map(({ name }, place) => [String(name), madeUpGroupId(place)]));
  const agents = new Map<string, string>();
  for (const { name, count } of listOf(file.agents)) {
    const many = typeof count === 'number' ? count : 1;
    for (let number = 1; number <= many; number += 1)
      agents.set(many === 1 ? String(name) : `${name} ${number}`, madeUpAgentId(agents.size));
  }
  return { groups, agents };
};

const idOf = (names: ReadonlyMap<string, string>, name: unknown, place: string): unknown => {
  if (typeof name !== 'string') return name;
  const id = names.get(name);
  if (id === undefined)
    throw new ScenarioError(`${place}: there is no "${name}"; there are ${[...names.keys()].join(', ')}`);
  return id;
};

/** The same tree with ids for names. */
const withIds = (value: unknown, names: Names, place: string): unknown => {
  if (Array.isArray(value)) return value.map((one, index) => withIds(one, names, `${place}[${index}]`));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => {
      const here = place === '' ? key : `${place}.${key}`;
      if (key === 'groupId') return [key, idOf(names.groups, held, here)];
      if (key === 'agentId') return [key, idOf(names.agents, held, here)];
      if (key === 'agentIds' && Array.isArray(held))
        return [key, held.map((name, index) => idOf(names.agents, name, `${here}[${index}]`))];
      return [key, withIds(held, names, here)];
    }),
  );
};

const withRuleIds = (set: Record<string, unknown>): Record<string, unknown> => ({
  ...set,
  rules: listOf(set.rules).map((rule, place) => ({ id: madeUpRuleId(place), ...rule })),
});

/** Reads a scenario file. Throws a ScenarioError that names the place. */
export const readScenario = (text: string): Scenario => {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new ScenarioError(`This is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (!isRecord(file)) throw new ScenarioError('A scenario is an object with groups, agents, arrivals and ruleSets');
  const names = namesIn(file);
  const parsed = Scenario.safeParse(
    withIds(
      {
        ...file,
        groups: listOf(file.groups).map((group, place) => ({ id: madeUpGroupId(place), ...group })),
        ruleSets: listOf(file.ruleSets).map(withRuleIds),
      },
      names,
      '',
    ),
  );
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new ScenarioError(lines.join('\n'));
};
