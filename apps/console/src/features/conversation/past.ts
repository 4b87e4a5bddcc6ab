import type { Agent, Conversation } from '@visavis/protocol';
import { isAtLeast } from '../../shared/roles.ts';

/** A closed contact that this agent had and that ended with somebody else: they see it up to where it left them. */
export const isPast = (
  { state, agent }: Pick<Conversation, 'state' | 'agent'>,
  me: Pick<Agent, 'id' | 'role'>,
): boolean => state === 'closed' && agent?.id !== me.id && !isAtLeast(me.role, 'supervisor');
