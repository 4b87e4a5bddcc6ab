import './app/styles.ts';
import { browserOutboxStorage, connect } from '@visavis/client';
import type { AgentEvents } from '@visavis/protocol';
import { mountConsole } from './app/mount.tsx';

void mountConsole({
  fetch: window.fetch.bind(window),
  connect: () => connect<AgentEvents>({ url: window.location.origin, namespace: '/agent' }),
  noteStorage: (agentId) => browserOutboxStorage(`visavis-console-notes-${agentId}`),
  outboxStorage: (agentId) => browserOutboxStorage(`visavis-console-${agentId}`),
});
