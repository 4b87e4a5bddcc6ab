import type { Call, Participant } from '@visavis/protocol';

export interface OtherAgent extends Pick<Participant, 'id' | 'camera'> {
  readonly name: string;
  readonly stream: MediaStream;
}

/**
 * Agents who talk with the visitor beside the one shown large (`shown`): brought in after a consultation. None while the
 * visitor waits apart, and none while a call is handed over: then one goes as the other comes. Pure.
 */
export function othersOf(
  call: Pick<Call, 'held' | 'participants'> | null,
  shown: string | undefined,
): Pick<OtherAgent, 'id' | 'camera' | 'name'>[] {
  if (call === null || call.held) return [];
  const agents = call.participants.filter(({ side }) => side === 'agent');
  if (agents.some(({ leaving, state }) => leaving && state !== 'left')) return [];
  return agents
    .filter(({ id, state }) => id !== shown && state === 'joined')
    .map(({ id, camera, displayName }) => ({ id, camera, name: displayName ?? '' }));
}
