import type { AgentId, CallbackId, ConversationId, Medium, QueueEntryId, SkillGroupId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import { groupPlan, planOfCallback } from '../routing/index.ts';
import { callbackEntryRepo } from './callback-entry-repo.ts';
import type { OfferService } from './offer-service.ts';
import { awayFrom } from './queue.ts';
import { type EntryRecord, queueRepo } from './queue-repo.ts';
import type { ConversationsForQueue } from './queue-wants.ts';

export interface CallbackEntryDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events'> {
  readonly db: Db;
  readonly offers: OfferService;
  readonly presence: PresenceService;
  readonly conversations: ConversationsForQueue;
}

export type CallbackEntries = ReturnType<typeof createCallbackEntries>;

/** What the line does for people who do not wait on the page: the conversation's lock is held in all of them. */
export function createCallbackEntries(deps: CallbackEntryDeps) {
  const { clock, makeId, events, offers, presence, conversations } = deps;

  const changed = (tx: Tx, groupId: SkillGroupId, entryId: QueueEntryId): Promise<void> =>
    events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId, entryId } });

  /** The entry in line; whoever is being asked right now is told that it is over. Throws queue_entry_gone. */
  const lockInLine = async (tx: Tx, conversationId: ConversationId): Promise<EntryRecord> => {
    const entry = await queueRepo.lockCurrent(tx, conversationId);
    if (!entry || entry.state === 'served') throw new DomainError('queue_entry_gone');
    if (entry.state === 'ringing') {
      await offers.withdrawFrom(tx, entry);
      await queueRepo.markWaiting(tx, entry.id);
    }
    return entry;
  };

  return {
    ruleOf: (conversationId: string) => callbackEntryRepo.ruleOf(deps.db, conversationId),

    /** The entry keeps its place and does not need the page any more. Throws queue_entry_gone. */
    async becomeCallback(
      tx: Tx,
      conversationId: ConversationId,
      wanted: { readonly id: CallbackId; readonly notBefore: Date | null },
    ): Promise<void> {
      const entry = await lockInLine(tx, conversationId);
      await callbackEntryRepo.set(tx, entry.id, {
        callback: { id: wanted.id, notBefore: wanted.notBefore?.toISOString() ?? null, holds: false },
        plan: planOfCallback(entry.plan, entry.groupId),
        enteredAt: wanted.notBefore ?? entry.enteredAt,
      });
      await changed(tx, entry.groupId, entry.id);
    },

    /** The visitor waits on the page again. */
    async waitOnPage(tx: Tx, conversationId: ConversationId, pageIsOpen: boolean): Promise<void> {
      const entry = await lockInLine(tx, conversationId);
      await callbackEntryRepo.clear(tx, entry.id, pageIsOpen ? null : awayFrom(clock.now()));
      await changed(tx, entry.groupId, entry.id);
    },

    /** Nobody was reached: the agent's work on it ends and it waits again, with its time, not before `notBefore`. */
    async backIntoLine(
      tx: Tx,
      conversationId: ConversationId,
      from: { readonly agentId: AgentId; readonly displayName: string; readonly medium: Medium },
      again: { readonly id: CallbackId; readonly notBefore: Date },
    ): Promise<void> {
      const served = await queueRepo.lockCurrent(tx, conversationId);
      if (served?.state !== 'served' || served.servedBy !== from.agentId) throw new DomainError('callback_state');
      if (served.medium === 'text' || served.callback?.holds) await presence.release(tx, from.agentId, served.medium);
      await queueRepo.markReleased(tx, served.id, clock.now());
      await conversations.returnToQueue(tx, conversationId, { displayName: from.displayName, reason: 'not_reached' });
      const id = makeId() as QueueEntryId;
      await queueRepo.insert(tx, {
        ...served,
        id,
        medium: from.medium,
        plan: planOfCallback(served.plan, served.groupId),
        enteredAt: again.notBefore,
        excluded: [],
        awayUntil: null,
        callback: { id: again.id, notBefore: again.notBefore.toISOString(), holds: false },
      });
      await changed(tx, served.groupId, id);
    },

    /** The entry ends: it goes on as a message. Answers the group whose line it was. Throws queue_entry_gone. */
    async leaveAsMessage(tx: Tx, conversationId: ConversationId): Promise<SkillGroupId> {
      const entry = await lockInLine(tx, conversationId);
      await callbackEntryRepo.markOverflowed(tx, entry.id, clock.now());
      await changed(tx, entry.groupId, entry.id);
      return entry.groupId;
    },

    /** An agent takes up a contact that stood in no line. Throws agent_at_capacity. */
    async serveDirectly(
      tx: Tx,
      contact: {
        readonly conversationId: ConversationId;
        readonly groupId: SkillGroupId;
        readonly agentId: AgentId;
        readonly displayName: string;
        readonly callbackId: CallbackId;
        readonly rule: string;
      },
    ): Promise<void> {
      const now = clock.now();
      const id = makeId() as QueueEntryId;
      await queueRepo.insert(tx, {
        id,
        conversationId: contact.conversationId,
        groupId: contact.groupId,
        medium: 'text',
        plan: groupPlan(contact.groupId),
        rule: contact.rule,
        ruleVersion: null,
        ruleIds: [],
        enqueuedAt: now,
        enteredAt: now,
        awayUntil: null,
        excluded: [],
        callback: { id: contact.callbackId, notBefore: null, holds: false },
      });
      await presence.reserve(tx, contact.agentId, 'text');
      await queueRepo.markServed(tx, id, contact.agentId, now);
      await conversations.assign(tx, contact.conversationId, {
        agentId: contact.agentId,
        displayName: contact.displayName,
      });
    },

    /** A call begins inside a callback: the place kept for it becomes the call's. */
    async giveHeldPlace(tx: Tx, conversationId: ConversationId): Promise<void> {
      const entry = await queueRepo.lockCurrent(tx, conversationId);
      if (entry?.state !== 'served' || !entry.servedBy || !entry.callback?.holds) return;
      await callbackEntryRepo.setHolds(tx, entry.id, false);
      await presence.release(tx, entry.servedBy, entry.medium);
    },
  };
}
