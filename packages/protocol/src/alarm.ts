/** Alarms of the floor: a group over its thresholds, an agent who does not respond. */
import { z } from 'zod';
import { AgentId, Instant, SkillGroupId, VisitorId } from './ids.ts';

export const AlarmKind = z.enum(['waiting', 'longest_wait', 'service_level', 'agents_free', 'agent_not_responding']);
export type AlarmKind = z.infer<typeof AlarmKind>;

export const Alarm = z
  .object({
    id: z.uuid(),
    kind: AlarmKind,
    groupId: SkillGroupId.nullable(),
    groupName: z.string().nullable(),
    agentId: AgentId.nullable(),
    agentName: z.string().nullable(),
    /** What was promised, and what was so when it was raised: contacts, seconds, percent or agents. */
    threshold: z.number().nullable(),
    value: z.number().nullable(),
    /** Who waits longest, for `longest_wait`; without an id in alarms of before it was kept. */
    visitorId: VisitorId.nullable(),
    visitorName: z.string().nullable(),
    raisedAt: Instant,
    clearedAt: Instant.nullable(),
  })
  .meta({ id: 'Alarm' });
export type Alarm = z.infer<typeof Alarm>;

export const WebhookUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((url) => !/^https?:\/\/[^/?#]*@/.test(url), 'no user name in the address');
/** Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export const WebhookKey = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/);
export const SetWebhook = z.strictObject({
  url: WebhookUrl,
  /** Left out: the one there is stays. */
  secret: WebhookKey.optional(),
});
export type SetWebhook = z.infer<typeof SetWebhook>;

export const Webhook = z.object({ url: z.string(), createdAt: Instant }).meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookDelivery = z
  .object({
    id: z.uuid(),
    url: z.string(),
    type: z.string(),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.number().int(),
    createdAt: Instant,
    lastAttemptAt: Instant.nullable(),
    /** HTTP status of the last answer; null when there was none. */
    lastStatus: z.number().int().nullable(),
    lastProblem: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;
