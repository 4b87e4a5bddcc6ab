import type { Connection, OutboxStorage } from '@visavis/client';
import type { AgentEvents } from '@visavis/protocol';
import { createContext, useContext } from 'react';
import type { Api } from './api/index.ts';

/** What the console needs from the world; tests and the look-and-feel page bring their own. */
export interface ConsolePorts {
  readonly fetch: typeof fetch;
  readonly connect: () => Connection<AgentEvents>;
  readonly outboxStorage: (agentId: string) => OutboxStorage;
  /** Notes on their way wait apart from messages. */
  readonly noteStorage: (agentId: string) => OutboxStorage;
}

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi outside the console');
  return api;
}
