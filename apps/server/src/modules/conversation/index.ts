import { type ConversationId, conversationRoutes, internalNoteRoutes, type RouteContract } from '@visavis/protocol';
import type { Realtime } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { conversationRouteHandlers } from './conversation-routes.ts';
import { type ConversationServiceDeps, createConversationService } from './conversation-service.ts';
import { conversationSocket, createMessageAnnouncer } from './conversation-socket.ts';
import { internalNoteRouteHandlers } from './internal-note-routes.ts';
import { createInternalNoteService } from './internal-note-service.ts';
import { internalNoteSocket } from './internal-note-socket.ts';
import { messageRepo } from './message-repo.ts';
import { createMessageService, type MessageServiceDeps } from './message-service.ts';
import { createMessageWriter } from './message-writer-service.ts';

export { conversationTransitions } from './conversation.ts';
export type { ConversationRow } from './conversation-repo.ts';
export type { ConversationService } from './conversation-service.ts';
export type { MessageService } from './message-service.ts';

export interface ConversationModuleDeps
  extends Omit<ConversationServiceDeps, 'visitorIsOnline'>,
    Pick<MessageServiceDeps, 'getFileInfo'> {
  readonly db: Db;
  readonly realtime: Realtime;
  /** A message came into a conversation that waits: lists and ringing offers show its first words. */
  readonly onWaitingWritten?: (conversationId: ConversationId) => void;
}

export const createConversations = (deps: ConversationModuleDeps) => {
  const conversations = createConversationService({
    ...deps,
    visitorIsOnline: (id) => deps.realtime.visitorConnections(id as never) > 0,
  });
  const writer = createMessageWriter({ store: (batch) => messageRepo.store(deps.db, batch) });
  const announce = createMessageAnnouncer(deps.realtime, conversations, deps.log);
  const messages = createMessageService({
    ...deps,
    conversations,
    writer,
    onStored: (message, waiting) => {
      announce(message);
      if (waiting) deps.onWaitingWritten?.(message.conversationId);
    },
  });
  const notes = createInternalNoteService({
    ...deps,
    conversations,
    onStored: (note) => deps.realtime.toFollowers(note.conversationId, 'note:new', note),
    onRead: (agentId, mark) => deps.realtime.toAgent(agentId, 'note:marked', mark),
  });
  const socket = conversationSocket(deps.realtime, conversations, messages, announce);
  return {
    conversations,
    messages,
    notes,
    /** `files`: what the file module answers under the same contract. */
    routes: (files: object): readonly (readonly [contract: Record<string, RouteContract>, handlers: unknown])[] => [
      [conversationRoutes, { ...conversationRouteHandlers(conversations, messages), ...files }],
      [internalNoteRoutes, internalNoteRouteHandlers(notes)],
    ],
    socket: { ...socket, agent: { ...socket.agent, ...internalNoteSocket(notes).agent } },
  };
};
