import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { Conversation, ConversationFilter, ConversationList, SearchResult } from '../conversation.ts';
import { ConversationId, FileId } from '../ids.ts';
import { FileInfo, MessagePage } from '../message.ts';

const params = z.strictObject({ conversationId: ConversationId });
const page = z.strictObject({
  afterSeq: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

export const conversationRoutes = defineRoutes({
  listConversations: {
    method: 'GET',
    path: '/api/v1/conversations',
    audience: 'agent',
    tag: 'conversations',
    summary: 'My conversations, or all that my role may see',
    query: ConversationFilter,
    response: ConversationList,
    errors: ['forbidden'],
  },
  searchMessages: {
    method: 'GET',
    path: '/api/v1/messages/search',
    audience: 'agent',
    tag: 'conversations',
    summary: 'Find words, Chinese included, in the messages I may read',
    query: z.strictObject({
      q: z.string().trim().min(1).max(100),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    response: SearchResult,
    errors: [],
  },
  getConversation: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId',
    audience: 'agent',
    tag: 'conversations',
    summary: 'One conversation',
    params,
    response: z.object({ conversation: Conversation }),
    errors: ['conversation_not_found'],
  },
  listMessages: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/messages',
    audience: 'visitor_or_agent',
    tag: 'conversations',
    summary: 'Messages after a seq, oldest first',
    params,
    query: page,
    response: MessagePage,
    errors: ['conversation_not_found'],
  },
  uploadFile: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/files',
    audience: 'visitor_or_agent',
    tag: 'files',
    summary: 'Upload one file (multipart field "file", at most 25 MB); then send it as a message',
    params,
    upload: 'multipart',
    response: z.object({ file: FileInfo }),
    errors: [
      'conversation_not_found',
      'conversation_closed',
      'file_too_large',
      'file_type_refused',
      'file_broken',
      'storage_full',
    ],
  },
  downloadFile: {
    method: 'GET',
    path: '/api/v1/files/:fileId',
    audience: 'visitor_or_agent',
    tag: 'files',
    summary: 'The file; pictures inline, all else as a download',
    params: z.strictObject({ fileId: FileId }),
    response: 'binary',
    errors: ['file_not_found'],
  },
});
