/**
 * A conversation is the whole contact from the first request to its end, messages included.
 *
 * waiting: no agent has it (just started, or its agent was lost). Left by an accepted offer or by the visitor leaving.
 * active:  exactly one agent owns it; a transfer changes which. Left by wrapping up, by the visitor leaving, or back to waiting when the agent is lost.
 * closed:  for good; nothing can be added.
 *
 * Timers: none of its own. Waiting is bounded by the queue entry, agents by their presence lease.
 */
import type { CloseReason, ConversationState, MessageBody } from '@visavis/protocol';
import { nextState, type TransitionTable } from '../../lib/state-machine.ts';

export type ConversationEvent = 'assigned' | 'handed_over' | 'returned' | 'closed';

export const conversationTransitions: TransitionTable<ConversationState, ConversationEvent> = {
  waiting: { assigned: 'active', closed: 'closed' },
  active: { handed_over: 'active', returned: 'waiting', closed: 'closed' },
  closed: {},
};

export const afterConversationEvent = (state: ConversationState, event: ConversationEvent): ConversationState | null =>
  nextState(conversationTransitions, state, event);

export const closedBy = (reason: CloseReason): 'agent' | 'visitor' | 'system' =>
  ({
    wrapped_up: 'agent',
    visitor_left: 'visitor',
    left_message: 'visitor',
    abandoned: 'system',
    expired: 'system',
    not_reached: 'system',
    cancelled: 'system',
  })[reason] as 'agent' | 'visitor' | 'system';

const previewLength = 120;

/** The first words for lists; empty for events. */
export const previewOf = (body: MessageBody): string => {
  if (body.kind === 'event') return '';
  const text = body.kind === 'text' ? body.text : (body.caption ?? body.file.name);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > previewLength ? `${line.slice(0, previewLength - 1)}…` : line;
};

/** What search looks at; null for what nobody searches for. */
export const searchTextOf = (body: MessageBody): string | null => {
  if (body.kind === 'event') return null;
  return body.kind === 'text' ? body.text : [body.file.name, body.caption].filter(Boolean).join(' ');
};
