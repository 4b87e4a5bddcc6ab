import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { ChannelId, ConversationId, VisitorId } from '../ids.ts';
import {
  ChannelIdentity,
  EarlierContacts,
  PutChannelIdentity,
  UpdateVisitorProfile,
  VisitorProfile,
} from '../visitor-profile.ts';

const params = z.strictObject({ visitorId: VisitorId });
const ofChannel = z.strictObject({ channelId: ChannelId });
const one = z.object({ profile: VisitorProfile });
const identity = z.object({ identity: ChannelIdentity });

export const visitorRoutes = defineRoutes({
  getVisitorProfile: {
    method: 'GET',
    path: '/api/v1/visitors/:visitorId',
    audience: 'agent',
    tag: 'visitors',
    summary: 'What is known of a visitor; for whoever may read one of their conversations',
    params,
    response: one,
    errors: ['visitor_not_found'],
  },
  updateVisitorProfile: {
    method: 'PATCH',
    path: '/api/v1/visitors/:visitorId',
    audience: 'agent',
    tag: 'visitors',
    summary: 'Set name, VIP level, attributes and tags; for supervisors, and for the agent who serves the visitor now',
    params,
    body: UpdateVisitorProfile,
    response: one,
    errors: ['visitor_not_found', 'forbidden', 'attributes_refused'],
  },
  listEarlierContacts: {
    method: 'GET',
    path: '/api/v1/visitors/:visitorId/earlier-contacts',
    audience: 'agent',
    tag: 'visitors',
    summary:
      'How closed contacts of this person ended, the newest 50 first; for supervisors, for agents who serve the visitor now or are consulted, and, as it was then, for who served the closed contact named',
    params,
    /** A closed contact of this visitor that the caller served: what had ended before it was over for them. */
    query: z.strictObject({ conversationId: ConversationId.optional() }),
    response: EarlierContacts,
    errors: ['visitor_not_found', 'forbidden'],
  },
  getChannelIdentity: {
    method: 'GET',
    path: '/api/v1/channels/:channelId/identity',
    audience: 'administrator',
    tag: 'channels',
    summary: 'How pages of this channel may say who the visitor is',
    params: ofChannel,
    response: identity,
    errors: ['channel_not_found'],
  },
  putChannelIdentity: {
    method: 'PUT',
    path: '/api/v1/channels/:channelId/identity',
    audience: 'administrator',
    tag: 'channels',
    summary: 'Set the key signed identities are checked with, and what pages may say unsigned',
    params: ofChannel,
    body: PutChannelIdentity,
    response: identity,
    errors: ['channel_not_found', 'identity_key_invalid'],
  },
});
