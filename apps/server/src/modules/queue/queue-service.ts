import type {
  AgentId,
  Attendance,
  CallKind,
  ChannelId,
  ConversationId,
  Medium,
  QueueEntryId,
  QueuePlace,
  SkillGroupId,
  VisitorId,
} from '@visavis/protocol';
import type { AgentPrincipal, CoreDeps } from '../../ports/index.ts';
import { maySupervise } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import { groupPlan, groupsOf } from '../routing/index.ts';
import { callbackEntryRepo } from './callback-entry-repo.ts';
import { estimateWait } from './estimate.ts';
import type { LineService } from './line-service.ts';
import type { OfferService } from './offer-service.ts';
import { awayFrom, lostCallCountsMs } from './queue.ts';
import { type EntryRecord, queueRepo } from './queue-repo.ts';
import { queueViewRepo, type SeenEntry } from './queue-view-repo.ts';
import type {
  CallbacksForQueue,
  CallsForQueue,
  ConversationsForQueue,
  NewContact,
  PlansForQueue,
} from './queue-wants.ts';

export interface QueueServiceDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events' | 'transactions'> {
  readonly db: Db;
  readonly offers: OfferService;
  readonly lines: LineService;
  readonly presence: PresenceService;
  readonly conversations: ConversationsForQueue;
  readonly calls: Pick<CallsForQueue, 'endForLostAgent'>;
  /** Has the visitor a page open, as far as this process knows. */
  readonly visitorIsOnline: (visitorId: VisitorId) => boolean;
  readonly plans: PlansForQueue;
  readonly callbacks?: CallbacksForQueue | undefined;
}

export interface EnqueueRequest {
  readonly conversationId: ConversationId;
  readonly channelId: ChannelId;
  /** The group the channel names. */
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
}

export interface PlaceOfVisitor {
  readonly visitorId: VisitorId;
  readonly place: QueuePlace;
}

export type QueueService = ReturnType<typeof createQueueService>;

