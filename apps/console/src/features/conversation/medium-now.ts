import type { Call, Conversation, Medium } from '@visavis/protocol';

/**
 * What a contact is just now, as places are counted: its call while there is one, else a text, whatever the visitor asked for.
 * One that waits, or is over, is called what was asked for.
 */
export const mediumNow = (
  { state, medium }: Pick<Conversation, 'state' | 'medium'>,
  call: Pick<Call, 'kind'> | undefined,
): Medium => call?.kind ?? (state === 'active' ? 'text' : medium);
