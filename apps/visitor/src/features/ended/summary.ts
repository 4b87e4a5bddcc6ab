import type { Message } from '@visavis/protocol';

/** Of each the names, in the order they first came. */
export interface Summary {
  /** Everybody who had it. */
  readonly served: readonly string[];
  readonly wrote: readonly string[];
  /** Who had it while a call was on. */
  readonly spoke: readonly string[];
  readonly spokenMs: number;
}

/** What there was to it: with whom, how long. Whoever only had it did not write. */
export function summaryOf(messages: readonly Message[]): Summary {
  const [served, wrote, spoke] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let spokenMs = 0;
  let current: string | null = null;
  let calling = false;
  const takes = (name: string): void => {
    current = name;
    served.add(name);
    if (calling) spoke.add(name);
  };
  for (const { body, author } of messages) {
    if (author.kind === 'agent') {
      wrote.add(author.displayName);
      served.add(author.displayName);
    }
    if (body.kind !== 'event') continue;
    const { event } = body;
    if (event.name === 'agent_joined') takes(event.displayName);
    if (event.name === 'transferred') takes(event.to.displayName);
    if (event.name === 'call_started') {
      calling = true;
      if (current !== null) spoke.add(current);
    }
    if (event.name === 'call_ended') {
      calling = false;
      spokenMs += event.durationMs ?? 0;
    }
  }
  return { served: [...served], wrote: [...wrote], spoke: [...spoke], spokenMs };
}
