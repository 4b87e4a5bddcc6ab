import type { Alarm, alarmRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { WebhookService } from './webhook-service.ts';

export const alarmRouteHandlers = (
  listAlarms: () => Promise<Alarm[]>,
  webhook: WebhookService,
): RouteHandlers<typeof alarmRoutes> => ({
  listAlarms: async () => ({ alarms: await listAlarms() }),
  getWebhook: async () => ({ webhook: await webhook.get() }),
  setWebhook: async ({ body }) => ({ webhook: await webhook.set(body) }),
  deleteWebhook: async () => {
    await webhook.remove();
    return undefined;
  },
  testWebhook: async () => ({ delivery: await webhook.test() }),
  listWebhookDeliveries: async () => ({ deliveries: await webhook.deliveries() }),
});
