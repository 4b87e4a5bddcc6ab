/** What is known of a visitor beyond the page they came by, and how pages may prove it. */
import { z } from 'zod';
import { AgentId, ChannelId, ConversationId, DispositionId, Instant, Language, Medium, VisitorId } from './ids.ts';
import { LocalName } from './presence.ts';
import { AttributeName, AttributeValue, Tag, VipLevel, VisitorAttributes } from './routing-rule.ts';

const Tags = z.array(Tag).max(50);

export const VisitorProfile = z
  .object({
    id: VisitorId,
    channelId: ChannelId,
    displayName: z.string().nullable(),
    /** The agent who gave the name; the visitor is not told it. null: they, their page or the integrator did. */
    namedBy: AgentId.nullable(),
    language: Language,
    device: z.string().nullable(),
    /** The stable name of the person in the integrator's system, from a signed identity; null: anonymous. */
    externalId: z.string().nullable(),
    vipLevel: VipLevel,
    attributes: VisitorAttributes,
    tags: Tags,
    /** Newest first, at most 20. */
    servedBy: z.array(z.object({ agentId: AgentId, displayName: z.string(), at: Instant })),
    createdAt: Instant,
  })
  .meta({ id: 'VisitorProfile' });
export type VisitorProfile = z.infer<typeof VisitorProfile>;

/** What whoever serves a visitor is told of a closed contact; what was said in it stays with those who may read it. */
export const EarlierContact = z
  .object({
    conversationId: ConversationId,
    startedAt: Instant,
    endedAt: Instant,
    medium: Medium,
    /** Everybody who served it, in order; somebody who had it again is named again. Empty: nobody answered. */
    agents: z.array(z.object({ agentId: AgentId, displayName: z.string() })),
    disposition: z.object({ id: DispositionId, path: z.array(LocalName) }).nullable(),
    tags: z.array(z.string()),
    note: z.string().nullable(),
  })
  .meta({ id: 'EarlierContact' });
export type EarlierContact = z.infer<typeof EarlierContact>;

export const EarlierContacts = z
  .object({
    contacts: z.array(EarlierContact),
    /** Only what had ended by then: the caller sees what they saw when they had the contact they ask from. null: all. */
    until: Instant.nullable(),
  })
  .meta({ id: 'EarlierContacts' });
export type EarlierContacts = z.infer<typeof EarlierContacts>;

/** Only what is named changes. An attribute that is null is removed. */
export const UpdateVisitorProfile = z.strictObject({
  /** What agents call them; null takes it away. A later signed identity, or the visitor, may say another. */
  displayName: z.string().trim().min(1).max(80).nullable().optional(),
  vipLevel: VipLevel.optional(),
  attributes: z.record(AttributeName, AttributeValue.nullable()).optional(),
  /** All of them. */
  tags: Tags.optional(),
});
export type UpdateVisitorProfile = z.infer<typeof UpdateVisitorProfile>;

/** The claims of a signed identity, beside `sub`, `aud`, `iat`, `nbf` and `exp`. Anything else in it is refused. */
export const IdentityClaims = z.strictObject({
  displayName: z.string().trim().min(1).max(80).optional(),
  language: Language.optional(),
  vipLevel: VipLevel.optional(),
  attributes: VisitorAttributes.optional(),
  tags: Tags.optional(),
});
export type IdentityClaims = z.infer<typeof IdentityClaims>;

export const IdentityAlgorithm = z.enum(['HS256', 'ES256']);
export type IdentityAlgorithm = z.infer<typeof IdentityAlgorithm>;

export const ChannelIdentity = z
  .object({
    /** null: this channel takes no signed identities. */
    algorithm: IdentityAlgorithm.nullable(),
    /** The public key of ES256 as PEM; the key of HS256 is never shown. */
    publicKey: z.string().nullable(),
    /** Names of attributes a page may give without a signature. */
    pageAttributes: z.array(AttributeName),
    changedAt: Instant.nullable(),
  })
  .meta({ id: 'ChannelIdentity' });
export type ChannelIdentity = z.infer<typeof ChannelIdentity>;

export const PutChannelIdentity = z.strictObject({
  /** Left out: the key stays; null: signed identities are not taken any more. */
  key: z
    .discriminatedUnion('algorithm', [
      /** Base64 or base64url of at least 32 random bytes. */
      z.strictObject({ algorithm: z.literal('HS256'), secret: z.string().min(43).max(400) }),
      /** A P-256 public key as PEM. */
      z.strictObject({ algorithm: z.literal('ES256'), publicKey: z.string().max(2_000) }),
    ])
    .nullable()
    .optional(),
  pageAttributes: z.array(AttributeName).max(50).optional(),
});
export type PutChannelIdentity = z.infer<typeof PutChannelIdentity>;
