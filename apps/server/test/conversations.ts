import type { ConversationId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import type { VisitorPrincipal } from '../src/ports/index.ts';
import type { LevelZero } from './level-zero.ts';

export const addGroup = (zero: LevelZero, name = `Group ${uuidv7()}`) =>
  zero.transactions.run((tx) =>
    zero.skillGroup.service.createGroup(tx, {
      name,
      strategy: 'least_loaded',
      defaultCapacity: null,
      members: [],
    }),
  );

export const addChannel = async (zero: LevelZero, patch: { key?: string; enabled?: boolean } = {}) => {
  const group = await addGroup(zero);
  return zero.transactions.run((tx) =>
    zero.channel.service.createChannel(tx, {
      key: patch.key ?? `k-${uuidv7().slice(-12)}`,
      name: 'A channel',
      brand: { en: 'Bank', zh: '银行' },
      greeting: { en: 'Hello', zh: '您好' },
      themeColor: '#0b6b57',
      allowedOrigins: [],
      media: ['text', 'voice', 'video'],
      groupId: group.id,
      recording: 'ask',
      enabled: patch.enabled ?? true,
    }),
  );
};

/** A visitor with an open conversation, straight into the table: the module that owns it is a level higher. */
export const addConversation = async (zero: LevelZero) => {
  const channel = await addChannel(zero);
  const { visitor: made, token } = await zero.visitor.service.startVisit({
    channelKey: channel.key,
    language: 'en',
    address: '192.0.2.9',
    userAgent: '',
  });
  const conversationId = uuidv7() as ConversationId;
  await zero.db
    .insertInto('conversations')
    .values({
      id: conversationId,
      channel_id: channel.id,
      visitor_id: made.id,
      state: 'waiting',
      medium: 'text',
      created_at: zero.clock.now(),
    })
    .execute();
  const visitor: VisitorPrincipal = { kind: 'visitor', visitorId: made.id, channelId: channel.id };
  return { visitor, conversationId, channel, token };
};
