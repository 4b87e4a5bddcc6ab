import { z } from 'zod';
import { Alarm, SetWebhook, Webhook, WebhookDelivery } from '../alarm.ts';
import { defineRoutes } from '../contract.ts';

const one = z.object({ webhook: Webhook.nullable() });

export const alarmRoutes = defineRoutes({
  listAlarms: {
    method: 'GET',
    path: '/api/v1/alarms',
    audience: 'supervisor',
    tag: 'alarms',
    summary: 'The last hundred alarms, open ones first',
    response: z.object({ alarms: z.array(Alarm) }),
    errors: [],
  },
  getWebhook: {
    method: 'GET',
    path: '/api/v1/webhook',
    audience: 'administrator',
    tag: 'alarms',
    summary: 'Where alarms are sent; null: nowhere',
    response: one,
    errors: [],
  },
  setWebhook: {
    method: 'PUT',
    path: '/api/v1/webhook',
    audience: 'administrator',
    tag: 'alarms',
    summary: 'Set where alarms are sent, and the key that signs them',
    body: SetWebhook,
    response: one,
    errors: ['webhook_key_missing', 'webhook_address_refused'],
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/v1/webhook',
    audience: 'administrator',
    tag: 'alarms',
    summary: 'Send alarms nowhere',
    response: null,
    errors: [],
  },
  testWebhook: {
    method: 'POST',
    path: '/api/v1/webhook/test',
    audience: 'administrator',
    tag: 'alarms',
    summary: 'Send a test; its outcome is among the deliveries',
    response: z.object({ delivery: WebhookDelivery }),
    errors: ['webhook_not_set'],
  },
  listWebhookDeliveries: {
    method: 'GET',
    path: '/api/v1/webhook/deliveries',
    audience: 'administrator',
    tag: 'alarms',
    summary: 'The last fifty deliveries and what became of them',
    response: z.object({ deliveries: z.array(WebhookDelivery) }),
    errors: [],
  },
});
