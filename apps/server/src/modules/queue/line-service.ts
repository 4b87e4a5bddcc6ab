import type { ConversationId, QueueEntryId, SkillGroupId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { nextState } from '../../lib/state-machine.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import { groupPlan, type OverflowDecision } from '../routing/index.ts';
import { lineRepo } from './line-repo.ts';
import { type EntryEvent, entryTransitions } from './queue.ts';
import { type EntryRecord, queueRepo } from './queue-repo.ts';
import type { ConversationsForQueue } from './queue-wants.ts';
import { routingStepsRepo } from './routing-steps-repo.ts';

export interface LineServiceDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events'> {
  readonly conversations: ConversationsForQueue;
}

export type LineService = ReturnType<typeof createLineService>;

/** Lines that are full, and entries that leave theirs without an agent: to another line, or for good. */
export function createLineService({ clock, makeId, events, conversations }: LineServiceDeps) {
  const changed = (tx: Tx, groupId: SkillGroupId, entryId: QueueEntryId): Promise<void> =>
    events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId, entryId } });

  /** The first line with room, beginning at `groupId` and going where full ones send people; undefined: there is none. */
  const withRoom = async (tx: Tx, groupId: SkillGroupId): Promise<SkillGroupId | undefined> => {
    const seen = new Set<SkillGroupId>();
    let at: SkillGroupId | null = groupId;
    while (at !== null && !seen.has(at)) {
      seen.add(at);
      const line = await lineRepo.find(tx, at);
      if (!line) return undefined;
      if (!line.full) return at;
      at = line.overflowTo;
    }
    return undefined;
  };

  /** The entry and its conversation locked, when both still wait. */
  const lockWaiting = async (tx: Tx, entryId: QueueEntryId, event: EntryEvent): Promise<EntryRecord | undefined> => {
    const found = await queueRepo.find(tx, entryId);
    if (!found) return undefined;
    const conversation = await conversations.getConversation(tx, found.conversationId);
    const entry = await queueRepo.lock(tx, entryId);
    if (!entry || conversation.state !== 'waiting' || nextState(entryTransitions, entry.state, event) === null)
      return undefined;
    return entry;
  };

  /** Where an overflow leads: the group asked for, else, when that was deleted, the one of the channel. */
  const target = async (tx: Tx, wanted: SkillGroupId, conversationId: ConversationId): Promise<SkillGroupId> => {
    if (!(await lineRepo.find(tx, wanted))) return lineRepo.channelGroup(tx, conversationId);
    // Nobody who waits already is turned away: when all lines on the way are full, it is the one that was asked for.
    return (await withRoom(tx, wanted)) ?? wanted;
  };

  return {
    /** The group whose line it was, or the channel's when that was deleted meanwhile. */
    home: async (tx: Tx, groupId: SkillGroupId, conversationId: ConversationId): Promise<SkillGroupId> =>
      (await lineRepo.find(tx, groupId)) ? groupId : lineRepo.channelGroup(tx, conversationId),

    /** The line a new contact enters when it wants into `groupId`. Throws queue_full; then nothing is stored. */
    async enter(tx: Tx, groupId: SkillGroupId): Promise<SkillGroupId> {
      const line = await withRoom(tx, groupId);
      if (line === undefined) throw new DomainError('queue_full', { groupId });
      return line;
    },

    /** A new entry came into another line than it wanted, because that one was full. */
    noteFull: (tx: Tx, entryId: QueueEntryId, fromGroupId: SkillGroupId, toGroupId: SkillGroupId): Promise<void> =>
      routingStepsRepo.appendStep(tx, {
        entryId,
        at: clock.now(),
        kind: 'overflowed',
        detail: { reason: 'line_full', fromGroupId, toGroupId },
      }),

    /**
     * The entry ends here and goes on in the line of another group, in the order of its whole waiting time.
     * False when it does not wait any more.
     */
    async overflow(
      tx: Tx,
      { entryId, groupId: wanted, reason, passed }: Pick<OverflowDecision, 'entryId' | 'groupId' | 'reason' | 'passed'>,
    ): Promise<boolean> {
      const entry = await lockWaiting(tx, entryId, 'moved_on');
      if (!entry) return false;
      const groupId = await target(tx, wanted, entry.conversationId);
      const now = clock.now();
      const id = makeId() as QueueEntryId;
      await queueRepo.markOver(tx, entry.id, 'overflowed', now);
      await queueRepo.insert(tx, {
        ...entry,
        id,
        groupId,
        plan: groupPlan(groupId, entry.plan.priority),
        enteredAt: now,
      });
      const detail = { reason, fromGroupId: entry.groupId, toGroupId: groupId };
      const went = passed.length > 0 ? { passed } : {};
      await routingStepsRepo.appendSteps(tx, [
        { entryId: entry.id, at: now, kind: 'overflowed', detail: { ...detail, ...went, toEntryId: id } },
        { entryId: id, at: now, kind: 'overflowed', detail: { ...detail, fromEntryId: entry.id } },
      ]);
      await changed(tx, entry.groupId, entry.id);
      await changed(tx, groupId, id);
      return true;
    },

    /** The visitor has waited longer than the group allows: the contact ends and they are told. False when it does not wait any more. */
    async expire(tx: Tx, entryId: QueueEntryId): Promise<boolean> {
      const entry = await lockWaiting(tx, entryId, 'waited_too_long');
      if (!entry) return false;
      const now = clock.now();
      await queueRepo.markOver(tx, entry.id, 'expired', now);
      await routingStepsRepo.appendStep(tx, {
        entryId,
        at: now,
        kind: 'expired',
        detail: { waitedMs: now.getTime() - entry.enteredAt.getTime() },
      });
      await conversations.close(tx, entry.conversationId, 'expired');
      await changed(tx, entry.groupId, entry.id);
      return true;
    },
  };
}
