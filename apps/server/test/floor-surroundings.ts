/** What a floor, or a world of calls, has instead of sockets and a clock. */
import type { Realtime } from '../src/ports/index.ts';

export interface Told {
  readonly to: string;
  readonly name: string;
  readonly payload: Record<string, unknown>;
}

/** Remembers what would be told. `visitorsHere`: whose page is there. */
export const recorder = (told: Told[], visitorsHere: Pick<Set<string>, 'has'>): Realtime => {
  const note = (to: string, name: string, payload: unknown): void =>
    void told.push({ to, name, payload: payload as Record<string, unknown> });
  return {
    toAgent: (id, name, payload) => note(`agent:${id}`, name, payload),
    toSocket: (id, name, payload) => note(`socket:${id}`, name, payload),
    toAgentSocket: (id, name, payload) => note(`socket:${id}`, name, payload),
    toAllAgents: (name, payload) => note('agents', name, payload),
    toSupervisors: (name, payload) => note('supervisors', name, payload),
    toFollowers: (id, name, payload) => note(`followers:${id}`, name, payload),
    toGroup: (id, name, payload) => note(`group:${id}`, name, payload),
    toVisitor: (id, name, payload) => note(`visitor:${id}`, name, payload),
    toChannel: (id, name, payload) => note(`channel:${id}`, name, payload),
    follow: () => undefined,
    unfollow: () => undefined,
    disconnectAgent: () => undefined,
    visitorConnections: (id) => (visitorsHere.has(id) ? 1 : 0),
    agentConnections: () => 1,
  };
};

/** The real time plus what a test has let pass. */
export const movableClock = () => {
  let passed = 0;
  return {
    now: (): Date => new Date(Date.now() + passed),
    advance: (ms: number): void => {
      passed += ms;
    },
  };
};
