import type { Conversation, Transfer } from '@visavis/protocol';

/** The transfer by which whoever has the conversation came to have it; undefined: the router, or somebody by hand, gave it. */
export const cameBy = (
  { agent, assignedAt }: Pick<Conversation, 'agent' | 'assignedAt'>,
  transfers: readonly Transfer[],
): Transfer | undefined =>
  transfers.findLast(
    ({ state, to, startedAt, endedAt }) =>
      state === 'completed' &&
      to?.agentId === agent?.id &&
      // It becomes theirs just before the transfer is over. What was given to them later came in another way.
      assignedAt !== null &&
      endedAt !== null &&
      startedAt <= assignedAt &&
      assignedAt <= endedAt,
  );