/** Waiting: in, out, away and back, and what people see of it. */
export function createQueueService(deps: QueueServiceDeps) {
  const { clock, makeId, events, transactions, db, offers, presence, conversations, calls } = deps;

  const changed = (tx: Tx, groupId: SkillGroupId, entryId: QueueEntryId): Promise<void> =>
    events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId, entryId } });

  /** Ends what the entry is at: waiting and ringing become abandoned, running work gives its place back. */
  const finish = async (tx: Tx, entry: EntryRecord, how: 'finished' | 'agent_lost' = 'finished'): Promise<void> => {
    if (entry.callback) await deps.callbacks?.over(tx, entry.callback.id, how);
    if (entry.state === 'served') {
      if ((entry.medium === 'text' || entry.callback?.holds) && entry.servedBy)
        await presence.release(tx, entry.servedBy, entry.medium);
      await queueRepo.markReleased(tx, entry.id, clock.now());
      // Whoever waits in this line hears of one more handled contact: their estimate is another.
      return changed(tx, entry.groupId, entry.id);
    }
    await offers.withdrawFrom(tx, entry);
    await queueRepo.markOver(tx, entry.id, 'abandoned', clock.now());
    await changed(tx, entry.groupId, entry.id);
  };

  /** A lost agent's contact waits again, in front of everybody who came later. */
  const requeue = async (
    tx: Tx,
    served: EntryRecord,
    visitorId: VisitorId,
    kind: CallKind | null,
  ): Promise<QueueEntryId> => {
    const id = makeId() as QueueEntryId;
    const groupId = await deps.lines.home(tx, served.groupId, served.conversationId);
    // Whoever was in a call is there; a callback that had reached nobody goes on as one.
    const callback = kind === null && served.callback ? { ...served.callback, holds: false } : null;
    await queueRepo.insert(tx, {
      id,
      conversationId: served.conversationId,
      groupId,
      medium: kind ?? (callback ? served.medium : 'text'),
      plan: served.plan,
      priority: served.priority,
      rule: served.rule,
      ruleVersion: served.ruleVersion,
      // It came by these rules, but only once.
      ruleIds: [],
      enqueuedAt: served.enqueuedAt,
      enteredAt: clock.now(),
      returnedAt: callback ? served.returnedAt : clock.now(),
      excluded: [],
      awayUntil: callback || deps.visitorIsOnline(visitorId) ? null : awayFrom(clock.now()),
      callback,
    });
    await changed(tx, groupId, id);
    return id;
  };

  /** The kind of the call that was cut off, now or a moment ago by its own timer. */
  const endCall = async (tx: Tx, conversationId: ConversationId): Promise<CallKind | null> =>
    (await calls.endForLostAgent(tx, conversationId)) ??
    (await queueViewRepo.lostCall(tx, conversationId, new Date(clock.now().getTime() - lostCallCountsMs)));

  const placesIn = async (groupId: SkillGroupId): Promise<{ seen: SeenEntry[]; places: PlaceOfVisitor[] }> => {
    const seen = await queueViewRepo.list(db, [groupId], clock.now());
    if (seen.length === 0) return { seen, places: [] };
    const history = await queueViewRepo.history(db, groupId, clock.now());
    const ahead = { text: 0, live: 0 };
    const places = seen.map(({ visitorId, entry, options, searching }) => {
      const kind = entry.medium === 'text' ? 'text' : 'live';
      const estimate = searching ? estimateWait(ahead[kind], history[kind]) : null;
      ahead[kind] += 1;
      const place: QueuePlace = {
        conversationId: entry.conversationId,
        state: entry.state,
        position: entry.position,
        estimateMs: estimate?.ms ?? null,
        estimateRangeMs: estimate && { from: estimate.from, to: estimate.to },
        options,
        searching,
        attendance: history.attendance[kind],
        enqueuedAt: entry.enqueuedAt,
        waitingSince: entry.waitingSince,
      };
      return { visitorId, place };
    });
    return { seen, places };
  };

  return {
    /**
     * Puts a new conversation in line. The plan is fixed now: later changes of rules do not move who already waits.
     * A full line sends it on to where it overflows to; throws queue_full when that leads nowhere.
     */
    async enqueue(tx: Tx, request: EnqueueRequest): Promise<void> {
      const { medium, channelId, conversationId, groupId: channelGroupId } = request;
      const { rule, ruleVersion, ruleIds, plan } = await deps.plans.planFor(tx, {
        ...{ conversationId, channelId, channelGroupId, medium },
      });
      // The line people see it in is the first group that may serve it.
      const wanted = groupsOf(plan)[0] ?? channelGroupId;
      const groupId = await deps.lines.enter(tx, wanted);
      const now = clock.now();
      const id = makeId() as QueueEntryId;
      await queueRepo.insert(tx, {
        id,
        conversationId,
        groupId,
        medium,
        plan: groupId === wanted ? plan : groupPlan(groupId, plan.priority),
        rule,
        ruleVersion,
        ruleIds,
        enqueuedAt: now,
        enteredAt: now,
        awayUntil: null,
        excluded: [],
      });
      if (groupId !== wanted) await deps.lines.noteFull(tx, id, wanted, groupId);
      await changed(tx, groupId, id);
    },

    /**
     * The conversation ends, whatever its state: a waiting entry is abandoned and its ringing offer taken back, an agent's
     * text place becomes free. The conversation's lock is held. Calling it twice does nothing more.
     * Answers whose work it was; null when nobody served it.
     */
    async leave(
      tx: Tx,
      conversationId: ConversationId,
    ): Promise<{ agentId: AgentId; groupId: SkillGroupId; medium: Medium } | null> {
      const entry = await queueRepo.lockCurrent(tx, conversationId);
      if (!entry) return null;
      await finish(tx, entry);
      const { state, servedBy, groupId, medium } = entry;
      return state === 'served' && servedBy ? { agentId: servedBy as AgentId, groupId, medium } : null;
    },

    /** The plan a contact would get if it came in now. */
    planFor: (tx: Tx, contact: NewContact) => deps.plans.planFor(tx, contact),
    /** The contact an agent has in hand: its served entry whose work is not over. Locked. */
    async workOf(tx: Tx, conversationId: ConversationId): Promise<EntryRecord | null> {
      const entry = await queueRepo.lockCurrent(tx, conversationId);
      return entry?.state === 'served' ? entry : null;
    },
    /** The work is another agent's from now on. Moves no places. */
    async handOver(tx: Tx, conversationId: ConversationId, to: AgentId): Promise<void> {
      const entry = await queueRepo.lockCurrent(tx, conversationId);
      if (entry?.state !== 'served') return;
      if (entry.callback?.holds && entry.servedBy) {
        // The place kept for a callback's call was the sender's.
        await callbackEntryRepo.setHolds(tx, entry.id, false);
        await presence.release(tx, entry.servedBy, entry.medium);
      }
      await queueRepo.moveServed(tx, entry.id, to);
    },

    /** The agent of this conversation is gone: its call ends, the visitor waits again. False when it is not theirs any more, else the new entry. */
    async returnWork(
      tx: Tx,
      conversationId: ConversationId,
      agentId: AgentId,
      reason: 'lost' | 'signed_out' | 'pulled_back',
    ): Promise<QueueEntryId | false> {
      const conversation = await conversations.getConversation(tx, conversationId);
      const entry = await queueRepo.lockCurrent(tx, conversationId);
      if (entry?.state !== 'served' || entry.servedBy !== agentId) return false;
      const theirs = conversation.state === 'active' && conversation.agentId === agentId;
      const kind = theirs ? await endCall(tx, conversationId) : null;
      await finish(tx, entry, theirs && kind === null ? 'agent_lost' : 'finished');
      if (!theirs) return false;
      const displayName = (await presence.records(tx, [agentId]))[0]?.displayName ?? '';
      await conversations.returnToQueue(tx, conversationId, { displayName, reason });
      return requeue(tx, entry, conversation.visitorId as VisitorId, kind);
    },

    /** The visitor stayed away too long. False when they came back or left meanwhile. */
    async abandon(tx: Tx, conversationId: ConversationId): Promise<boolean> {
      const conversation = await conversations.getConversation(tx, conversationId);
      const entry = await queueRepo.lockCurrent(tx, conversationId);
      if (!entry || entry.state === 'served' || !entry.awayUntil || entry.awayUntil >= clock.now()) return false;
      await finish(tx, entry);
      if (conversation.state !== 'closed') await conversations.close(tx, conversationId, 'abandoned');
      return true;
    },

    /** The last page of a waiting visitor was closed: the place is kept for a while. */
    visitorAway(visitorId: VisitorId): Promise<void> {
      return transactions.run(async (tx) => {
        const entry = await queueRepo.setAway(tx, visitorId, awayFrom(clock.now()));
        if (entry) await changed(tx, entry.groupId, entry.id);
      });
    },
    visitorBack(visitorId: VisitorId): Promise<void> {
      return transactions.run(async (tx) => {
        const entry = await queueRepo.setAway(tx, visitorId, null);
        if (entry) await changed(tx, entry.groupId, entry.id);
      });
    },
    /** After a start of this process nobody has been seen yet: whoever does not come back in time is gone. */
    nobodySeenYet: (): Promise<void> =>
      transactions.run(async (tx) => {
        for (const groupId of await queueRepo.setAllAway(tx, awayFrom(clock.now())))
          await events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId } });
      }),
    /** Corrects what a missed connect left behind (another process may have marked our visitors as away). */
    async confirmVisitors(): Promise<void> {
      for (const visitorId of (await queueRepo.listAwayVisitors(db)) as VisitorId[])
        if (deps.visitorIsOnline(visitorId)) await this.visitorBack(visitorId);
    },

    /** Where a waiting conversation stands; null when it does not wait. */
    async placeOf(conversationId: string): Promise<QueuePlace | null> {
      const groupId = await queueViewRepo.groupOf(db, conversationId);
      if (!groupId) return null;
      const { places } = await placesIn(groupId);
      return places.find(({ place }) => place.conversationId === conversationId)?.place ?? null;
    },
    placesIn,
    groupOf: (conversationId: ConversationId) => queueViewRepo.groupOf(db, conversationId),

    /** The queue's part of what a console draws after a (re)connect; supervisors follow every group. */
    async snapshotFor(principal: AgentPrincipal) {
      const groupIds = maySupervise(principal)
        ? await queueViewRepo.allGroups(db)
        : await queueViewRepo.groupsOfAgent(db, principal.agentId);
      const seen = await queueViewRepo.list(db, groupIds, clock.now());
      return {
        groupIds,
        queue: seen.map(({ entry }) => entry),
        offers: await offers.listRinging(principal.agentId),
      };
    },
    groupsOfAgent: (agentId: AgentId): Promise<SkillGroupId[]> => queueViewRepo.groupsOfAgent(db, agentId),
    groupsOfPerson: (visitorId: string): Promise<SkillGroupId[]> => queueViewRepo.groupsOfPerson(db, visitorId),

    /** For the channel's page: can anybody come, for whatever medium, and how many wait. */
    async groupStatus(groupId: SkillGroupId): Promise<{ attendance: Attendance; waiting: number }> {
      const { text, live } = (await queueViewRepo.history(db, groupId, clock.now())).attendance;
      const attendance = text === 'here' ? text : live;
      return { attendance, waiting: (await queueViewRepo.list(db, [groupId], clock.now())).length };
    },
  };
}
