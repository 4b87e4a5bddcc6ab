import { z } from 'zod';

/** UUIDv7 in lower case. Brands keep ids of different nouns apart at compile time only. */
const uuid = () => z.uuid();

export const AgentId = uuid().brand<'AgentId'>();
export const ApiKeyId = uuid().brand<'ApiKeyId'>();
export const VisitorId = uuid().brand<'VisitorId'>();
export const ChannelId = uuid().brand<'ChannelId'>();
export const SkillGroupId = uuid().brand<'SkillGroupId'>();
export const ConversationId = uuid().brand<'ConversationId'>();
export const MessageId = uuid().brand<'MessageId'>();
export const ClientMsgId = uuid().brand<'ClientMsgId'>();
export const FileId = uuid().brand<'FileId'>();
export const QueueEntryId = uuid().brand<'QueueEntryId'>();
export const OfferId = uuid().brand<'OfferId'>();
export const CallId = uuid().brand<'CallId'>();
export const DispositionId = uuid().brand<'DispositionId'>();
export const BreakReasonId = uuid().brand<'BreakReasonId'>();
export const ParticipantId = uuid().brand<'ParticipantId'>();
export const RecordingId = uuid().brand<'RecordingId'>();
export const RecordingTrackId = uuid().brand<'RecordingTrackId'>();
export const RoutingRuleId = uuid().brand<'RoutingRuleId'>();
export const CalendarId = uuid().brand<'CalendarId'>();
export const LookupId = uuid().brand<'LookupId'>();
export const SimulationId = uuid().brand<'SimulationId'>();
export const TransferId = uuid().brand<'TransferId'>();
export const CallbackId = uuid().brand<'CallbackId'>();
export const LeftMessageId = uuid().brand<'LeftMessageId'>();
export const InternalNoteId = uuid().brand<'InternalNoteId'>();

export type AgentId = z.infer<typeof AgentId>;
export type ApiKeyId = z.infer<typeof ApiKeyId>;
export type VisitorId = z.infer<typeof VisitorId>;
export type ChannelId = z.infer<typeof ChannelId>;
export type SkillGroupId = z.infer<typeof SkillGroupId>;
export type ConversationId = z.infer<typeof ConversationId>;
export type MessageId = z.infer<typeof MessageId>;
export type ClientMsgId = z.infer<typeof ClientMsgId>;
export type FileId = z.infer<typeof FileId>;
export type QueueEntryId = z.infer<typeof QueueEntryId>;
export type OfferId = z.infer<typeof OfferId>;
export type CallId = z.infer<typeof CallId>;
export type DispositionId = z.infer<typeof DispositionId>;
export type BreakReasonId = z.infer<typeof BreakReasonId>;
export type ParticipantId = z.infer<typeof ParticipantId>;
export type RecordingId = z.infer<typeof RecordingId>;
export type RecordingTrackId = z.infer<typeof RecordingTrackId>;
export type RoutingRuleId = z.infer<typeof RoutingRuleId>;
export type CalendarId = z.infer<typeof CalendarId>;
export type LookupId = z.infer<typeof LookupId>;
export type SimulationId = z.infer<typeof SimulationId>;
export type TransferId = z.infer<typeof TransferId>;
export type CallbackId = z.infer<typeof CallbackId>;
export type LeftMessageId = z.infer<typeof LeftMessageId>;
export type InternalNoteId = z.infer<typeof InternalNoteId>;

/** An instant on the wire: ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

export const Language = z.enum(['en', 'zh']);
export type Language = z.infer<typeof Language>;

/** A text people read, in both languages. */
export const LocalText = z.strictObject({ en: z.string().max(500), zh: z.string().max(500) });
export type LocalText = z.infer<typeof LocalText>;

/** What a visitor asks for, and what a router routes. */
export const Medium = z.enum(['text', 'voice', 'video']);
export type Medium = z.infer<typeof Medium>;
