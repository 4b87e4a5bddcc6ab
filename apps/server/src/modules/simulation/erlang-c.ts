/**
 * The Erlang C model: calls come at random, are served for exponential times by equal agents, and wait as long as it takes.
 * What one group of a simulation must agree with. Source: A. K. Erlang 1917; any text on queueing, M/M/c.
 */
export interface ErlangC {
  /** Share of calls that wait at all. */
  readonly waits: number;
  /** Mean wait of all calls, seconds. */
  readonly meanWait: number;
  /** Share of calls answered within the target. */
  readonly inTarget: number;
}

/** `load`: calls an hour times mean handling, in erlang; must be below `agents`, or the line grows without end. */
export const erlangC = (request: {
  readonly load: number;
  readonly agents: number;
  readonly meanHandlingSeconds: number;
  readonly targetSeconds: number;
}): ErlangC => {
  const { load, agents, meanHandlingSeconds, targetSeconds } = request;
  if (load >= agents) throw new RangeError('Erlang C has no answer for a load that the agents cannot carry');
  // The recursion of Erlang B keeps every number small; factorials would not fit.
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (load * blocked) / (n + load * blocked);
  const waits = blocked / (1 - (load / agents) * (1 - blocked));
  const spare = agents - load;
  return {
    waits,
    meanWait: (waits * meanHandlingSeconds) / spare,
    inTarget: 1 - waits * Math.exp((-spare * targetSeconds) / meanHandlingSeconds),
  };
};
