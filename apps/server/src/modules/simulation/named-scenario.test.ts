import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readScenario, runScenario, ScenarioError, writeReport } from './index.ts';

const folder = join(import.meta.dirname, '../../../scenarios');
const minimal = {
  name: 'small',
  hours: 1,
  groups: [{ name: 'Cards', strategy: 'least_loaded' }],
  agents: [
    { name: 'Ann', groups: [{ groupId: 'Cards', level: 3 }] },
    { name: 'Desk', count: 2, groups: [{ groupId: 'Cards', level: 1 }] },
  ],
  arrivals: [
    { name: 'Calls', groupId: 'Cards', medium: 'voice', perHour: 9, handling: { kind: 'fixed', seconds: 60 } },
  ],
  ruleSets: [{ name: 'none', rules: [] }],
};
const naming = (over: object): string => JSON.stringify({ ...minimal, ...over });
const problem = (text: string): string => {
  try {
    readScenario(text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('a scenario file', () => {
  test('names groups and agents where the contract has ids', () => {
    const rules = [
      {
        name: 'desk',
        when: [],
        priority: 0,
        stages: [{ kind: 'agents', agentIds: ['Desk 2', 'Ann'], strategy: 'sequence', patienceSeconds: null }],
      },
    ];
    const scenario = readScenario(naming({ ruleSets: [{ name: 'desk', rules }] }));
    expect(scenario.agents[0]?.groups[0]?.groupId).toBe(scenario.groups[0]?.id);
    const stage = scenario.ruleSets[0]?.rules[0]?.stages[0];
    expect(stage?.kind === 'agents' && stage.agentIds.map((id) => id.slice(-1))).toEqual(['2', '0']);
  });

  test.each(readdirSync(folder))('%s can be read', (file) => {
    expect(readScenario(readFileSync(join(folder, file), 'utf8')).ruleSets.length).toBeGreaterThan(0);
  });

  test.each(readdirSync(folder))('%s runs, and its report has every rule set and group by name', (file) => {
    const scenario = { ...readScenario(readFileSync(join(folder, file), 'utf8')), hours: 24, warmUpMinutes: 0 };
    const text = writeReport(scenario.name, runScenario(scenario));
    for (const { name } of scenario.ruleSets) expect(text).toContain(name);
    if (scenario.groups.length > 1) for (const { name } of scenario.groups) expect(text).toContain(`\n${name}, `);
    expect(text).toContain('Answered within 20 s');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  test.each([
    ['{', 'This is not JSON'],
    ['[]', 'hours'],
    [naming({ hours: -1 }), 'hours'],
    [
      naming({ arrivals: [{ ...minimal.arrivals[0], groupId: 'Loans' }] }),
      'arrivals[0].groupId: there is no "Loans"; there are Cards',
    ],
    [naming({ agents: [{ name: 'Ann', groups: [] }] }), 'agents.0.groups'],
  ])('that is wrong is refused with the place: %s', (text, place) => {
    expect(problem(text)).toContain(place);
  });
});
