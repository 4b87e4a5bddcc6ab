import { z } from 'zod';
import { Agent, CreateAgent, SignIn, UpdateAgent, UpdateMe } from '../agent.ts';
import { defineRoutes } from '../contract.ts';
import { AgentId } from '../ids.ts';

const params = z.strictObject({ agentId: AgentId });
const me = z.object({ agent: Agent }).meta({ id: 'Me' });

export const identityRoutes = defineRoutes({
  signIn: {
    method: 'POST',
    path: '/api/v1/auth/sign-in',
    audience: 'public',
    tag: 'auth',
    summary: 'Sign in; sets an HttpOnly cookie',
    body: SignIn,
    response: me,
    errors: ['auth_failed', 'auth_locked', 'rate_limited', 'demo_refused'],
  },
  signOut: {
    method: 'POST',
    path: '/api/v1/auth/sign-out',
    audience: 'agent',
    tag: 'auth',
    summary: 'End this sign-in',
    response: null,
    errors: [],
  },
  signOutEverywhere: {
    method: 'POST',
    path: '/api/v1/auth/sign-out-everywhere',
    audience: 'agent',
    tag: 'auth',
    summary: 'End every sign-in of this account',
    response: null,
    errors: [],
  },
  getMe: {
    method: 'GET',
    path: '/api/v1/auth/me',
    audience: 'agent',
    tag: 'auth',
    summary: 'Who is signed in',
    response: me,
    errors: [],
  },
  updateMe: {
    method: 'PATCH',
    path: '/api/v1/auth/me',
    audience: 'agent',
    tag: 'auth',
    summary: 'Change own settings',
    body: UpdateMe,
    response: me,
    errors: [],
  },
  listAgents: {
    method: 'GET',
    path: '/api/v1/agents',
    audience: 'agent',
    tag: 'agents',
    summary: 'All agents',
    response: z.object({ agents: z.array(Agent) }),
    errors: [],
  },
  createAgent: {
    method: 'POST',
    path: '/api/v1/agents',
    audience: 'administrator',
    tag: 'agents',
    summary: 'Create an agent',
    body: CreateAgent,
    response: z.object({ agent: Agent }),
    errors: ['agent_email_taken', 'skill_group_not_found'],
  },
  getAgent: {
    method: 'GET',
    path: '/api/v1/agents/:agentId',
    audience: 'agent',
    tag: 'agents',
    summary: 'One agent',
    params,
    response: z.object({ agent: Agent }),
    errors: ['agent_not_found'],
  },
  updateAgent: {
    method: 'PATCH',
    path: '/api/v1/agents/:agentId',
    audience: 'administrator',
    tag: 'agents',
    summary: 'Change an agent; disabling ends all sign-ins',
    params,
    body: UpdateAgent,
    response: z.object({ agent: Agent }),
    errors: [
      'agent_not_found',
      'agent_email_taken',
      'agent_last_administrator',
      'version_conflict',
      'skill_group_not_found',
    ],
  },
});
