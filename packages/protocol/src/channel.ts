import { z } from 'zod';
import { Attendance } from './attendance.ts';
import { ChannelId, Instant, Language, LocalText, Medium, SkillGroupId } from './ids.ts';
import { VisitorAttributes } from './routing-rule.ts';

/** `off`: calls are never recorded. `ask`: the visitor is told and asked before the first recorded byte, and may go on without. */
export const RecordingPolicy = z.enum(['off', 'ask']);
export type RecordingPolicy = z.infer<typeof RecordingPolicy>;

export const ChannelKey = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 40');
export const ThemeColor = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour like #0b6b57');
/** An exact origin: scheme, host, port; no path, no wildcard. */
export const Origin = z
  .string()
  .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/i, 'an origin like https://www.bank.example')
  .max(200);

export const Channel = z
  .object({
    id: ChannelId,
    key: ChannelKey,
    name: z.string(),
    /** The name visitors see. */
    brand: LocalText,
    greeting: LocalText,
    themeColor: ThemeColor,
    allowedOrigins: z.array(z.string()),
    media: z.array(Medium),
    groupId: SkillGroupId,
    recording: RecordingPolicy,
    enabled: z.boolean(),
    createdAt: Instant,
    version: z.number().int(),
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

const media = z.array(Medium).min(1).max(3);
export const CreateChannel = z.strictObject({
  key: ChannelKey,
  name: z.string().trim().min(1).max(80),
  brand: LocalText,
  greeting: LocalText,
  themeColor: ThemeColor.default('#0b6b57'),
  allowedOrigins: z.array(Origin).max(50).default([]),
  media: media.default(['text', 'voice', 'video']),
  groupId: SkillGroupId,
  recording: RecordingPolicy.default('ask'),
  enabled: z.boolean().default(true),
});
export type CreateChannel = z.infer<typeof CreateChannel>;

export const UpdateChannel = z.strictObject({
  version: z.number().int(),
  key: ChannelKey.optional(),
  name: z.string().trim().min(1).max(80).optional(),
  brand: LocalText.optional(),
  greeting: LocalText.optional(),
  themeColor: ThemeColor.optional(),
  allowedOrigins: z.array(Origin).max(50).optional(),
  media: media.optional(),
  groupId: SkillGroupId.optional(),
  recording: RecordingPolicy.optional(),
  enabled: z.boolean().optional(),
});
export type UpdateChannel = z.infer<typeof UpdateChannel>;

/** What a visitor's page needs before anybody is asked anything. No secrets. */
export const PublicChannel = z
  .object({
    key: ChannelKey,
    brand: LocalText,
    greeting: LocalText,
    themeColor: ThemeColor,
    /** Offered and possible right now: voice and video are missing while the media engine is down. */
    media: z.array(Medium),
    mediaUnavailable: z.boolean(),
    recording: RecordingPolicy,
    enabled: z.boolean(),
    /** Of the channel's group. */
    attendance: Attendance,
    /** When the service opens again, as the rules' hours say; null while it is open, and where no rule looks at hours. */
    opensAt: Instant.nullable(),
    waiting: z.number().int(),
  })
  .meta({ id: 'PublicChannel' });
export type PublicChannel = z.infer<typeof PublicChannel>;

export const StartVisit = z.strictObject({
  language: Language,
  displayName: z.string().trim().min(1).max(80).optional(),
  /** A JWT of the integrator's server that says who this is; see docs/integrators.md. */
  identity: z.string().max(8_000).optional(),
  /** What the page says without a signature: only names the channel allows. */
  attributes: VisitorAttributes.optional(),
});
