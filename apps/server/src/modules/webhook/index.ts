/** Webhooks: alarms to an address of the administrator's choice, signed by Standard Webhooks, tried until taken or given up. */
import type { Alarm } from '@visavis/protocol';
import type { JobHandler, StoredDomainEvent } from '../../ports/index.ts';
import { alarmRouteHandlers } from './webhook-routes.ts';
import { createWebhookService, deliveryJob, type WebhookDeps } from './webhook-service.ts';

export type { WebhookSender } from './webhook-wants.ts';

export const createWebhooks = (deps: WebhookDeps & { readonly listAlarms: () => Promise<Alarm[]> }) => {
  const service = createWebhookService(deps);
  const jobs: Record<string, JobHandler> = {
    [deliveryJob]: (payload, context) => service.deliver(String(payload.deliveryId), context),
  };
  const consumers: Record<string, (event: StoredDomainEvent) => Promise<void>> = {
    alarm_raised: service.onAlarm,
    alarm_cleared: service.onAlarm,
  };
  return { service, jobs, consumers, routes: alarmRouteHandlers(deps.listAlarms, service) };
};
