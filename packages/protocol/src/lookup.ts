/** A business system that is asked over REST whose contact this is. */
import { z } from 'zod';
import { AgentId, ChannelId, Instant, LookupId, Medium } from './ids.ts';
import { VipLevel, VisitorAttributes } from './routing-rule.ts';

const name = z.string().trim().min(1).max(80);
const url = z
  .url()
  .regex(/^https?:\/\//i, 'an address that begins with https:// or http://')
  .max(500);
/** As Standard Webhooks has it: `whsec_` and 24 to 64 random bytes in base64. Never read back. */
export const SigningSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'whsec_ and 24 to 64 bytes in base64');
const timeoutMs = z.number().int().min(100).max(10_000);

export const Lookup = z
  .object({ id: LookupId, name, url, timeoutMs, createdAt: Instant, version: z.number().int() })
  .meta({ id: 'Lookup' });
export type Lookup = z.infer<typeof Lookup>;

export const CreateLookup = z.strictObject({
  name,
  url,
  secret: SigningSecret,
  timeoutMs: timeoutMs.default(2_000),
});
export type CreateLookup = z.infer<typeof CreateLookup>;

export const UpdateLookup = z.strictObject({
  version: z.number().int(),
  name: name.optional(),
  url: url.optional(),
  /** Left out: stays as it is. */
  secret: SigningSecret.optional(),
  timeoutMs: timeoutMs.optional(),
});
export type UpdateLookup = z.infer<typeof UpdateLookup>;

/** A made-up contact the business system is asked about. */
export const TryLookup = z.strictObject({
  channelId: ChannelId,
  medium: Medium.default('text'),
  vipLevel: VipLevel.default(0),
  attributes: VisitorAttributes.default({}),
});
export type TryLookup = z.infer<typeof TryLookup>;

export const LookupOutcome = z.enum([
  /** The answer names an agent of this deployment. */
  'agent',
  /** It answered that nobody in particular is responsible. */
  'nobody',
  'unknown_agent',
  'timed_out',
  /** An answer that is not what was asked for, or a status other than 200 and 204. */
  'bad_answer',
  'unreachable',
  /** The address leads into a network that may not be asked. */
  'address_refused',
]);
export type LookupOutcome = z.infer<typeof LookupOutcome>;

export const TriedLookup = z
  .object({
    outcome: LookupOutcome,
    agent: z.object({ agentId: AgentId, displayName: z.string() }).nullable(),
    /** HTTP status; null: there was no answer. */
    status: z.number().int().nullable(),
    tookMs: z.number().int(),
  })
  .meta({ id: 'TriedLookup' });
export type TriedLookup = z.infer<typeof TriedLookup>;
