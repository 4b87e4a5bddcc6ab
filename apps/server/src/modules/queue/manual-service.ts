import {
  type AgentId,
  type AssignedEntry,
  type Call,
  type Conversation,
  type ConversationId,
  freePlaces,
  type MoveEntry,
  type OfferId,
  placesFor,
  type QueueEntryId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { isReachable, type PresenceRecord, type PresenceService } from '../presence/index.ts';
import { manualRepo } from './manual-repo.ts';
import { offerRepo } from './offer-repo.ts';
import type { OfferService } from './offer-service.ts';
import { type EntryRecord, queueRepo } from './queue-repo.ts';
import type { QueueService } from './queue-service.ts';
import type { CallsForQueue, ConversationsForQueue } from './queue-wants.ts';
import { routingSnapshotRepo } from './routing-snapshot-repo.ts';
import { routingStepsRepo } from './routing-steps-repo.ts';

export interface ManualServiceDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events' | 'transactions'> {
  readonly db: Db;
  readonly presence: PresenceService;
  readonly conversations: ConversationsForQueue;
  readonly offers: OfferService;
  readonly queue: QueueService;
  readonly calls: Pick<CallsForQueue, 'begun'>;
}

export type ManualService = ReturnType<typeof createManualService>;

type By = Pick<AgentPrincipal, 'agentId' | 'displayName'>;

/**
 * The manual ways. Each goes the way of the router: the same locks in the same order (conversation, entry, offer, presence),
 * the same offer with its reason, the same accept. Whoever comes second finds the entry gone and changes nothing.
 */
