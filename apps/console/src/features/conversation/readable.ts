import type { Agent, Conversation } from '@visavis/protocol';
import { consultedTransfers, type DeskState } from '../../shared/desk/index.ts';
import { isAtLeast } from '../../shared/roles.ts';

/**
 * May this agent read it now, as far as the desk knows. In the moment a contact is somebody else's its page is still there:
 * nothing more is asked for then, as the server would refuse it.
 */
export const isReadable = (
  { id, state, agent }: Pick<Conversation, 'id' | 'state' | 'agent'>,
  me: Pick<Agent, 'id' | 'role'>,
  desk: Pick<DeskState, 'transfers'>,
): boolean =>
  state === 'closed' ||
  agent?.id === me.id ||
  isAtLeast(me.role, 'supervisor') ||
  consultedTransfers(desk, me.id).some((one) => one.conversationId === id);
