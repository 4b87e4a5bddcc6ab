import type { Call, Participant } from '@visavis/protocol';

/** Whom this agent sees large: the visitor, or the colleague while the visitor waits apart. */
export const seenIn = (call: Call, me: string): Participant | undefined => {
  const there = call.participants.filter(({ state }) => state !== 'left' || call.state === 'ended');
  if (!call.held) return there.find(({ side }) => side === 'visitor');
  return there.find(({ side, agentId }) => side === 'agent' && agentId !== me);
};

/** Beside the visitor: another agent whose voice has to be heard. */
export const othersIn = (call: Call, me: string): Participant[] => {
  const seen = seenIn(call, me);
  return call.participants.filter(
    ({ id, side, agentId, state }) => side === 'agent' && agentId !== me && state !== 'left' && id !== seen?.id,
  );
};
