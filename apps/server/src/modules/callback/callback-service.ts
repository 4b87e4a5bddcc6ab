import {
  type AgentId,
  type Callback,
  type CallbackId,
  type CallbackState,
  type CallbackWindow,
  type CallId,
  type ContactAddress,
  type ConversationId,
  type CreateCallback,
  cleanAddress,
  type QueuePlace,
  type RequestCallback,
  type VisitorCallback,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, CoreDeps, VisitorPrincipal } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import {
  afterCallbackEvent,
  afterVainTry,
  type CallbackEvent,
  isPossible,
  nextOpen,
  opensAgainAt,
  windowsOf,
} from './callback.ts';
import { type CallbackRecord, callbackRepo, toVisitorCallback } from './callback-repo.ts';
import type {
  CallsForCallbacks,
  ChannelsForCallbacks,
  ConversationsForCallbacks,
  EntriesForCallbacks,
  HoursForCallbacks,
  QueueForCallbacks,
  VisitorsForCallbacks,
  WrapUpsForCallbacks,
} from './callback-wants.ts';
import { leftMessageRepo } from './left-message-repo.ts';

export interface CallbackServiceDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events' | 'transactions'> {
  readonly db: Db;
  readonly conversations: ConversationsForCallbacks;
  readonly queue: QueueForCallbacks;
  readonly entries: EntriesForCallbacks;
  readonly channels: ChannelsForCallbacks;
  readonly visitors: VisitorsForCallbacks;
  readonly calls: CallsForCallbacks;
  readonly hours: HoursForCallbacks;
  readonly wrapUps: WrapUpsForCallbacks;
  readonly visitorIsOnline: (visitorId: string) => boolean;
}

const windowsShown = 12;

export const reachable = (address: ContactAddress): ContactAddress => {
  const clean = cleanAddress(address);
  if (!clean)
    throw new DomainError('callback_address_invalid', {
      fields: { address: address.kind === 'email' ? 'not an e-mail address' : 'not a telephone number' },
    });
  return clean;
};

