import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { AgentId, BreakReasonId } from '../ids.ts';
import {
  BreakReason,
  CreateBreakReason,
  Presence,
  PresencePeriod,
  PresenceRange,
  SetPresence,
  UpdateBreakReason,
} from '../presence.ts';

const one = z.object({ presence: Presence });
const reason = z.object({ reason: BreakReason });

export const presenceRoutes = defineRoutes({
  getMyPresence: {
    method: 'GET',
    path: '/api/v1/presence',
    audience: 'agent',
    tag: 'presence',
    summary: 'My presence',
    response: one,
    errors: [],
  },
  setMyPresence: {
    method: 'PUT',
    path: '/api/v1/presence',
    audience: 'agent',
    tag: 'presence',
    summary: 'Choose my presence, now or after the work at hand; it lasts while a console is open',
    body: SetPresence,
    response: one,
    errors: ['presence_invalid', 'break_reason_not_found'],
  },
  keepMyPresence: {
    method: 'DELETE',
    path: '/api/v1/presence/next',
    audience: 'agent',
    tag: 'presence',
    summary: 'Take back what was to take effect after the work at hand',
    response: null,
    errors: [],
  },
  getPresenceTimeline: {
    method: 'GET',
    path: '/api/v1/agents/:agentId/presence',
    audience: 'supervisor',
    tag: 'presence',
    summary: 'An agent’s states over time, at most 31 days at once',
    params: z.strictObject({ agentId: AgentId }),
    query: PresenceRange,
    response: z.object({ presence: Presence, periods: z.array(PresencePeriod) }),
    errors: ['agent_not_found'],
  },
  listBreakReasons: {
    method: 'GET',
    path: '/api/v1/break-reasons',
    audience: 'agent',
    tag: 'presence',
    summary: 'Reasons for a break, retired ones included',
    response: z.object({ reasons: z.array(BreakReason) }),
    errors: [],
  },
  createBreakReason: {
    method: 'POST',
    path: '/api/v1/break-reasons',
    audience: 'administrator',
    tag: 'presence',
    summary: 'Add a reason for a break',
    body: CreateBreakReason,
    response: reason,
    errors: [],
  },
  updateBreakReason: {
    method: 'PATCH',
    path: '/api/v1/break-reasons/:reasonId',
    audience: 'administrator',
    tag: 'presence',
    summary: 'Rename, retire or bring back a reason for a break',
    params: z.strictObject({ reasonId: BreakReasonId }),
    body: UpdateBreakReason,
    response: reason,
    errors: ['break_reason_not_found', 'version_conflict'],
  },
});
