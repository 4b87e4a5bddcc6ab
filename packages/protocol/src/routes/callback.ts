import { z } from 'zod';
import { Callback, CallbackState, CreateCallback, LeftMessage, LeftMessageState } from '../callback.ts';
import { defineRoutes } from '../contract.ts';
import { Conversation } from '../conversation.ts';
import { CallbackId, ConversationId, Instant, LeftMessageId } from '../ids.ts';
import { Visit } from '../visitor.ts';

const params = z.strictObject({ callbackId: CallbackId });
const byConversation = z.strictObject({ conversationId: ConversationId });
const byMessage = z.strictObject({ leftMessageId: LeftMessageId });
const one = z.object({ callback: Callback });
/** Opens the visitor's own conversation, without an account. */
const Link = z.object({ url: z.url(), expiresAt: Instant });

export const callbackRoutes = defineRoutes({
  createCallback: {
    method: 'POST',
    path: '/api/v1/callbacks',
    audience: 'administrator',
    tag: 'callbacks',
    summary: 'Put somebody in line who wants to be rung back; answers the link to send them',
    body: CreateCallback,
    response: z.object({ callback: Callback, link: Link }),
    errors: [
      'channel_not_found',
      'channel_closed',
      'medium_not_offered',
      'media_unavailable',
      'callback_address_invalid',
      'callback_time_invalid',
      'queue_full',
    ],
  },
  listCallbacks: {
    method: 'GET',
    path: '/api/v1/callbacks',
    audience: 'administrator',
    tag: 'callbacks',
    summary: 'Callbacks, the next one first',
    query: z.strictObject({
      state: CallbackState.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    response: z.object({ callbacks: z.array(Callback) }),
    errors: [],
  },
  cancelCallback: {
    method: 'DELETE',
    path: '/api/v1/callbacks/:callbackId',
    audience: 'administrator',
    tag: 'callbacks',
    summary: 'Call a callback off and close its conversation',
    params,
    response: one,
    errors: ['callback_not_found', 'callback_state'],
  },
  makeCallbackLink: {
    method: 'POST',
    path: '/api/v1/callbacks/:callbackId/link',
    audience: 'administrator',
    tag: 'callbacks',
    summary: 'A new link for a mail or text message',
    params,
    response: Link,
    errors: ['callback_not_found', 'callback_state'],
  },
  openCallbackLink: {
    method: 'POST',
    path: '/api/v1/public/callback-links',
    audience: 'public',
    tag: 'visitor',
    summary: 'What the page behind a link does first: become the visitor it was sent to',
    body: z.strictObject({ token: z.string().min(1).max(100) }),
    response: Visit,
    errors: ['callback_link_invalid', 'rate_limited'],
  },
  getConversationCallback: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/callback',
    audience: 'agent',
    tag: 'callbacks',
    summary: 'How to reach the visitor of my conversation; null when it is no callback',
    params: byConversation,
    response: z.object({ callback: Callback.nullable() }),
    errors: ['conversation_not_found'],
  },
  makeConversationLink: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/callback/link',
    audience: 'agent',
    tag: 'callbacks',
    summary: 'A new link that brings the visitor into my conversation',
    params: byConversation,
    response: Link,
    errors: ['conversation_not_found', 'callback_not_found', 'callback_state'],
  },
  callbackReached: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/callback/reached',
    audience: 'agent',
    tag: 'callbacks',
    summary: 'The visitor is reached, by telephone or in writing; a call here says so by itself, closing too',
    params: byConversation,
    response: z.object({ callback: Callback }),
    errors: ['conversation_not_found', 'callback_not_found', 'callback_state'],
  },
  callbackNotReached: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/callback/not-reached',
    audience: 'agent',
    tag: 'callbacks',
    summary: 'Nobody answered: try again later, three times at most',
    params: byConversation,
    response: z.object({ callback: Callback }),
    errors: ['conversation_not_found', 'callback_not_found', 'callback_state'],
  },
  listLeftMessages: {
    method: 'GET',
    path: '/api/v1/left-messages',
    audience: 'agent',
    tag: 'left messages',
    summary: 'Messages left with my groups, the oldest first; supervisors see all',
    query: z.strictObject({
      state: LeftMessageState.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    response: z.object({ messages: z.array(LeftMessage) }),
    errors: [],
  },
  takeLeftMessage: {
    method: 'POST',
    path: '/api/v1/left-messages/:leftMessageId/take',
    audience: 'agent',
    tag: 'left messages',
    summary: 'Answer it: opens a conversation with whoever left it',
    params: byMessage,
    response: z.object({ message: LeftMessage, conversation: Conversation }),
    errors: [
      'left_message_not_found',
      'left_message_state',
      'left_message_no_address',
      'conversation_exists',
      'agent_at_capacity',
      'agent_offline',
    ],
  },
  finishLeftMessage: {
    method: 'POST',
    path: '/api/v1/left-messages/:leftMessageId/done',
    audience: 'agent',
    tag: 'left messages',
    summary: 'Done with it',
    params: byMessage,
    response: z.object({ message: LeftMessage }),
    errors: ['left_message_not_found', 'left_message_state'],
  },
});
