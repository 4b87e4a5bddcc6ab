/** A scenario's report: every rule set on the very same contacts. */
import type { RuleSetReport, Scenario, SimulationReport } from '@visavis/protocol';
import { seededRandom } from '../../lib/seeded-random.ts';
import { makeContacts } from './contacts.ts';
import { answeredWithin, figuresOf, jainIndex } from './figures.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';
import { makeAgents, type SimulatedAgent, simulate, toRoutingGroup } from './simulate-service.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** A Monday at midnight UTC: simulated weeks begin like real ones. */
const startAt = Date.UTC(2024, 0, 1);

export const runScenario = (
  scenario: Scenario,
  onProgress: (progress: number) => void = () => {},
): SimulationReport => {
  const untilMs = scenario.warmUpMinutes * minuteMs + scenario.hours * hourMs;
  const warmMs = scenario.warmUpMinutes * minuteMs;
  const groupPlaces = new Map(scenario.groups.map(({ id }, place) => [id, place]));
  const agents = makeAgents(scenario);
  const count = scenario.ruleSets.length;
  return {
    targetSeconds: scenario.targetSeconds,
    hours: scenario.hours,
    agents: agents.length,
    ruleSets: scenario.ruleSets.map(({ name, rules }, index) => {
      const outcomes = createOutcomes();
      const { agents: worked } = simulate({
        // Made anew for every rule set, and the same each time.
        contacts: makeContacts(scenario.arrivals, untilMs, (stream) => seededRandom(scenario.seed * 1_009 + stream)),
        onEnd: (at, contact, outcome) => {
          const group = groupPlaces.get(contact.stream.groupId) ?? groupPlaces.size;
          if (contact.at >= warmMs) outcomes.note(at, group, outcome);
        },
        agents,
        rules,
        untilMs,
        startAt,
        groups: scenario.groups.map(toRoutingGroup),
        callbackShare: scenario.callbackShare,
        random: seededRandom(scenario.seed),
        onProgress: (progress) => onProgress((index + progress) / count),
      });
      return reportOf(name, scenario, outcomes, agents, worked);
    }),
  };
};

const reportOf = (
  name: string,
  scenario: Scenario,
  outcomes: Outcomes,
  agents: readonly SimulatedAgent[],
  worked: ReturnType<typeof simulate>['agents'],
): RuleSetReport => {
  const loads = worked.map(({ busyMs, presentMs }) => (presentMs === 0 ? 0 : busyMs / presentMs));
  return {
    name,
    all: figuresOf(outcomes.each(), scenario.targetSeconds),
    groups: scenario.groups.map((group, place) => ({
      id: group.id,
      name: group.name,
      ...figuresOf(outcomes.each(place), scenario.targetSeconds),
    })),
    occupancy: {
      mean: loads.reduce((sum, load) => sum + load, 0) / Math.max(1, agents.length),
      least: Math.min(...loads),
      most: Math.max(...loads),
    },
    fairness: jainIndex(loads),
    agents: agents.map(({ displayName }, at) => ({
      name: displayName,
      occupancy: loads[at] ?? 0,
      served: worked[at]?.served ?? 0,
    })),
    answeredWithin: answeredWithin(outcomes.each()),
  };
};
