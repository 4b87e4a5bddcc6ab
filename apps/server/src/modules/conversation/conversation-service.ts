import type {
  AgentId,
  CloseReason,
  Conversation,
  ConversationId,
  MessageMarks,
  RecordingConsent,
  TimelineEvent,
  VisitorConversation,
  VisitorId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { gathered } from '../../lib/gathered.ts';
import type { CoreDeps } from '../../ports/deps.ts';
import { type AgentPrincipal, maySupervise, type Principal, type VisitorPrincipal } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { afterConversationEvent, type ConversationEvent, closedBy, previewOf, searchTextOf } from './conversation.ts';
import {
  type ConversationQuery,
  type ConversationRow,
  conversationRepo,
  type NewConversation,
} from './conversation-repo.ts';
import { messageRepo } from './message-repo.ts';

export interface ConversationServiceDeps extends CoreDeps {
  readonly db: Db;
  readonly visitorIsOnline: (visitorId: string) => boolean;
  /** Beside its agent and supervisors: whoever is consulted about it reads along. */
  readonly isConsulted?: (agentId: AgentId, conversationId: ConversationId) => Promise<boolean>;
}

const day = 24 * 60 * 60 * 1000;

/** What a colleague did with the contact after it left somebody is not told to them. */
const afterwards = { preview: '', lastMessageAt: null, note: null } as const;

export const createConversationService = (deps: ConversationServiceDeps) => {
  const addresses = new Map<string, VisitorId>();
  const viewsOf = gathered((ids: readonly string[]) => conversationRepo.listViews(deps.db, ids));

  const withOnline = (conversation: Omit<Conversation, 'visitorOnline'>): Conversation => ({
    ...conversation,
    visitorOnline: deps.visitorIsOnline(conversation.visitor.id),
  });

  const announce = (tx: Tx, id: string, extra: Record<string, unknown> = {}) =>
    deps.events.append(tx, { type: 'conversation_changed', subjectId: id, payload: extra });

  const appendEvent = async (tx: Tx, conversationId: string, event: TimelineEvent): Promise<void> => {
    const seq = await messageRepo.appendEvent(tx, {
      id: deps.makeId(),
      conversationId,
      body: { kind: 'event', event },
      now: deps.clock.now(),
    });
    await deps.events.append(tx, { type: 'timeline_appended', subjectId: conversationId, payload: { seq } });
  };

  const lock = async (tx: Tx, id: string): Promise<ConversationRow> => {
    const row = await conversationRepo.lock(tx, id);
    if (!row) throw new DomainError('conversation_not_found');
    return row;
  };

  const step = (row: ConversationRow, event: ConversationEvent): ConversationRow['state'] => {
    const next = afterConversationEvent(row.state, event);
    if (next === null)
      throw new DomainError(row.state === 'closed' ? 'conversation_closed' : 'version_conflict', {
        state: row.state,
        event,
      });
    return next;
  };

  const owns = (principal: Principal, row: ConversationRow): boolean =>
    principal.kind === 'visitor' ? row.visitorId === principal.visitorId : row.agentId === principal.agentId;

  const mayRead = async (principal: Principal, row: ConversationRow): Promise<boolean> =>
    owns(principal, row) ||
    maySupervise(principal) ||
    (principal.kind === 'agent' && (await deps.isConsulted?.(principal.agentId, row.id as ConversationId)) === true);

  /** Who served a contact that is closed now reads it up to where it left them; null: not even that. */
  const seenUpTo = async (principal: Principal, row: ConversationRow): Promise<number | null> =>
    principal.kind === 'agent' && row.state === 'closed'
      ? messageRepo.lastLeft(deps.db, row.id, principal.agentId)
      : null;

  return {
    appendEvent,

    /** Words of the visitor inside the caller's transaction; the conversation's lock is held and it is open. */
    async appendVisitorText(
      tx: Tx,
      { conversationId, visitorId, text }: { conversationId: string; visitorId: string; text: string },
    ): Promise<void> {
      const body = { kind: 'text' as const, text };
      const [stored] = await messageRepo.store(tx, [
        {
          id: deps.makeId(),
          conversationId,
          clientMsgId: deps.makeId(),
          owner: { kind: 'visitor', id: visitorId },
          authorName: null,
          body,
          preview: previewOf(body),
          searchText: searchTextOf(body),
          createdAt: deps.clock.now(),
        },
      ]);
      if (!stored) throw new DomainError('conversation_closed');
      const { seq } = stored.message;
      await deps.events.append(tx, { type: 'timeline_appended', subjectId: conversationId, payload: { seq } });
    },

    /** The row, locked; throws conversation_not_found. */
    getConversation: lock,

    /** Rows only the visitor, the owning agent and supervisors may read. Everybody else learns nothing. */
    async getReadable(principal: Principal, id: string): Promise<ConversationRow> {
      const row = await conversationRepo.find(deps.db, id);
      if (!row || !(await mayRead(principal, row))) throw new DomainError('conversation_not_found');
      return row;
    },

    /** Like `getReadable`, and who served a closed contact before: then `upTo` is where it left them, else null. */
    async getSeen(principal: Principal, id: string): Promise<{ row: ConversationRow; upTo: number | null }> {
      const row = await conversationRepo.find(deps.db, id);
      if (row && (await mayRead(principal, row))) return { row, upTo: null };
      const upTo = row ? await seenUpTo(principal, row) : null;
      if (!row || upTo === null) throw new DomainError('conversation_not_found');
      return { row, upTo };
    },

    /** What the caller may see of it. Throws conversation_not_found. */
    async getSeenView(principal: AgentPrincipal, id: string): Promise<Conversation> {
      const { upTo } = await this.getSeen(principal, id);
      const conversation = await this.find(id);
      if (!conversation) throw new DomainError('conversation_not_found');
      if (upTo === null) return conversation;
      return { ...conversation, visitor: { ...conversation.visitor, vipLevel: 0 }, lastSeq: upTo, ...afterwards };
    },

    async getForWriting(principal: Principal, id: string, evenClosed = false): Promise<ConversationRow> {
      const row = await conversationRepo.find(deps.db, id);
      if (!row || !owns(principal, row)) throw new DomainError('conversation_not_found');
      if (row.state === 'closed' && !evenClosed) throw new DomainError('conversation_closed');
      return row;
    },

    async mayRead(principal: Principal, id: string): Promise<boolean> {
      const row = await conversationRepo.find(deps.db, id);
      return row !== undefined && mayRead(principal, row);
    },

    async mayReadFile(principal: Principal, id: string, fileId: string): Promise<boolean> {
      const row = await conversationRepo.find(deps.db, id);
      if (!row) return false;
      if (await mayRead(principal, row)) return true;
      const upTo = await seenUpTo(principal, row);
      return upTo !== null && messageRepo.hasFileUpTo(deps.db, id, fileId, upTo);
    },

    async assertVisitorOwns(tx: Tx, principal: VisitorPrincipal, id: string): Promise<ConversationRow> {
      const row = await lock(tx, id);
      if (row.visitorId !== principal.visitorId) throw new DomainError('conversation_not_found');
      return row;
    },

    async assertAgentOwns(tx: Tx, principal: AgentPrincipal, id: string): Promise<ConversationRow> {
      const row = await lock(tx, id);
      if (row.agentId !== principal.agentId) throw new DomainError('conversation_not_found');
      return row;
    },

    /** A new conversation in `waiting`. The same id again by the same visitor returns the one that is there. */
    async start(tx: Tx, request: Omit<NewConversation, 'now'>): Promise<{ row: ConversationRow; created: boolean }> {
      const existing = await conversationRepo.lock(tx, request.id);
      if (existing) {
        if (existing.visitorId !== request.visitorId) throw new DomainError('conversation_not_found');
        return { row: existing, created: false };
      }
      try {
        await conversationRepo.insert(tx, { ...request, now: deps.clock.now() });
      } catch (error) {
        if ((error as { code?: unknown }).code === '23505') throw new DomainError('conversation_exists');
        throw error;
      }
      await appendEvent(tx, request.id, { name: 'conversation_started', medium: request.medium });
      if (request.recordingConsent)
        await appendEvent(tx, request.id, { name: 'recording_consent', given: request.recordingConsent === 'given' });
      await announce(tx, request.id);
      return { row: await lock(tx, request.id), created: true };
    },

    async assign(tx: Tx, id: string, to: { agentId: string; displayName: string }): Promise<ConversationRow> {
      const row = await lock(tx, id);
      const state = step(row, 'assigned');
      await conversationRepo.update(tx, id, { state, agentId: to.agentId, assignedAt: deps.clock.now() });
      await appendEvent(tx, id, {
        name: 'agent_joined',
        agentId: to.agentId,
        displayName: to.displayName,
      } as TimelineEvent);
      await announce(tx, id, { assignedTo: to.agentId });
      return { ...row, state, agentId: to.agentId };
    },

    /** From one agent to another, without a moment in between. */
    async handOver(
      tx: Tx,
      id: string,
      from: { agentId: string; displayName: string },
      to: { agentId: string; displayName: string },
    ): Promise<ConversationRow> {
      const row = await lock(tx, id);
      const state = step(row, 'handed_over');
      await conversationRepo.update(tx, id, { state, agentId: to.agentId, assignedAt: deps.clock.now() });
      await appendEvent(tx, id, { name: 'transferred', from, to } as TimelineEvent);
      await announce(tx, id, { assignedTo: to.agentId, unassignedFrom: from.agentId });
      return { ...row, state, agentId: to.agentId };
    },

    /** The agent is gone: the visitor waits again. The caller puts the conversation back into the queue. */
    async returnToQueue(
      tx: Tx,
      id: string,
      gone: { displayName: string; reason: 'lost' | 'signed_out' | 'pulled_back' | 'not_reached' },
    ): Promise<ConversationRow> {
      const row = await lock(tx, id);
      const state = step(row, 'returned');
      await conversationRepo.update(tx, id, { state, agentId: null, assignedAt: null });
      await appendEvent(tx, id, {
        name: 'agent_left',
        agentId: row.agentId,
        displayName: gone.displayName,
        reason: gone.reason,
      } as TimelineEvent);
      await announce(tx, id, { unassignedFrom: row.agentId });
      return { ...row, state, agentId: null };
    },

    async close(tx: Tx, id: string, reason: CloseReason, note?: string): Promise<ConversationRow> {
      const row = await lock(tx, id);
      const state = step(row, 'closed');
      await conversationRepo.update(tx, id, {
        state,
        closedAt: deps.clock.now(),
        closeReason: reason,
        ...(note !== undefined ? { note } : {}),
      });
      await appendEvent(tx, id, { name: 'conversation_closed', by: closedBy(reason) });
      await announce(tx, id);
      await deps.events.append(tx, { type: 'conversation_closed', subjectId: id, payload: { reason } });
      return { ...row, state };
    },

    /** The note that stays with a conversation, also after it was closed. */
    async setNote(tx: Tx, id: string, note: string | null): Promise<void> {
      await lock(tx, id);
      await conversationRepo.update(tx, id, { note });
      await announce(tx, id);
    },

    /** Stored once per change of mind, and said on the time line. */
    async setRecordingConsent(tx: Tx, id: string, consent: RecordingConsent): Promise<void> {
      const row = await lock(tx, id);
      if (row.recordingConsent === consent) return;
      await conversationRepo.update(tx, id, { recordingConsent: consent });
      await appendEvent(tx, id, { name: 'recording_consent', given: consent === 'given' });
      await announce(tx, id);
    },

    async list(query: ConversationQuery): Promise<Conversation[]> {
      return (await conversationRepo.list(deps.db, query)).map(withOnline);
    },

    async find(id: string): Promise<Conversation | undefined> {
      const found = await conversationRepo.findView(deps.db, id);
      return found && withOnline(found);
    },

    /** Throws conversation_not_found. */
    async assertExists(id: string): Promise<void> {
      if (!(await conversationRepo.find(deps.db, id))) throw new DomainError('conversation_not_found');
    },

    async findInside(tx: Tx, id: string): Promise<Conversation> {
      const found = await conversationRepo.findView(tx, id);
      if (!found) throw new DomainError('conversation_not_found');
      return withOnline(found);
    },

    /** What both sides are told of a change. */
    async findForBoth(id: string): Promise<{ forAgents: Conversation; forVisitor: VisitorConversation } | undefined> {
      const views = await viewsOf(id);
      return views && { forAgents: withOnline(views.forAgents), forVisitor: views.forVisitor };
    },

    async findForVisitor(id: string): Promise<VisitorConversation | undefined> {
      return conversationRepo.findVisitorView(deps.db, id);
    },

    /** Whom to tell. A conversation never changes its visitor, so the answer is remembered. */
    async findForVisitorAddress(id: string): Promise<VisitorId | undefined> {
      const known = addresses.get(id);
      if (known) return known;
      const row = await conversationRepo.find(deps.db, id);
      if (!row) return undefined;
      if (addresses.size > 10_000) addresses.clear();
      addresses.set(id, row.visitorId as VisitorId);
      return row.visitorId as VisitorId;
    },

    async latestOfVisitor(visitorId: string): Promise<VisitorConversation | undefined> {
      return conversationRepo.findLatestOfVisitor(deps.db, visitorId, new Date(deps.clock.now().getTime() - day));
    },

    openOfPerson: (visitorId: string): Promise<string[]> => conversationRepo.openOfPerson(deps.db, visitorId),

    async search(principal: AgentPrincipal, words: string, limit: number) {
      const hits = await messageRepo.search(deps.db, words, maySupervise(principal) ? null : principal.agentId, limit);
      const found = [];
      for (const hit of hits) {
        const conversation = await conversationRepo.findView(deps.db, hit.conversation_id);
        if (conversation)
          found.push({
            conversation: withOnline(conversation),
            seq: hit.seq,
            excerpt: excerptOf(hit.search_text ?? '', words),
            createdAt: hit.created_at.toISOString(),
          });
      }
      return found;
    },

    /** Marks of one side; undefined when nothing grew. */
    async raiseMark(
      principal: Principal,
      id: string,
      what: 'delivered' | 'read',
      seq: number,
    ): Promise<MessageMarks | undefined> {
      await this.getForWriting(principal, id, true);
      return conversationRepo.raiseMark(deps.db, id, `${principal.kind}_${what}_seq`, seq);
    },
  };
};
export type ConversationService = ReturnType<typeof createConversationService>;

/** Pure: the found words with a little of what stands around them. */
export const excerptOf = (text: string, words: string, around = 40): string => {
  const at = text.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return text.slice(0, around * 2);
  const from = Math.max(0, at - around);
  const to = Math.min(text.length, at + words.length + around);
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
};
