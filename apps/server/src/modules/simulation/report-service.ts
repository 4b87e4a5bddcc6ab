/** A scenario's report: every rule set on the very same contacts. */
import type { RuleSetReport, Scenario, SimulationReport } from '@visavis/protocol';
import { seededRandom } from '../../lib/seeded-random.ts';
import { makeContacts, type SimulatedContact } from './contacts.ts';
import { answeredWithin, type ContactOutcome, figuresOf, jainIndex } from './figures.ts';
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
  const contacts = makeContacts(scenario.arrivals, untilMs, (stream) => seededRandom(scenario.seed * 1_009 + stream));
  const agents = makeAgents(scenario);
  const count = scenario.ruleSets.length;
  return {
    targetSeconds: scenario.targetSeconds,
    hours: scenario.hours,
    agents: agents.length,
    ruleSets: scenario.ruleSets.map(({ name, rules }, index) => {
      const outcome = simulate({
        contacts,
        agents,
        rules,
        untilMs,
        startAt,
        groups: scenario.groups.map(toRoutingGroup),
        callbackShare: scenario.callbackShare,
        random: seededRandom(scenario.seed),
        onProgress: (progress) => onProgress((index + progress) / count),
      });
      return reportOf(name, scenario, contacts, agents, outcome);
    }),
  };
};

const reportOf = (
  name: string,
  scenario: Scenario,
  contacts: readonly SimulatedContact[],
  agents: readonly SimulatedAgent[],
  outcome: ReturnType<typeof simulate>,
): RuleSetReport => {
  const warm = scenario.warmUpMinutes * minuteMs;
  const counted = contacts.flatMap((contact, index) => {
    const result = outcome.contacts[index];
    return contact.at >= warm && result ? [{ contact, result }] : [];
  });
  const results = (of: typeof counted): ContactOutcome[] => of.map(({ result }) => result);
  const loads = outcome.agents.map(({ busyMs, presentMs }) => (presentMs === 0 ? 0 : busyMs / presentMs));
  return {
    name,
    all: figuresOf(results(counted), scenario.targetSeconds),
    groups: scenario.groups.map((group) => ({
      id: group.id,
      name: group.name,
      ...figuresOf(
        results(counted.filter(({ contact }) => contact.stream.groupId === group.id)),
        scenario.targetSeconds,
      ),
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
      served: outcome.agents[at]?.served ?? 0,
    })),
    answeredWithin: answeredWithin(results(counted)),
  };
};
