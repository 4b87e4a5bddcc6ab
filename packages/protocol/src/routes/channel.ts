import { z } from 'zod';
import { Channel, ChannelKey, CreateChannel, PublicChannel, StartVisit, UpdateChannel } from '../channel.ts';
import { defineRoutes } from '../contract.ts';
import { ChannelId } from '../ids.ts';
import { Visit } from '../visitor.ts';

const params = z.strictObject({ channelId: ChannelId });
const byKey = z.strictObject({ channelKey: ChannelKey });
const one = z.object({ channel: Channel });

export const channelRoutes = defineRoutes({
  listChannels: {
    method: 'GET',
    path: '/api/v1/channels',
    audience: 'agent',
    tag: 'channels',
    summary: 'All channels',
    response: z.object({ channels: z.array(Channel) }),
    errors: [],
  },
  createChannel: {
    method: 'POST',
    path: '/api/v1/channels',
    audience: 'administrator',
    tag: 'channels',
    summary: 'Create a channel',
    body: CreateChannel,
    response: one,
    errors: ['channel_key_taken', 'skill_group_not_found'],
  },
  updateChannel: {
    method: 'PATCH',
    path: '/api/v1/channels/:channelId',
    audience: 'administrator',
    tag: 'channels',
    summary: 'Change a channel',
    params,
    body: UpdateChannel,
    response: one,
    errors: ['channel_not_found', 'channel_key_taken', 'skill_group_not_found', 'version_conflict'],
  },
  getPublicChannel: {
    method: 'GET',
    path: '/api/v1/public/channels/:channelKey',
    audience: 'public',
    tag: 'visitor',
    summary: 'What a visitor page needs to draw itself',
    params: byKey,
    response: z.object({ channel: PublicChannel }),
    errors: ['channel_not_found'],
  },
  startVisit: {
    method: 'POST',
    path: '/api/v1/public/channels/:channelKey/visits',
    audience: 'public',
    tag: 'visitor',
    summary: 'Become a visitor of a channel, anonymous or with a signed identity; the token is shown once',
    params: byKey,
    body: StartVisit,
    response: Visit,
    errors: [
      'channel_not_found',
      'channel_closed',
      'origin_refused',
      'rate_limited',
      'identity_not_taken',
      'identity_invalid',
      'identity_expired',
      'identity_foreign',
      'attributes_refused',
    ],
  },
});
