import {
  type ComparedRules,
  type CreateSimulation,
  leastServed,
  longestHistoryDays,
  type Scenario,
  type Simulation,
  type SimulationId,
  type SimulationSummary,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, CoreDeps, Jobs } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { expectedContacts, streamsOf } from './measured-history.ts';
import { simulationJob, triesOfAJob } from './simulation-jobs.ts';
import { simulationRepo } from './simulation-repo.ts';
import type { RulesWanted } from './simulation-wants.ts';

export interface SimulationDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'transactions'> {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly rules: RulesWanted;
}

/** Contacts times rule sets that one run takes: some minutes, and memory that any server has. */
const mostContacts = 1_000_000;
const warmUpMinutes = 60;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Arrivals = Pick<Scenario, 'arrivals'> & { readonly measured: SimulationSummary['measured'] };
interface Compared {
  readonly compared: SimulationSummary['compares'][number];
  readonly set: Scenario['ruleSets'][number];
}

/** Simulations of the deployment as it is: made here, run by the job. */
export const createSimulationService = (deps: SimulationDeps) => {
  const { db, jobs, rules, clock, makeId, transactions } = deps;

  const measured = async (from: Date, to: Date): Promise<Arrivals> => {
    const length = to.getTime() - from.getTime();
    if (length < hourMs || length > longestHistoryDays * dayMs || to > clock.now())
      throw new DomainError('simulation_period_invalid');
    const kinds = await simulationRepo.measure(db, from, to);
    const count = (of: (kind: (typeof kinds)[number]) => number) => kinds.reduce((sum, kind) => sum + of(kind), 0);
    const served = count((kind) => kind.served);
    if (served < leastServed) throw new DomainError('simulation_too_little_history', { served, needed: leastServed });
    const returning = count((kind) => kind.returning?.contacts ?? 0);
    const contacts = count((kind) => kind.byHour.reduce((sum, one) => sum + one, 0));
    return {
      arrivals: streamsOf(kinds, from.getTime(), to.getTime()),
      measured: { from: from.toISOString(), to: to.toISOString(), contacts, served, returning },
    };
  };

  const arrivalsOf = async (source: CreateSimulation['source'], groups: Scenario['groups']): Promise<Arrivals> => {
    if (source.kind === 'history') return measured(new Date(source.from), new Date(source.to));
    const known = new Set(groups.map(({ id }) => id));
    if (source.arrivals.some(({ groupId }) => !known.has(groupId))) throw new DomainError('skill_group_not_found');
    return { arrivals: source.arrivals, measured: null };
  };

  const compared = async (one: ComparedRules): Promise<Compared> => {
    switch (one.kind) {
      case 'in_force': {
        const { version, rules: inForce } = await rules.inForce();
        return { compared: { kind: 'in_force', version, name: null }, set: { name: 'In force', rules: inForce } };
      }
      case 'version': {
        const { version, rules: earlier } = await rules.getVersion(one.version);
        return {
          compared: { kind: 'version', version, name: null },
          set: { name: `Version ${version}`, rules: earlier },
        };
      }
      case 'draft':
        await rules.assertSound(one.rules);
        return {
          compared: { kind: 'draft', version: null, name: one.name },
          set: { name: one.name ?? 'Draft', rules: one.rules },
        };
    }
  };

  const getSimulation = async (id: SimulationId): Promise<Simulation> => {
    const found = await simulationRepo.find(db, id);
    if (!found) throw new DomainError('simulation_not_found');
    return found;
  };

  return {
    /** Throws simulation_not_found. */
    getSimulation,
    /** A thread that runs it ends at its next word of progress. Throws simulation_not_found. */
    async deleteSimulation(id: SimulationId): Promise<void> {
      if (!(await simulationRepo.remove(db, id))) throw new DomainError('simulation_not_found');
    },
    listSimulations: (): Promise<SimulationSummary[]> => simulationRepo.list(db),

    /**
     * Throws rules_invalid, rule_set_not_found, skill_group_not_found, simulation_period_invalid,
     * simulation_too_little_history, simulation_no_agents, simulation_too_large.
     */
    async createSimulation(by: AgentPrincipal, input: CreateSimulation): Promise<Simulation> {
      const groups = await simulationRepo.groups(db);
      const agents = await simulationRepo.agents(db);
      if (agents.length === 0) throw new DomainError('simulation_no_agents');
      const { arrivals, measured: of } = await arrivalsOf(input.source, groups);
      const contacts = Math.round(expectedContacts(arrivals, input.hours + warmUpMinutes / 60) * input.ruleSets.length);
      if (contacts > mostContacts) throw new DomainError('simulation_too_large', { contacts, most: mostContacts });
      const sets: Compared[] = [];
      for (const one of input.ruleSets) sets.push(await compared(one));
      const { name, hours, seed, targetSeconds } = input;
      const id = makeId() as SimulationId;
      const scenario: Scenario = {
        ...{ name, hours, seed, targetSeconds, warmUpMinutes, groups, agents, arrivals },
        callbackShare: 0.5,
        ruleSets: sets.map(({ set }) => set),
      };
      await transactions.run(async (tx) => {
        await simulationRepo.insert(tx, {
          ...{ id, name, scenario, measured: of, agents: agents.length },
          compares: sets.map((one) => one.compared),
          createdAt: clock.now(),
          createdBy: by.agentId,
        });
        await jobs.add(tx, { kind: simulationJob, key: id, payload: { simulationId: id }, maxAttempts: triesOfAJob });
      });
      return getSimulation(id);
    },
  };
};
export type SimulationService = ReturnType<typeof createSimulationService>;
