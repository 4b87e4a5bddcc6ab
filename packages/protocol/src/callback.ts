import { z } from 'zod';
import {
  AgentId,
  CallbackId,
  ChannelId,
  ConversationId,
  Instant,
  Language,
  LeftMessageId,
  LocalText,
  Medium,
  SkillGroupId,
  VisitorId,
} from './ids.ts';

/** Said to somebody who has waited so long; one at a time. */
export const ComfortMessage = z.strictObject({
  afterSeconds: z.number().int().min(5).max(7200),
  text: LocalText,
});
export type ComfortMessage = z.infer<typeof ComfortMessage>;
export const ComfortMessages = z.array(ComfortMessage).max(10);

const words = z.string().trim().min(1).max(500);
/** As they are set: with words in both languages, as nobody is comforted by an empty line. */
export const NewComfortMessages = z
  .array(ComfortMessage.extend({ text: z.strictObject({ en: words, zh: words }) }))
  .max(10);

/** Where somebody can be reached. Personal data: shown to agents only. */
export const ContactAddress = z.strictObject({
  kind: z.enum(['phone', 'email']),
  value: z.string().trim().min(1).max(254),
});
export type ContactAddress = z.infer<typeof ContactAddress>;

const signsInNumbers = /[\s().\-/\u2010-\u2015]/g;

/** The address as it is kept, or null when it cannot be one. Full-width digits are digits. */
export const cleanAddress = ({ kind, value }: ContactAddress): ContactAddress | null => {
  const plain = value.normalize('NFKC').trim();
  if (kind === 'email') return z.email().max(254).safeParse(plain).success ? { kind, value: plain } : null;
  const number = plain.replace(signsInNumbers, '').replace(/^00(?=[1-9])/, '+');
  return /^\+?\d{5,15}$/.test(number) ? { kind, value: number } : null;
};

/** Enough for its owner to know it again, too little for anybody else. */
export const addressHint = ({ kind, value }: ContactAddress): string => {
  if (kind === 'phone') return `••• ${value.slice(-3)}`;
  const at = value.lastIndexOf('@');
  return `${value.slice(0, 1)}•••${value.slice(at)}`;
};

export const CallbackWindow = z.strictObject({ from: Instant, to: Instant });
export type CallbackWindow = z.infer<typeof CallbackWindow>;

/** waiting: in line; calling: an agent tries to reach the visitor; then exactly one of reached, unreached, cancelled. */
export const CallbackState = z.enum(['waiting', 'calling', 'reached', 'unreached', 'cancelled']);
export type CallbackState = z.infer<typeof CallbackState>;

/** How often an agent tries before the callback ends as unreached. */
export const callbackAttempts = 3;

/** A callback as agents and administrators see it. */
export const Callback = z
  .object({
    id: CallbackId,
    conversationId: ConversationId,
    channelId: ChannelId,
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    language: Language,
    medium: Medium,
    address: ContactAddress,
    /** null: as soon as it is their turn. */
    window: CallbackWindow.nullable(),
    /** Nobody is asked before. */
    notBefore: Instant.nullable(),
    state: CallbackState,
    /** Tries that did not reach anybody. */
    attempts: z.number().int(),
    agentId: AgentId.nullable(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'Callback' });
export type Callback = z.infer<typeof Callback>;

/** The same as its visitor sees it. */
export const VisitorCallback = z
  .object({
    conversationId: ConversationId,
    state: CallbackState,
    kind: z.enum(['phone', 'email']),
    /** The end of the number or address. */
    hint: z.string(),
    window: CallbackWindow.nullable(),
    notBefore: Instant.nullable(),
    attempts: z.number().int(),
    /** Waiting on the page is possible instead: somebody is being looked for. */
    mayWait: z.boolean(),
  })
  .meta({ id: 'VisitorCallback' });
export type VisitorCallback = z.infer<typeof VisitorCallback>;

/** What an offer says about the callback it is for. */
export const OfferedCallback = z.object({
  address: ContactAddress,
  window: CallbackWindow.nullable(),
  attempts: z.number().int(),
});
export type OfferedCallback = z.infer<typeof OfferedCallback>;

export const RequestCallback = z.strictObject({
  conversationId: ConversationId,
  address: ContactAddress,
  /** null: when it is their turn. */
  window: CallbackWindow.nullable(),
});
export type RequestCallback = z.infer<typeof RequestCallback>;

/** A callback made by another system: the visitor gets into the line without opening a page. */
export const CreateCallback = z.strictObject({
  channelId: ChannelId,
  medium: Medium.default('video'),
  address: ContactAddress,
  window: CallbackWindow.nullable().default(null),
  displayName: z.string().trim().min(1).max(80).optional(),
  language: Language.default('en'),
});
export type CreateCallback = z.infer<typeof CreateCallback>;

export const LeaveMessage = z.strictObject({
  conversationId: ConversationId,
  text: z.string().trim().min(1).max(4000),
  /** null: no answer is expected. */
  address: ContactAddress.nullable(),
});
export type LeaveMessage = z.infer<typeof LeaveMessage>;

export const LeftMessageState = z.enum(['open', 'taken', 'done']);
export type LeftMessageState = z.infer<typeof LeftMessageState>;

/** A message somebody left instead of waiting, for the agents of a group to work through. */
export const LeftMessage = z
  .object({
    id: LeftMessageId,
    conversationId: ConversationId,
    groupId: SkillGroupId,
    groupName: z.string(),
    channelName: z.string(),
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    language: Language,
    text: z.string(),
    address: ContactAddress.nullable(),
    state: LeftMessageState,
    agent: z.object({ id: AgentId, displayName: z.string() }).nullable(),
    /** The conversation in which the agent answers. */
    replyId: ConversationId.nullable(),
    createdAt: Instant,
    doneAt: Instant.nullable(),
  })
  .meta({ id: 'LeftMessage' });
export type LeftMessage = z.infer<typeof LeftMessage>;
