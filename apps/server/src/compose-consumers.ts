import type { StoredDomainEvent } from './ports/index.ts';

type Consumer = (event: StoredDomainEvent) => Promise<void>;

/** One durable consumer of several handlers by the type of the event; what nobody handles is passed over. */
export const byType =
  (handlers: Readonly<Record<string, Consumer>>): Consumer =>
  async (event) =>
    handlers[event.type]?.(event);

/** The contact an event belongs to, whatever it changed of it; what belongs to none (a presence, a group) stands for itself. */
export const contactOf = ({ payload, subjectId }: StoredDomainEvent): string =>
  typeof payload.conversationId === 'string' ? payload.conversationId : subjectId;
