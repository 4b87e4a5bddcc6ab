import { z } from 'zod';
import { AgentId, ChannelId, ConversationId, Instant, Language, type LocalText, Medium, VisitorId } from './ids.ts';
import { MessageMarks } from './message.ts';
import { VipLevel } from './routing-rule.ts';

/** waiting: no agent yet (or lost); active: one agent owns it; closed: for good. */
export const ConversationState = z.enum(['waiting', 'active', 'closed']);
export type ConversationState = z.infer<typeof ConversationState>;

export const CloseReason = z.enum([
  'wrapped_up',
  'visitor_left',
  'abandoned',
  'expired',
  'left_message',
  'not_reached',
  'cancelled',
]);
export type CloseReason = z.infer<typeof CloseReason>;

/** The visitor's answer to the recording question; null: not asked yet. */
export const RecordingConsent = z.enum(['given', 'declined']);
export type RecordingConsent = z.infer<typeof RecordingConsent>;

/** The whole conversation as agents see it. Clients replace it whole and drop older versions. */
export const Conversation = z
  .object({
    id: ConversationId,
    state: ConversationState,
    medium: Medium,
    channel: z.object({ id: ChannelId, name: z.string() }),
    visitor: z.object({
      id: VisitorId,
      displayName: z.string().nullable(),
      vipLevel: VipLevel,
      language: Language,
      device: z.string().nullable(),
    }),
    visitorOnline: z.boolean(),
    agent: z.object({ id: AgentId, displayName: z.string() }).nullable(),
    lastSeq: z.number().int(),
    lastMessageAt: Instant.nullable(),
    /** First words of the last message; empty for events. */
    preview: z.string(),
    marks: MessageMarks,
    recordingConsent: RecordingConsent.nullable(),
    createdAt: Instant,
    assignedAt: Instant.nullable(),
    closedAt: Instant.nullable(),
    closeReason: CloseReason.nullable(),
    note: z.string().nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

/** The same conversation as its visitor sees it. */
export const VisitorConversation = z
  .object({
    id: ConversationId,
    state: ConversationState,
    medium: Medium,
    agent: z.object({ displayName: z.string() }).nullable(),
    lastSeq: z.number().int(),
    marks: MessageMarks,
    recordingConsent: RecordingConsent.nullable(),
    createdAt: Instant,
    closedAt: Instant.nullable(),
    closeReason: CloseReason.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'VisitorConversation' });
export type VisitorConversation = z.infer<typeof VisitorConversation>;

export const ConversationFilter = z.strictObject({
  state: ConversationState.optional(),
  /** `mine`: owned by me; `all`: what my role lets me see. */
  scope: z.enum(['mine', 'all']).default('mine'),
  /** Words in any message, Chinese included. */
  q: z.string().trim().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** `createdAt` of the last one seen. */
  before: Instant.optional(),
});
export const ConversationList = z
  .object({ conversations: z.array(Conversation), more: z.boolean() })
  .meta({ id: 'ConversationList' });

/** One found message with its conversation. */
export const SearchHit = z.object({
  conversation: Conversation,
  seq: z.number().int(),
  excerpt: z.string(),
  createdAt: Instant,
});
export const SearchResult = z.object({ hits: z.array(SearchHit) }).meta({ id: 'SearchResult' });
export type LocalGreeting = z.infer<typeof LocalText>;
