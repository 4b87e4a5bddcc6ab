import type { FileInfo, Message, MessageBody, MessageDraft, MessagePage, SendMessage } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { gathered } from '../../lib/gathered.ts';
import type { CoreDeps } from '../../ports/deps.ts';
import type { Principal } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { previewOf, searchTextOf } from './conversation.ts';
import type { ConversationService } from './conversation-service.ts';
import { messageRepo, type StoredMessage } from './message-repo.ts';
import type { MessageWriter } from './message-writer-service.ts';

export interface MessageServiceDeps extends CoreDeps {
  readonly db: Db;
  readonly writer: MessageWriter;
  readonly conversations: ConversationService;
  /** A file of this very conversation; throws file_not_found. */
  readonly getFileInfo: (db: Db, conversationId: string, fileId: string) => Promise<FileInfo>;
  /** Called after commit, once per newly stored message. `waiting`: its conversation has no agent yet. */
  readonly onStored: (message: Message, waiting: boolean) => void;
}

/** Pure: is the stored body what this draft asks for? A repeated id with anything else is a mistake of the sender. */
export const saysTheSame = (draft: MessageDraft, stored: MessageBody): boolean => {
  if (draft.kind === 'text') return stored.kind === 'text' && stored.text === draft.text;
  return stored.kind === 'file' && stored.file.id === draft.fileId && stored.caption === draft.caption;
};

const placeOf = (conversationId: string, seq: number): string => `${conversationId} ${seq}`;

export const createMessageService = (deps: MessageServiceDeps) => {
  const bySeq = gathered(async (places: readonly string[]) => {
    const wanted = places.map((place) => place.split(' ')).map(([id = '', seq]) => ({ id, seq: Number(seq) }));
    const found = await messageRepo.listBySeq(deps.db, wanted);
    return new Map(found.map((message) => [placeOf(message.conversationId, message.seq), message]));
  });

  const bodyOf = async (command: SendMessage): Promise<MessageBody> => {
    if (command.body.kind === 'text') return command.body;
    return {
      kind: 'file',
      file: await deps.getFileInfo(deps.db, command.conversationId, command.body.fileId),
      caption: command.body.caption,
    };
  };

  const ownerOf = (principal: Principal) =>
    principal.kind === 'visitor'
      ? ({ kind: 'visitor', id: principal.visitorId, name: null } as const)
      : ({ kind: 'agent', id: principal.agentId, name: principal.displayName } as const);

  /** Says why the store refused: already stored (then it is the answer), closed, or not theirs. */
  const explainRefusal = async (principal: Principal, command: SendMessage): Promise<Message> => {
    const stored = await messageRepo.findByClientMsgId(deps.db, command.conversationId, command.clientMsgId);
    const conversation = await deps.conversations.getForWriting(
      principal,
      command.conversationId,
      stored !== undefined,
    );
    if (stored) {
      if (stored.author.kind !== principal.kind || !saysTheSame(command.body, stored.body))
        throw new DomainError('message_id_reused', { clientMsgId: command.clientMsgId });
      return stored;
    }
    throw new DomainError(conversation.state === 'closed' ? 'conversation_closed' : 'conversation_not_found');
  };

  return {
    /** Returns after the message is on disk. The same clientMsgId again returns the stored message. */
    async send(principal: Principal, command: SendMessage): Promise<Message> {
      const body = await bodyOf(command);
      const owner = ownerOf(principal);
      let stored: StoredMessage | null = null;
      try {
        stored = await deps.writer.write({
          id: deps.makeId(),
          conversationId: command.conversationId,
          clientMsgId: command.clientMsgId,
          owner: { kind: owner.kind, id: owner.id },
          authorName: owner.name,
          body,
          preview: previewOf(body),
          searchText: searchTextOf(body),
          createdAt: deps.clock.now(),
        });
      } catch (error) {
        // Two sends with one id at the same moment: the unique index let one through, the other is answered with it.
        if ((error as { code?: unknown }).code !== '23505') throw error;
      }
      if (stored === null) return explainRefusal(principal, command);
      deps.onStored(stored.message, stored.waiting);
      return stored.message;
    },

    async listAfter(
      principal: Principal,
      conversationId: string,
      afterSeq: number,
      limit: number,
    ): Promise<MessagePage> {
      const { row, upTo } = await deps.conversations.getSeen(principal, conversationId);
      const found = await messageRepo.listAfter(deps.db, conversationId, afterSeq, limit);
      if (upTo !== null) return { messages: found.filter(({ seq }) => seq <= upTo), lastSeq: upTo };
      return { messages: found, lastSeq: Math.max(row.lastSeq, found.at(-1)?.seq ?? 0) };
    },

    async findBySeq(conversationId: string, seq: number): Promise<Message | undefined> {
      return bySeq(placeOf(conversationId, seq));
    },
  };
};
export type MessageService = ReturnType<typeof createMessageService>;
