import type { CallbackId, QueueEntryId, RoutingRuleId } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';
import type { RoutingPlan } from '../routing/index.ts';

/** What an entry knows of the callback it is for. */
export interface EntryCallback {
  readonly id: CallbackId;
  /** ISO instant; null: as soon as it is their turn. */
  readonly notBefore: string | null;
  /** A served callback keeps the agent's voice or video place until a call begins or the contact ends. */
  readonly holds: boolean;
}

export const storedCallback = (callback: EntryCallback | null): string | null => callback && JSON.stringify(callback);

/** The columns of `queue_entries` that make an entry a callback. */
export const callbackEntryRepo = {
  /** The rules whose stages the plan of this conversation's last entry has, and the version they stood in. */
  async ruleOf(
    db: Db,
    conversationId: string,
  ): Promise<{ readonly version: number | null; readonly ids: readonly RoutingRuleId[] } | undefined> {
    const row = await db
      .selectFrom('queue_entries')
      .select(['rule_version', 'rule_ids'])
      .where('conversation_id', '=', conversationId)
      .orderBy('entered_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && { version: row.rule_version, ids: row.rule_ids as RoutingRuleId[] };
  },

  /** From now on the visitor need not be there. The search goes on where it is, or with another `enteredAt` begins anew. */
  async set(
    tx: Tx,
    id: QueueEntryId,
    change: { readonly callback: EntryCallback; readonly plan: RoutingPlan; readonly enteredAt: Date },
  ): Promise<void> {
    await sql`
      update queue_entries set callback = ${storedCallback(change.callback)}::jsonb, plan = ${JSON.stringify(change.plan)}::jsonb,
             reached_stage = case when entered_at = ${change.enteredAt} then reached_stage end,
             reached_at = case when entered_at = ${change.enteredAt} then reached_at end,
             entered_at = ${change.enteredAt}, stage_index = 0, away_until = null, version = version + 1
       where id = ${id}`.execute(tx);
  },
  async clear(tx: Tx, id: QueueEntryId, awayUntil: Date | null): Promise<void> {
    await sql`
      update queue_entries set callback = null, away_until = ${awayUntil}, version = version + 1 where id = ${id}`.execute(
      tx,
    );
  },
  async setHolds(tx: Tx, id: QueueEntryId, holds: boolean): Promise<void> {
    await sql`
      update queue_entries set callback = jsonb_set(callback, '{holds}', ${JSON.stringify(holds)}::jsonb), version = version + 1
       where id = ${id}`.execute(tx);
  },
  async markOverflowed(tx: Tx, id: QueueEntryId, now: Date): Promise<void> {
    await sql`
      update queue_entries set state = 'overflowed', ended_at = ${now}, away_until = null, version = version + 1
       where id = ${id}`.execute(tx);
  },
};
