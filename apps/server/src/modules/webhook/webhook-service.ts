import { createHmac } from 'node:crypto';
import type { SetWebhook, Webhook, WebhookDelivery } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, JobContext, Jobs, StoredDomainEvent } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { deliveryAttempts, isTaken, signedText } from './webhook.ts';
import { toDelivery, type WebhookRow, webhookRepo } from './webhook-repo.ts';
import type { WebhookSender } from './webhook-wants.ts';

export interface WebhookDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'transactions'> {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly sender: WebhookSender;
}

export const deliveryJob = 'webhook_delivery';
const patienceMs = 10_000;

export type WebhookService = ReturnType<typeof createWebhookService>;

/** Alarms to the outside: signed, from durable jobs, every outcome kept for people to see. */
export const createWebhookService = (deps: WebhookDeps) => {
  const { db, clock, makeId, transactions, jobs, sender } = deps;

  const toWire = (row: WebhookRow | undefined): Webhook | null =>
    row ? { url: row.url, createdAt: row.created_at.toISOString() } : null;

  const queue = async (
    tx: Tx,
    to: WebhookRow,
    id: string,
    type: string,
    data: { readonly id?: string; readonly message?: string },
  ): Promise<void> => {
    const now = clock.now();
    const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
    const row = { id, url: to.url, type, body, subject_id: data.id ?? null, created_at: now };
    if (!(await webhookRepo.addDelivery(tx, row))) return;
    await jobs.add(tx, { kind: deliveryJob, key: id, payload: { deliveryId: id }, maxAttempts: deliveryAttempts });
  };

  const headersFor = (row: WebhookRow, id: string, body: string): Record<string, string> => {
    const seconds = Math.floor(clock.now().getTime() / 1_000);
    const key = Buffer.from(row.secret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key)
      .update(signedText(id, seconds, body))
      .digest('base64');
    return {
      'content-type': 'application/json',
      'user-agent': 'Visavis',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signature}`,
    };
  };

  return {
    async get(): Promise<Webhook | null> {
      return toWire(await webhookRepo.find(db));
    },

    /** Throws webhook_key_missing, webhook_address_refused. */
    async set(input: SetWebhook): Promise<Webhook | null> {
      await sender.assertAllowed(input.url);
      return transactions.run(async (tx) => {
        const before = await webhookRepo.find(tx);
        const secret = input.secret ?? before?.secret;
        if (!secret) throw new DomainError('webhook_key_missing', { fields: { secret: 'is needed the first time' } });
        await webhookRepo.set(tx, { id: makeId(), url: input.url, secret, created_at: clock.now() });
        return toWire(await webhookRepo.find(tx));
      });
    },
    remove: (): Promise<void> => transactions.run((tx) => webhookRepo.remove(tx)),

    /** Throws webhook_not_set. */
    test(): Promise<WebhookDelivery> {
      return transactions.run(async (tx) => {
        const to = await webhookRepo.find(tx);
        if (!to) throw new DomainError('webhook_not_set');
        const id = makeId();
        await queue(tx, to, id, 'test', { message: 'This is a test of the alarms of Visavis.' });
        const row = await webhookRepo.findDelivery(tx, id);
        if (!row) throw new Error('a delivery that was just stored is not there');
        return toDelivery(row);
      });
    },
    deliveries: (): Promise<WebhookDelivery[]> => webhookRepo.listDeliveries(db),

    /** An alarm was raised or cleared. The same event again adds nothing. */
    onAlarm(event: StoredDomainEvent): Promise<void> {
      return transactions.run(async (tx) => {
        const to = await webhookRepo.find(tx);
        const { alarm } = event.payload as { alarm: { id: string } };
        if (!to) return;
        await queue(tx, to, makeId(), event.type.replace('_', '.'), alarm);
      });
    },

    /** One try. Throws when it has to be tried again. */
    async deliver(deliveryId: string, context: JobContext): Promise<void> {
      const [row, to] = [await webhookRepo.findDelivery(db, deliveryId), await webhookRepo.find(db)];
      if (!row || row.delivered_at) return;
      const final = context.attempt >= context.maxAttempts;
      const note = (status: number | null, problem: string | null, given = final) =>
        webhookRepo.noteAttempt(db, row.id, {
          ...{ at: clock.now(), status, problem, final: given, delivered: problem === null },
        });
      if (to?.url !== row.url) return note(null, 'the address was changed or taken away', true);
      let status: number;
      try {
        const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]);
        ({ status } = await sender.post({
          url: row.url,
          headers: headersFor(to, row.id, row.body),
          body: row.body,
          signal,
        }));
      } catch (error) {
        const refused = error instanceof DomainError && error.code === 'webhook_address_refused';
        await note(null, error instanceof Error ? error.message : String(error), final || refused);
        if (refused) return;
        throw error;
      }
      await note(status, isTaken(status) ? null : `answered ${status}`);
      if (!isTaken(status)) throw new Error(`the webhook answered ${status}`);
    },
  };
};
