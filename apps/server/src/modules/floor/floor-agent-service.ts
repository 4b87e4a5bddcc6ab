import type { Agent, AgentChange, AgentId, ChosenPresence, Presence, SetAgentGroups } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { agentChangeRepo } from './agent-change-repo.ts';
import type { AgentsForFloor, PresenceForFloor } from './floor-wants.ts';

export interface FloorAgentDeps extends Pick<CoreDeps, 'clock' | 'transactions'> {
  readonly db: Db;
  readonly agents: AgentsForFloor;
  readonly presence: PresenceForFloor;
  /** Has the agent a console open. */
  readonly isConnected: (agentId: AgentId) => boolean;
}

export type FloorAgentService = ReturnType<typeof createFloorAgentService>;

/** What a supervisor may do to an agent; each is kept with who did it. */
export const createFloorAgentService = (deps: FloorAgentDeps) => {
  const { db, clock, transactions, agents, presence } = deps;

  const named = async (on: Db, groups: Agent['groups']) => {
    const names = await agentChangeRepo.groupNames(
      on,
      groups.map(({ groupId }) => groupId),
    );
    return groups.map(({ groupId, level }) => ({ name: names.get(groupId) ?? groupId, level }));
  };

  return {
    /** Throws agent_not_found, agent_offline, presence_invalid. */
    async setState(by: AgentPrincipal, agentId: AgentId, to: ChosenPresence): Promise<Presence> {
      const agent = await agents.getAgent(db, agentId);
      if (agent.disabledAt !== null) throw new DomainError('agent_not_found', { agentId });
      // Nobody can be made to be there: a presence without a console would be rung and never answer.
      if (to !== 'offline' && !deps.isConnected(agentId)) throw new DomainError('agent_offline', { agentId });
      const from = (await presence.get(agentId)).state;
      return transactions.run(async (tx) => {
        const changed = await presence.chooseInside(tx, agentId, to, by.agentId);
        await agentChangeRepo.append(tx, {
          ...{ agentId, byAgentId: by.agentId, at: clock.now() },
          change: { kind: 'state', from, to },
        });
        return changed;
      });
    },

    /** Throws agent_not_found, skill_group_not_found, version_conflict. */
    setGroups(by: AgentPrincipal, agentId: AgentId, { version, groups }: SetAgentGroups): Promise<Agent> {
      return transactions.run(async (tx) => {
        const before = await agents.getAgent(tx, agentId);
        const after = await agents.setGroups(tx, agentId, version, groups);
        await agentChangeRepo.append(tx, {
          ...{ agentId, byAgentId: by.agentId, at: clock.now() },
          change: { kind: 'groups', from: await named(tx, before.groups), to: await named(tx, after.groups) },
        });
        return after;
      });
    },

    /** Throws agent_not_found. */
    async changes(agentId: AgentId): Promise<AgentChange[]> {
      await agents.getAgent(db, agentId);
      return agentChangeRepo.list(db, agentId);
    },
  };
};
