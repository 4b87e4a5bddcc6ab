/** Domain events: facts in past tense, stored with the change that made them true, delivered at least once in order. */
import type { RawBuilder } from 'kysely';
import type { Tx } from '../schema/index.ts';

export interface DomainEvent {
  /** `noun_past`, for example `offer_accepted`. */
  readonly type: string;
  /** The entity the event is about, for example the conversation id. */
  readonly subjectId: string;
  readonly payload: Record<string, unknown>;
}

export interface StoredDomainEvent extends DomainEvent {
  readonly id: string;
  readonly createdAt: Date;
}

export interface Events {
  /** Appends to the outbox in the caller's transaction. */
  append(tx: Tx, event: DomainEvent): Promise<void>;
  /** The same for many, in one statement and in this order. */
  appendAll(tx: Tx, events: readonly DomainEvent[]): Promise<void>;
  /**
   * The same for what another part of a statement has done: `with told as (${events.appending(tx, types, rows)})`. `rows` selects type,
   * subject_id and payload, in this order; `types` are all that may be among them.
   */
  appending(tx: Tx, types: readonly string[], rows: RawBuilder<unknown>): RawBuilder<unknown>;
}
