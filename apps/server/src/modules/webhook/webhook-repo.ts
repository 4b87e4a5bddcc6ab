import type { WebhookDelivery } from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

export interface WebhookRow {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly created_at: Date;
}

export interface NewDelivery {
  readonly id: string;
  readonly url: string;
  readonly type: string;
  readonly body: string;
  readonly subject_id: string | null;
  readonly created_at: Date;
}

type DeliveryRow = Selectable<Database['webhook_deliveries']>;

export const toDelivery = (row: DeliveryRow): WebhookDelivery => ({
  id: row.id,
  url: row.url,
  type: row.type,
  state: row.delivered_at ? 'delivered' : row.failed_at ? 'failed' : 'pending',
  attempts: row.attempts,
  createdAt: row.created_at.toISOString(),
  lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
  lastStatus: row.last_status,
  lastProblem: row.last_problem,
});

/** Rows of `webhooks` and `webhook_deliveries`. */
export const webhookRepo = {
  find: (db: Kysely<Database>): Promise<WebhookRow | undefined> =>
    db.selectFrom('webhooks').selectAll().executeTakeFirst(),

  async set(tx: Tx, row: WebhookRow): Promise<void> {
    await tx.deleteFrom('webhooks').execute();
    await tx.insertInto('webhooks').values(row).execute();
  },
  async remove(tx: Tx): Promise<void> {
    await tx.deleteFrom('webhooks').execute();
  },

  /** False when this news is sent already. */
  async addDelivery(tx: Tx, row: NewDelivery): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('webhook_deliveries')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  },
  findDelivery: (db: Kysely<Database>, id: string): Promise<DeliveryRow | undefined> =>
    db.selectFrom('webhook_deliveries').selectAll().where('id', '=', id).executeTakeFirst(),

  async listDeliveries(db: Kysely<Database>): Promise<WebhookDelivery[]> {
    const rows = await db
      .selectFrom('webhook_deliveries')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(50)
      .execute();
    return rows.map(toDelivery);
  },

  async noteAttempt(
    db: Kysely<Database>,
    id: string,
    outcome: { at: Date; status: number | null; problem: string | null; delivered: boolean; final: boolean },
  ): Promise<void> {
    const { at, status, problem, delivered, final } = outcome;
    await sql`
      update webhook_deliveries set attempts = attempts + 1, last_attempt_at = ${at}, last_status = ${status}, last_problem = ${problem},
             delivered_at = case when ${delivered} then ${at}::timestamptz end,
             failed_at = case when ${final && !delivered} then ${at}::timestamptz end
       where id = ${id}`.execute(db);
  },
};
