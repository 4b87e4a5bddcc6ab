import type { AgentId, Conversation, Transfer } from '@visavis/protocol';
import { expect, it } from 'vitest';
import { isReadable } from './readable.ts';

const me = { id: 'me' as AgentId, role: 'agent' } as const;
const contact = (over: object) =>
  ({ id: 'c', state: 'active', agent: { id: 'jun' }, ...over }) as unknown as Conversation;
const transfers = (over: object) => {
  const one = { id: 't', conversationId: 'c', startedAt: '', to: { agentId: 'me' }, ...over } as unknown as Transfer;
  return { transfers: new Map([[one.id, one]]) };
};
const none = { transfers: new Map() };

it('a contact is read by who has it, is consulted, or had it, and by supervisors; not in the moment it is handed over', () => {
  expect(isReadable(contact({ agent: { id: 'me' } }), me, none)).toBe(true);
  expect(isReadable(contact({}), me, none)).toBe(false);
  expect(isReadable(contact({ state: 'waiting', agent: null }), me, none)).toBe(false);
  expect(isReadable(contact({}), { ...me, role: 'supervisor' }, none)).toBe(true);
  expect(isReadable(contact({ state: 'closed' }), me, none)).toBe(true);
  expect(isReadable(contact({}), me, transfers({ state: 'consulting' }))).toBe(true);
  expect(isReadable(contact({}), me, transfers({ state: 'completed' }))).toBe(false);
  expect(isReadable(contact({}), me, transfers({ state: 'ringing' }))).toBe(false);
});
