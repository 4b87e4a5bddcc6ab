import { z } from 'zod';
import { Agent } from '../agent.ts';
import { defineRoutes } from '../contract.ts';
import { AgentChange, FloorBoard } from '../floor.ts';
import { AgentId } from '../ids.ts';
import { SetAgentGroups, SetAgentState } from '../manual.ts';
import { Presence } from '../presence.ts';

const agent = z.strictObject({ agentId: AgentId });

export const floorRoutes = defineRoutes({
  getFloor: {
    method: 'GET',
    path: '/api/v1/floor',
    audience: 'supervisor',
    tag: 'floor',
    summary: 'The live board: groups, agents, who waits, and how the day has been',
    response: FloorBoard,
    errors: [],
  },
  setAgentState: {
    method: 'PUT',
    path: '/api/v1/floor/agents/:agentId/state',
    audience: 'supervisor',
    tag: 'floor',
    summary: 'Change the state of an agent; nobody without an open console can be made to be there',
    params: agent,
    body: SetAgentState,
    response: z.object({ presence: Presence }),
    errors: ['agent_not_found', 'agent_offline', 'presence_invalid'],
  },
  setAgentGroups: {
    method: 'PUT',
    path: '/api/v1/floor/agents/:agentId/groups',
    audience: 'supervisor',
    tag: 'floor',
    summary: 'Move an agent between groups, or set levels',
    params: agent,
    body: SetAgentGroups,
    response: z.object({ agent: Agent }),
    errors: ['agent_not_found', 'skill_group_not_found', 'version_conflict'],
  },
  listAgentChanges: {
    method: 'GET',
    path: '/api/v1/floor/agents/:agentId/changes',
    audience: 'supervisor',
    tag: 'floor',
    summary: 'What supervisors changed about an agent, the latest first',
    params: agent,
    response: z.object({ changes: z.array(AgentChange) }),
    errors: ['agent_not_found'],
  },
});