export function createManualService(deps: ManualServiceDeps) {
  const { clock, makeId, events, transactions, presence, conversations, offers, queue, calls } = deps;

  const gone = (entryId: QueueEntryId, state?: string): DomainError =>
    new DomainError('queue_entry_gone', { entryId, ...(state ? { state } : {}) });

  const changed = (tx: Tx, { groupId }: EntryRecord): Promise<void> =>
    events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId } });

  const step = (
    tx: Tx,
    entryId: QueueEntryId,
    kind: Parameters<typeof routingStepsRepo.appendStep>[1]['kind'],
    by: By,
    detail: Record<string, unknown> = {},
  ): Promise<void> =>
    routingStepsRepo.appendStep(tx, {
      entryId,
      at: clock.now(),
      kind,
      detail: { ...detail, byAgentId: by.agentId, byName: by.displayName },
    });

  /** Conversation and entry locked, and the entry still in line; otherwise queue_entry_gone. */
  const lockInLine = async (tx: Tx, entryId: QueueEntryId): Promise<EntryRecord> => {
    const found = await manualRepo.find(tx, entryId);
    if (!found) throw gone(entryId);
    const conversation = await conversations.getConversation(tx, found.conversationId);
    const entry = await queueRepo.lock(tx, entryId);
    if (!entry || conversation.state !== 'waiting' || (entry.state !== 'waiting' && entry.state !== 'ringing'))
      throw gone(entryId, entry?.state);
    return entry;
  };

  const there = async (tx: Tx, agentId: AgentId): Promise<PresenceRecord> => {
    const [record] = await presence.records(tx, [agentId]);
    if (!record || !(await manualRepo.isOpenAccount(tx, agentId)))
      throw new DomainError('agent_not_found', { agentId });
    if (!isReachable(record, clock.now())) throw new DomainError('agent_offline', { agentId, state: record.state });
    return record;
  };

  /** Rings at this agent. Throws agent_offline, agent_at_capacity. The entry is locked and waits. */
  const ring = async (tx: Tx, entry: EntryRecord, agentId: AgentId, assignedBy: string | null): Promise<OfferId> => {
    const record = await there(tx, agentId);
    await presence.reserve(tx, agentId, entry.medium);
    const [group] = await routingSnapshotRepo.groups(tx, [entry.groupId]);
    if (!group) throw gone(entry.id);
    const now = clock.now();
    const id = makeId() as OfferId;
    await queueRepo.markRinging(tx, entry.id);
    await offerRepo.insert(tx, [
      {
        id,
        entryId: entry.id,
        conversationId: entry.conversationId,
        agentId,
        medium: entry.medium,
        offeredAt: now,
        expiresAt: new Date(now.getTime() + group.ringMs[entry.medium]),
        reason: {
          rule: entry.rule,
          ruleVersion: entry.ruleVersion,
          stage: 1,
          stageKind: 'manual',
          groupName: group.name,
          minLevel: null,
          strategy: group.strategy,
          random: null,
          assignedBy,
          passed: [],
          onlyOne: null,
          askedBefore: null,
          considered: [
            {
              agentId,
              displayName: record.displayName,
              verdict: 'chosen',
              freePlaces: freePlaces(record.capacity, record.loads, entry.medium),
              capacity: placesFor(record.capacity, entry.medium),
              idleMs: null,
            },
          ],
        },
      },
    ]);
    const payload = { offerId: id, agentId, conversationId: entry.conversationId };
    await events.append(tx, { type: 'offer_ringing', subjectId: id, payload });
    await changed(tx, entry);
    return id;
  };

  const nameOf = async (tx: Tx, agentId: AgentId): Promise<string> =>
    (await presence.records(tx, [agentId]))[0]?.displayName ?? '';

  return {
    /** A supervisor gives a waiting contact to one agent. What rings elsewhere is taken back. */
    assign(by: By, entryId: QueueEntryId, agentId: AgentId): Promise<AssignedEntry> {
      return transactions.run(async (tx) => {
        const entry = await lockInLine(tx, entryId);
        if (entry.state === 'ringing') {
          const ringing = await offerRepo.lockRinging(tx, entryId);
          if (ringing?.agentId === agentId) return { state: 'ringing', agentId };
          await there(tx, agentId);
          await offers.withdrawFrom(tx, entry);
        }
        await step(tx, entryId, 'assigned', by, { agentId, agentName: await nameOf(tx, agentId) });
        const offerId = await ring(tx, entry, agentId, by.displayName);
        if (entry.medium !== 'text' || !(await manualRepo.acceptsTexts(tx, entry.groupId)))
          return { state: 'ringing', agentId };
        await offers.acceptInside(tx, agentId, offerId);
        return { state: 'served', agentId };
      });
    },

    /** An agent takes a waiting contact out of the line of a group that allows it. Of several who try, one has it. */
    async pick(by: By, entryId: QueueEntryId): Promise<{ conversation: Conversation; call: Call | null }> {
      const { conversation, call, visitorId } = await transactions.run(async (tx) => {
        const { agentId } = by;
        const found = await manualRepo.find(tx, entryId);
        if (!found) throw gone(entryId);
        if (!(await manualRepo.mayPick(tx, found.groupId, agentId)))
          throw new DomainError('queue_pick_refused', { groupId: found.groupId });
        const entry = await lockInLine(tx, entryId);
        if (entry.state === 'ringing') throw gone(entryId, entry.state);
        await step(tx, entryId, 'picked', by, { agentId, agentName: by.displayName });
        return offers.acceptInside(tx, agentId, await ring(tx, entry, agentId, null));
      });
      if (call !== null) calls.begun(call, visitorId);
      return { conversation, call };
    },

    /** Another place in line. The time waited stays what it is: everybody sees who was moved, and by whom. */
    move(by: By, entryId: QueueEntryId, to: MoveEntry): Promise<{ priority: number }> {
      return transactions.run(async (tx) => {
        const entry = await lockInLine(tx, entryId);
        const from = await manualRepo.priorityOf(tx, entryId);
        const highest = to.front ? await manualRepo.highestPriority(tx, entry.groupId, entryId, clock.now()) : null;
        const priority = to.front ? Math.max(from, (highest ?? -1) + 1) : (to.priority ?? from);
        if (priority === from) return { priority };
        await manualRepo.setPriority(tx, entryId, priority);
        await step(tx, entryId, 'moved', by, { from, to: priority, front: to.front === true });
        await changed(tx, entry);
        return { priority };
      });
    },

    /** A ringing offer is taken back; the contact waits again at its place and the router asks somebody else first. */
    cancelRinging(by: By, entryId: QueueEntryId): Promise<void> {
      return transactions.run(async (tx) => {
        const entry = await lockInLine(tx, entryId);
        const offer = await offerRepo.lockRinging(tx, entryId);
        if (!offer) throw gone(entryId, entry.state);
        await offers.withdrawFrom(tx, entry);
        await queueRepo.markWaiting(tx, entryId);
        await step(tx, entryId, 'withdrawn', by, {
          agentId: offer.agentId,
          agentName: await nameOf(tx, offer.agentId),
        });
        await changed(tx, entry);
      });
    },

    /** A conversation is taken from its agent: its call ends, the visitor waits again in front of everybody who came later. */
    pullBack(by: By, conversationId: ConversationId, options: { readonly mayComeBack: boolean }): Promise<void> {
      return transactions.run(async (tx) => {
        const conversation = await conversations.getConversation(tx, conversationId);
        const agentId = conversation.agentId as AgentId | null;
        if (conversation.state !== 'active' || agentId === null)
          throw new DomainError('conversation_not_active', { state: conversation.state });
        const entryId = await queue.returnWork(tx, conversationId, agentId, 'pulled_back');
        if (!entryId) throw new DomainError('conversation_not_active', { state: conversation.state });
        if (!options.mayComeBack) await manualRepo.exclude(tx, entryId, agentId);
        await step(tx, entryId, 'pulled_back', by, { agentId, agentName: await nameOf(tx, agentId), ...options });
        const payload = { conversationId, agentId, by: by.displayName };
        await events.append(tx, { type: 'conversation_taken', subjectId: conversationId, payload });
      });
    },
  };
}
