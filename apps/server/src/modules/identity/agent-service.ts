import type { Agent, AgentId, CreateAgent, UpdateAgent, UpdateMe } from '@visavis/protocol';
import type { z } from 'zod';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { decideAccountChange } from './account.ts';
import type { AgentRepo, AgentWithoutGroups } from './agent-repo.ts';
import type { AgentAuthentication } from './authentication-service.ts';
import type { Passwords } from './password-service.ts';
import type { SignInService } from './sign-in-service.ts';

/** Which groups agents belong to. The skill groups own these rows. */
export interface Memberships {
  /** Changes of agents and of groups take turns: both touch the other's versions. Held until the end of the transaction. */
  lock(tx: Tx): Promise<void>;
  /** Groups of all agents, or of these. Agents without any are missing. */
  ofAgents(db: Db, agentIds?: readonly AgentId[]): Promise<ReadonlyMap<string, Agent['groups']>>;
  /** Replaces the agent's groups. Throws skill_group_not_found. */
  setForAgent(tx: Tx, agentId: AgentId, groups: Agent['groups']): Promise<void>;
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: AgentRepo;
  readonly passwords: Passwords;
  readonly memberships: Memberships;
  readonly authentication: AgentAuthentication;
  readonly endSignIns: SignInService['endAll'];
}

/** Reads that the sign-in needs too. */
export const createAgentReads = (repo: AgentRepo, memberships: Memberships) => {
  const withGroups = async (db: Db, agent: AgentWithoutGroups): Promise<Agent> => ({
    ...agent,
    groups: (await memberships.ofAgents(db, [agent.id])).get(agent.id) ?? [],
  });
  const findAgent = async (db: Db, agentId: AgentId): Promise<Agent | undefined> => {
    const agent = await repo.find(db, agentId);
    return agent && withGroups(db, agent);
  };
  return {
    findAgent,
    /** Throws agent_not_found. */
    getAgent: async (db: Db, agentId: AgentId): Promise<Agent> => {
      const agent = await findAgent(db, agentId);
      if (!agent) throw new DomainError('agent_not_found');
      return agent;
    },
    listAgents: async (db: Db): Promise<Agent[]> => {
      const groups = await memberships.ofAgents(db);
      return (await repo.list(db)).map((agent) => ({ ...agent, groups: groups.get(agent.id) ?? [] }));
    },
    /** Display names of agents; unknown ids are missing. */
    agentNames: async (db: Db, agentIds: readonly AgentId[]): Promise<ReadonlyMap<string, string>> =>
      new Map((await repo.findMany(db, agentIds)).map((agent) => [agent.id, agent.displayName])),
  };
};

export const createAgentService = (deps: Deps) => {
  const { repo, clock, makeId, events, transactions, memberships, authentication } = deps;
  const reads = createAgentReads(repo, memberships);

  const changed = (tx: Tx, agentId: AgentId): Promise<void> =>
    events.append(tx, { type: 'agent_changed', subjectId: agentId, payload: { agentId } });

  /** Throws agent_email_taken, skill_group_not_found. */
  const createAgent = async (tx: Tx, input: CreateAgent, options: { readonly demo: boolean }): Promise<Agent> => {
    const agentId = makeId() as AgentId;
    await memberships.lock(tx);
    await repo.insert(tx, {
      id: agentId,
      email: input.email.trim(),
      displayName: input.displayName,
      role: input.role,
      language: input.language,
      capacity: input.capacity,
      passwordHash: await deps.passwords.hash(input.password),
      demo: options.demo,
      createdAt: clock.now(),
    });
    await memberships.setForAgent(tx, agentId, input.groups);
    await changed(tx, agentId);
    return reads.getAgent(tx, agentId);
  };

  /** Throws agent_not_found, version_conflict, agent_email_taken, agent_last_administrator, skill_group_not_found. */
  const updateAgent = async (agentId: AgentId, input: UpdateAgent): Promise<Agent> => {
    const passwordHash = input.password === undefined ? undefined : await deps.passwords.hash(input.password);
    const agent = await transactions.run(async (tx) => {
      await memberships.lock(tx);
      const before = await repo.lock(tx, agentId);
      if (!before) throw new DomainError('agent_not_found');
      if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
      const disabled = before.disabledAt !== null;
      const decision = decideAccountChange({ role: before.role, disabled }, input);
      if (decision.losesAdministrator && (await repo.countOtherAdministrators(tx, agentId)) === 0)
        throw new DomainError('agent_last_administrator');
      const disabledAt =
        input.disabled === undefined || input.disabled === disabled ? undefined : input.disabled ? clock.now() : null;
      await repo.update(tx, agentId, {
        email: input.email?.trim(),
        displayName: input.displayName,
        role: input.role,
        language: input.language,
        capacity: input.capacity,
        passwordHash,
        disabledAt,
      });
      if (input.groups) await memberships.setForAgent(tx, agentId, input.groups);
      if (decision.endsSignIns) await deps.endSignIns(tx, agentId, decision.endsSignIns);
      await changed(tx, agentId);
      return reads.getAgent(tx, agentId);
    });
    authentication.forget(agentId);
    return agent;
  };

  return {
    ...reads,
    createAgent,
    updateAgent,

    /** Own settings that need no administrator. */
    updateMe: (agentId: AgentId, input: z.output<typeof UpdateMe>): Promise<Agent> =>
      transactions.run(async (tx) => {
        if (input.language !== undefined) {
          await repo.update(tx, agentId, { language: input.language });
          await changed(tx, agentId);
        }
        return reads.getAgent(tx, agentId);
      }),

    /** Only the groups, as supervisors may. Throws agent_not_found, version_conflict, skill_group_not_found. */
    setGroups: async (tx: Tx, agentId: AgentId, version: number, groups: Agent['groups']): Promise<Agent> => {
      await memberships.lock(tx);
      const before = await repo.lock(tx, agentId);
      if (!before) throw new DomainError('agent_not_found');
      if (before.version !== version) throw new DomainError('version_conflict', { version: before.version });
      await memberships.setForAgent(tx, agentId, groups);
      await repo.bumpVersions(tx, [agentId]);
      await changed(tx, agentId);
      return reads.getAgent(tx, agentId);
    },

    /** The agents' groups were changed from the group's side: their versions move on. */
    touchAgents: async (tx: Tx, agentIds: readonly AgentId[]): Promise<void> => {
      if (agentIds.length === 0) return;
      await repo.bumpVersions(tx, agentIds);
      for (const agentId of agentIds) await changed(tx, agentId);
    },

    isEmpty: (db: Db): Promise<boolean> => repo.isEmpty(db),
  };
};
export type AgentService = ReturnType<typeof createAgentService>;
