import type { TimelineEvent } from '@visavis/protocol';

/** The agent who is gone although the contact is not over. */
export interface LostAgent {
  readonly name: string;
  /** `lost`: the connection broke; `signed_out`: they left. */
  readonly reason: 'lost' | 'signed_out';
}

/** A change that we made ourselves, or a call that nobody took, is no loss. */
export const lostAgentOf = (event: Extract<TimelineEvent, { name: 'agent_left' }>): LostAgent | null =>
  event.reason === 'lost' || event.reason === 'signed_out' ? { name: event.displayName, reason: event.reason } : null;
