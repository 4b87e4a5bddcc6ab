import type { QueueEntryId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

/** What happens to entries, for "why this agent". The list may grow; whoever shows steps shows unknown kinds too. */
export type StepKind =
  | 'stage'
  | 'relaxed'
  | 'offered'
  | 'skipped'
  | 'overflowed'
  | 'expired'
  /** A supervisor: another place in line, an agent chosen, an offer or a contact taken back. */
  | 'moved'
  | 'assigned'
  | 'withdrawn'
  | 'pulled_back'
  /** An agent took it out of the line. */
  | 'picked';

export interface NewStep {
  readonly entryId: QueueEntryId;
  readonly at: Date;
  readonly kind: StepKind;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface StepRow {
  readonly entry_id: string;
  readonly at: Date;
  readonly kind: string;
  readonly detail: Record<string, unknown>;
}

/** Rows of `routing_steps`: written once, in the transaction that did it, never changed. */
export const routingStepsRepo = {
  appendStep: (tx: Tx, step: NewStep): Promise<void> => routingStepsRepo.appendSteps(tx, [step]),

  async appendSteps(tx: Tx, steps: readonly NewStep[]): Promise<void> {
    if (steps.length === 0) return;
    await tx
      .insertInto('routing_steps')
      .values(
        steps.map(({ entryId, at, kind, detail }) => ({
          entry_id: entryId,
          at,
          kind,
          detail: JSON.stringify(detail ?? {}),
        })),
      )
      .execute();
  },

  async list(db: Kysely<Database>, entryIds: readonly string[]): Promise<StepRow[]> {
    const { rows } = await sql<StepRow>`
      select entry_id, at, kind, detail from routing_steps where entry_id = any(${entryIds}::uuid[]) order by id`.execute(
      db,
    );
    return rows;
  },
};
