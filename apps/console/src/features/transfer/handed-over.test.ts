import type { AgentId, Conversation, Transfer } from '@visavis/protocol';
import { expect, test } from 'vitest';
import { cameBy } from './handed-over.ts';

const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
const jun = { agentId: 'jun' as AgentId, displayName: 'He Jun' };
const grace = { agentId: 'grace' as AgentId, displayName: 'Grace Tan' };
const handed = (to: typeof jun, from: number, until: number, state: Transfer['state'] = 'completed') =>
  ({ id: `${from}`, to, state, startedAt: at(from), endedAt: at(until) }) as Transfer;
const has = (agent: typeof jun, since: number) =>
  ({ agent: { id: agent.agentId, displayName: agent.displayName }, assignedAt: at(since) }) as Conversation;

test('the last completed transfer to whoever has it, unless it was given to them again later', () => {
  const there = handed(jun, 1, 3);
  const back = handed(grace, 5, 7);
  expect(cameBy(has(jun, 3), [there])).toBe(there);
  expect(cameBy(has(grace, 6), [there, back])).toBe(back);
  expect(cameBy(has(jun, 9), [there])).toBeUndefined();
  expect(cameBy(has(grace, 0), [there])).toBeUndefined();
  expect(cameBy(has(jun, 3), [handed(jun, 1, 3, 'returned')])).toBeUndefined();
  expect(cameBy(has(jun, 3), [])).toBeUndefined();
});
