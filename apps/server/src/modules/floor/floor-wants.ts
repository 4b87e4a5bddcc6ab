/** What supervisors need of the modules below, as narrow as it is used. */
import type { Agent, AgentId, ChosenPresence, Presence } from '@visavis/protocol';
import type { Db, Tx } from '../../schema/index.ts';

export interface AgentsForFloor {
  /** Throws agent_not_found. */
  getAgent(db: Db, agentId: AgentId): Promise<Agent>;
  /** Throws agent_not_found, version_conflict, skill_group_not_found. */
  setGroups(tx: Tx, agentId: AgentId, version: number, groups: Agent['groups']): Promise<Agent>;
}

export interface PresenceForFloor {
  get(agentId: AgentId): Promise<Presence>;
  /** Throws presence_invalid. */
  chooseInside(tx: Tx, agentId: AgentId, choice: ChosenPresence, by: AgentId): Promise<Presence>;
}