/** Ringing people back: asked for, tried, tried again, called off. */
export const createCallbackService = (deps: CallbackServiceDeps) => {
  const { db, clock, makeId, events, transactions, conversations, queue, entries, hours } = deps;

  const announce = async (tx: Tx, type: 'callback_changed' | 'callback_due', record: CallbackRecord): Promise<void> =>
    events.append(tx, {
      type,
      subjectId: record.conversationId,
      payload: { callbackId: record.id, conversationId: record.conversationId, state: record.state },
    });

  /** The conversation in which a left message was answered is over. */
  const finishMessage = async (tx: Tx, record: CallbackRecord): Promise<void> => {
    if (record.createdBy !== 'message') return;
    for (const groupId of await leftMessageRepo.answered(tx, record.conversationId, clock.now()))
      await events.append(tx, { type: 'left_messages_changed', subjectId: groupId, payload: { groupId } });
  };

  /** One step of the table, stored and told. */
  const step = async (
    tx: Tx,
    record: CallbackRecord,
    event: CallbackEvent,
    change: Partial<Pick<CallbackRecord, 'agentId' | 'attempts' | 'notBefore'>> = {},
  ): Promise<CallbackRecord> => {
    const state = afterCallbackEvent(record.state, event);
    if (state === null) throw new DomainError('callback_state', { state: record.state });
    const endedAt = state === 'waiting' || state === 'calling' ? null : clock.now();
    const next = { ...record, ...change, state, endedAt };
    await callbackRepo.save(tx, next);
    await announce(tx, 'callback_changed', next);
    // Whoever was reached is still being answered.
    if (endedAt && event !== 'answered') await finishMessage(tx, next);
    return next;
  };

  const wireOf = async (on: Db, id: CallbackId): Promise<Callback> => {
    const found = await callbackRepo.findWire(on, id);
    if (!found) throw new DomainError('callback_not_found');
    return found;
  };

  const chosenTime = (window: CallbackWindow | null): Pick<CallbackRecord, 'window' | 'notBefore'> => {
    if (window === null) return { window: null, notBefore: null };
    const from = new Date(window.from);
    return { window: { from, to: new Date(window.to) }, notBefore: from };
  };

  const newRecord = (
    made: Pick<CallbackRecord, 'conversationId' | 'address' | 'window' | 'notBefore' | 'mayWait' | 'createdBy'>,
  ): CallbackRecord => ({
    ...made,
    id: makeId() as CallbackId,
    state: 'waiting',
    attempts: 0,
    agentId: null,
    createdAt: clock.now(),
    endedAt: null,
  });

  /** Makes the entry in line a callback, or changes the one it is. */
  const put = async (tx: Tx, before: CallbackRecord | undefined, record: CallbackRecord): Promise<void> => {
    await entries.becomeCallback(tx, record.conversationId, record);
    if (before) await callbackRepo.save(tx, record);
    else await callbackRepo.insert(tx, record);
    await conversations.appendEvent(tx, record.conversationId, {
      name: 'callback_requested',
      window: record.window && { from: record.window.from.toISOString(), to: record.window.to.toISOString() },
    });
    await announce(tx, 'callback_changed', record);
  };

  /** Whether the visitor may ask for one now, and what hours there are. Throws queue_entry_gone, option_not_offered. */
  const offered = async (principal: VisitorPrincipal, conversationId: ConversationId) => {
    const conversation = await conversations.getReadable(principal, conversationId);
    if (conversation.state === 'closed') throw new DomainError('conversation_closed');
    const place = await queue.placeOf(conversationId);
    if (!place) throw new DomainError('queue_entry_gone');
    const open = await callbackRepo.findOf(db, conversationId);
    const has = open && open.endedAt === null;
    if (!has && !place.options.some((option) => option.kind === 'callback'))
      throw new DomainError('option_not_offered');
    const known = await hours.of(conversationId);
    const windows = known ? windowsOf(known, clock.now(), windowsShown) : [];
    const searching = has ? open.mayWait : place.searching;
    // Where nobody is being looked for, "in turn" would be the middle of the night; without hours it is all there is.
    return { searching, known, windows, inTurn: searching || windows.length === 0 };
  };

  const openOf = async (tx: Tx, conversationId: string): Promise<CallbackRecord> => {
    const open = await callbackRepo.lockOpen(tx, conversationId);
    if (!open) throw new DomainError('callback_not_found');
    return open;
  };

  return {
    step,
    wireOf,

    async windows(
      principal: VisitorPrincipal,
      conversationId: ConversationId,
    ): Promise<{ windows: CallbackWindow[]; inTurn: boolean }> {
      const { windows, inTurn } = await offered(principal, conversationId);
      return { windows, inTurn };
    },

    /** When the service opens again; null while it is open, or where no rule looks at hours. */
    async opensAt(principal: VisitorPrincipal, conversationId: ConversationId): Promise<string | null> {
      await conversations.getReadable(principal, conversationId);
      return opensAgainAt(await hours.of(conversationId), clock.now())?.toISOString() ?? null;
    },

    /** Throws callback_address_invalid, callback_time_invalid, option_not_offered, queue_entry_gone. */
    async request(principal: VisitorPrincipal, wanted: RequestCallback): Promise<VisitorCallback> {
      const { conversationId, window } = wanted;
      const { searching, known, inTurn } = await offered(principal, conversationId);
      const address = reachable(wanted.address);
      const timely = window ? known !== null && isPossible(window, known, clock.now()) : inTurn;
      if (!timely) throw new DomainError('callback_time_invalid');
      return transactions.run(async (tx) => {
        await conversations.assertVisitorOwns(tx, principal, conversationId);
        const before = await callbackRepo.lockOpen(tx, conversationId);
        if (before && before.state !== 'waiting') throw new DomainError('queue_entry_gone');
        const time = chosenTime(window);
        const record = before
          ? { ...before, address, ...time }
          : newRecord({ conversationId, address, ...time, mayWait: searching, createdBy: 'visitor' });
        await put(tx, before, record);
        return toVisitorCallback(record);
      });
    },

    /** The visitor waits on the page again. Throws callback_not_found, callback_state. */
    async cancel(principal: VisitorPrincipal, conversationId: ConversationId): Promise<QueuePlace | null> {
      await transactions.run(async (tx) => {
        await conversations.assertVisitorOwns(tx, principal, conversationId);
        const open = await openOf(tx, conversationId);
        await step(tx, open, 'called_off');
        await entries.waitOnPage(tx, conversationId, deps.visitorIsOnline(principal.visitorId));
        await conversations.appendEvent(tx, conversationId, { name: 'callback_cancelled' });
      });
      return queue.placeOf(conversationId);
    },

    /** What the visitor's page shows; null when there is none on. */
    async ofVisitor(conversationId: string): Promise<VisitorCallback | null> {
      const found = await callbackRepo.findOf(db, conversationId);
      return found && found.endedAt === null ? toVisitorCallback(found) : null;
    },
    async findForVisitor(conversationId: string): Promise<VisitorCallback | undefined> {
      const found = await callbackRepo.findOf(db, conversationId);
      return found && toVisitorCallback(found);
    },

    /** Another system puts somebody in line. Throws channel_closed, medium_not_offered, media_unavailable, and as `request`. */
    async create(wanted: CreateCallback): Promise<Callback> {
      const address = reachable(wanted.address);
      const channel = await deps.channels.getChannel(db, wanted.channelId);
      if (!channel.enabled) throw new DomainError('channel_closed');
      if (!channel.media.includes(wanted.medium))
        throw new DomainError('medium_not_offered', { offered: channel.media });
      const known = await hours.ofChannel(channel.id);
      if (wanted.window && !isPossible(wanted.window, known, clock.now()))
        throw new DomainError('callback_time_invalid');
      const id = await transactions.run(async (tx) => {
        const visitorId = await deps.visitors.create(tx, {
          channelId: channel.id,
          displayName: wanted.displayName ?? null,
          language: wanted.language,
        });
        const conversationId = makeId() as ConversationId;
        const { medium } = wanted;
        await conversations.start(tx, {
          ...{ id: conversationId, channelId: channel.id, visitorId, medium, recordingConsent: null },
        });
        await queue.enqueue(tx, { conversationId, channelId: channel.id, groupId: channel.groupId, medium });
        const record = newRecord({
          ...{ conversationId, address, mayWait: true, createdBy: 'administrator' as const },
          ...chosenTime(wanted.window),
        });
        await put(tx, undefined, record);
        return record.id;
      });
      return wireOf(db, id);
    },

    list: (state: CallbackState | undefined, limit: number): Promise<Callback[]> =>
      callbackRepo.listWire(db, state, limit),

    /** Calls one off and closes its conversation. Throws callback_not_found, callback_state. */
    async callOff(id: CallbackId): Promise<Callback> {
      const found = await callbackRepo.find(db, id);
      if (!found) throw new DomainError('callback_not_found');
      await transactions.run(async (tx) => {
        await conversations.getConversation(tx, found.conversationId);
        const record = await callbackRepo.lock(tx, id);
        if (!record) throw new DomainError('callback_not_found');
        await step(tx, record, 'called_off');
        await queue.leave(tx, record.conversationId);
        await conversations.close(tx, record.conversationId, 'cancelled');
      });
      return wireOf(db, id);
    },

    /** How to reach the visitor; null when this conversation is no callback. */
    async ofConversation(principal: AgentPrincipal, conversationId: ConversationId): Promise<Callback | null> {
      await conversations.getReadable(principal, conversationId);
      const found = await callbackRepo.findOf(db, conversationId);
      return found && found.state !== 'cancelled' ? wireOf(db, found.id) : null;
    },

    /** Nobody answered: later again, three times at most. Throws callback_not_found, callback_state. */
    async notReached(principal: AgentPrincipal, conversationId: ConversationId): Promise<Callback> {
      const known = await hours.of(conversationId);
      const id = await transactions.run(async (tx) => {
        const conversation = await conversations.assertAgentOwns(tx, principal, conversationId);
        const open = await openOf(tx, conversationId);
        if (open.state !== 'calling' || (await deps.calls.findOpen(tx, conversationId)))
          throw new DomainError('callback_state', { state: open.state });
        const { again, attempts } = afterVainTry(open.attempts, clock.now());
        if (again === null) {
          await step(tx, open, 'given_up', { attempts });
          const served = await queue.leave(tx, conversationId);
          await conversations.close(tx, conversationId, 'not_reached');
          if (served) await deps.wrapUps.begin(tx, { ...served, conversationId }, null);
          return open.id;
        }
        const notBefore = nextOpen(known, again);
        await step(tx, open, 'not_reached', { attempts, notBefore, agentId: null });
        const { agentId, displayName } = principal;
        const { medium } = conversation;
        await entries.backIntoLine(tx, conversationId, { agentId, displayName, medium }, { id: open.id, notBefore });
        return open.id;
      });
      return wireOf(db, id);
    },

    /** The agent has the visitor, by a telephone of their own or in writing. Throws callback_not_found, callback_state. */
    async reached(principal: AgentPrincipal, conversationId: ConversationId): Promise<Callback> {
      const id = await transactions.run(async (tx) => {
        await conversations.assertAgentOwns(tx, principal, conversationId);
        const last = await callbackRepo.findOf(tx, conversationId);
        // Said twice, or by hand while a call begins: once is enough.
        return last?.state === 'reached' ? last.id : (await step(tx, await openOf(tx, conversationId), 'answered')).id;
      });
      return wireOf(db, id);
    },

    /** A call of this conversation has changed: one that both sides are or were in has reached the visitor. */
    async callChanged(conversationId: ConversationId, callId: CallId): Promise<void> {
      if ((await callbackRepo.findOf(db, conversationId))?.state !== 'calling') return;
      await transactions.run(async (tx) => {
        if (!(await deps.calls.wasLive(tx, callId))) return;
        await conversations.getConversation(tx, conversationId);
        const open = await callbackRepo.lockOpen(tx, conversationId);
        if (open?.state === 'calling') await step(tx, open, 'answered');
      });
    },

    /** For the queue, inside its transactions. */
    hooks: {
      async taken(tx: Tx, id: CallbackId, agentId: AgentId): Promise<void> {
        const record = await callbackRepo.lock(tx, id);
        if (record?.state !== 'waiting') return;
        await announce(tx, 'callback_due', await step(tx, record, 'taken', { agentId }));
      },
      /** The contact ended, or its agent is gone. One that has ended already stays as it is. */
      async over(tx: Tx, id: CallbackId, how: 'finished' | 'agent_lost'): Promise<void> {
        const record = await callbackRepo.lock(tx, id);
        if (!record) return;
        if (afterCallbackEvent(record.state, how) !== null)
          await step(tx, record, how, how === 'agent_lost' ? { agentId: null } : {});
        else if (how === 'finished') await finishMessage(tx, record);
      },
    },
  };
};
export type CallbackService = ReturnType<typeof createCallbackService>;
