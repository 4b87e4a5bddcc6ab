import { type AgentId, type ConversationId, type OfferId, totalLoad } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, Transactions } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import { type PresenceRecord, type PresenceService, stateForRouting } from '../presence/index.ts';
import {
  agentsOf,
  groupsOf,
  type OfferDecision,
  type RoutingAgent,
  type RoutingDecision,
  type RoutingSnapshot,
  route,
  type WaitDecision,
} from '../routing/index.ts';
import type { LineService } from './line-service.ts';
import { type NewOffer, offerRepo } from './offer-repo.ts';
import type { OfferService } from './offer-service.ts';
import { queueRepo } from './queue-repo.ts';
import type { QueueService } from './queue-service.ts';
import type { HandingOver } from './queue-wants.ts';
import { routingSnapshotRepo } from './routing-snapshot-repo.ts';
import { type NewStep, routingStepsRepo } from './routing-steps-repo.ts';

export interface RoutingRoundDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'random' | 'events' | 'log'> {
  readonly presence: PresenceService;
  readonly offers: OfferService;
  readonly queue: QueueService;
  readonly lines: LineService;
  readonly handingOver?: HandingOver;
}

export interface RoundResult {
  /** More is waiting to be done right now. */
  readonly again: boolean;
  /** When the passing of time alone makes another round worthwhile, epoch ms. */
  readonly nextDueAt: number | null;
}

const partition = <T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];

export type RoutingRound = (transactions: Transactions) => Promise<RoundResult>;

/** Entries looked at per group and kind of medium in one round. */
const PER_LINE = 200;
/** Offers written in one transaction. */
const BATCH = 200;
const SWEEP_BATCH = 100;

export const toRoutingAgent = (record: PresenceRecord, groups: RoutingAgent['groups'], now: Date): RoutingAgent => ({
  id: record.agentId,
  displayName: record.displayName,
  state: stateForRouting(record, now),
  capacity: record.capacity,
  loads: record.loads,
  arrivedAt: record.arrivedAt.getTime(),
  groups,
  idleSince: totalLoad(record.loads) === 0 ? record.idleSince.getTime() : null,
  lastAssignedAt: record.lastAssignedAt?.getTime() ?? null,
});

/**
 * One turn of the leader: whatever is over is ended, then everything that waits is decided by `route` and written with
 * compare-and-set. Every write goes through the leader's own connection; what is no longer so when it is written is simply
 * not done, and the next round decides again. A crash anywhere leaves only whole transactions behind.
 */
export function createRoutingRound(deps: RoutingRoundDeps): RoutingRound {
  const { clock, makeId, random, events, log, presence, offers, queue, lines } = deps;

  /** One failure must not hold up the others; a lost connection ends the round. */
  const each = async <T>(items: readonly T[], what: string, work: (item: T) => Promise<unknown>): Promise<void> => {
    for (const item of items) {
      try {
        await work(item);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'database_unavailable') throw error;
        log.error({ err: error, what }, 'a step of the routing round failed');
      }
    }
  };

  /** Ends whatever is over. True when something was. */
  const sweep = async (transactions: Transactions): Promise<boolean> => {
    const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transactions.run(work);
    const over = await run(async (tx) => ({
      presence: await presence.sweep(tx),
      offers: await offers.listDue(tx),
      away: await queueRepo.listAwayDue(tx, clock.now(), SWEEP_BATCH),
      departed: await workOfDeparted(tx),
    }));
    await each(over.offers, 'offer', (offer) => run((tx) => offers.endDue(tx, offer)));
    await each(over.away, 'abandoned', (id: ConversationId) => run((tx) => queue.abandon(tx, id)));
    await each(over.departed, 'departed', (work) =>
      run(async (tx) => {
        // A colleague who is being consulted keeps the visitor.
        if (await deps.handingOver?.rescue(tx, work.conversationId, work.agentId)) return true;
        return queue.returnWork(tx, work.conversationId, work.agentId, work.reason);
      }),
    );
    const handedOver = (await deps.handingOver?.sweep(transactions)) ?? 0;
    return over.presence + over.offers.length + over.away.length + over.departed.length + handedOver > 0;
  };

  const workOfDeparted = async (tx: Tx) => {
    const gone = await presence.departed(tx, await queueRepo.listServingAgents(tx));
    if (gone.size === 0) return [];
    const work = await queueRepo.listWorkOf(tx, [...gone.keys()]);
    return work.map((one) => ({ ...one, reason: gone.get(one.agentId) ?? ('lost' as const) }));
  };

  const load = async (tx: Tx): Promise<RoutingSnapshot & { readonly handedOver: ReadonlySet<string> }> => {
    const now = clock.now();
    const others = (await deps.handingOver?.waiting(tx)) ?? [];
    const entries = [...(await routingSnapshotRepo.waiting(tx, PER_LINE, now)), ...others];
    const handedOver = new Set<string>(others.map((one) => one.id));
    if (entries.length === 0) return { entries, handedOver, agents: [], groups: [], offers: [] };
    const groupIds = [
      ...new Set(
        entries.flatMap(({ groupId, plan, lastResort }) => [
          groupId,
          ...groupsOf(plan),
          ...(lastResort ? [lastResort] : []),
        ]),
      ),
    ];
    const named = [...new Set(entries.flatMap((entry) => agentsOf(entry.plan)))];
    const groups = await routingSnapshotRepo.groups(tx, groupIds);
    const members = await routingSnapshotRepo.members(tx, groupIds, named);
    const records = await presence.records(tx, [...members.keys()]);
    const agents = records.map((record) => toRoutingAgent(record, members.get(record.agentId) ?? new Map(), now));
    // Entries that ring are not among `entries`: the table's unique index on ringing offers is the last word.
    return { entries, handedOver, agents, groups, offers: [] };
  };

  const ringForHandingOver = async (transactions: Transactions, decided: readonly OfferDecision[]): Promise<number> =>
    decided.length === 0 ? 0 : transactions.run(async (tx) => (await deps.handingOver?.ring(tx, decided)) ?? 0);

  const persist = async (tx: Tx, decided: readonly OfferDecision[]): Promise<number> => {
    const now = clock.now();
    const waiting = new Map(
      (
        await queueRepo.lockWaiting(
          tx,
          decided.map((one) => one.entryId),
        )
      ).map((entry) => [entry.id, entry]),
    );
    const possible = decided.filter((one) => waiting.has(one.entryId));
    const taken = await presence.reserveForOffers(
      tx,
      possible.map(({ agentId, medium }) => ({ agentId, medium })),
    );
    const made = possible.flatMap((one, index): NewOffer[] => {
      const entry = waiting.get(one.entryId);
      if (!entry || taken[index] !== true) return [];
      return [
        {
          id: makeId() as OfferId,
          entryId: entry.id,
          conversationId: entry.conversationId,
          agentId: one.agentId as AgentId,
          medium: one.medium,
          reason: one.reason,
          offeredAt: now,
          expiresAt: new Date(now.getTime() + one.ringMs),
        },
      ];
    });
    if (made.length === 0) return 0;
    const ringing = made.map((offer) => offer.entryId);
    const stageOf = new Map(decided.map((one) => [one.entryId, one.stageIndex]));
    await queueRepo.markRinging(
      tx,
      ringing.map((entryId) => ({ entryId, stageIndex: stageOf.get(entryId) ?? 0 })),
    );
    await offerRepo.insert(tx, made);
    for (const { id, agentId, conversationId } of made)
      await events.append(tx, {
        type: 'offer_ringing',
        subjectId: id,
        payload: { offerId: id, agentId, conversationId },
      });
    const groupIds = new Set(ringing.map((id) => waiting.get(id)?.groupId));
    for (const groupId of groupIds)
      if (groupId) await events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId } });
    return made.length;
  };

  /** Entries that go to another line, and those that have waited too long. */
  const endWaiting = async (transactions: Transactions, decisions: readonly RoutingDecision[]): Promise<number> => {
    const over = decisions.filter((one) => one.kind === 'overflow' || one.kind === 'expire');
    await each(over, 'waited', (one) =>
      transactions.run((tx) => (one.kind === 'overflow' ? lines.overflow(tx, one) : lines.expire(tx, one.entryId))),
    );
    return over.length;
  };

  /** Entries that have come to another stage: visitors may have other ways now, and supervisors can read why. */
  const saveStages = async (
    tx: Tx,
    { entries }: RoutingSnapshot,
    decisions: readonly RoutingDecision[],
  ): Promise<void> => {
    const before = new Map(entries.map((entry) => [entry.id, entry.stageIndex]));
    const waiting = decisions.filter((one) => one.kind === 'wait' && before.get(one.entryId) !== one.stageIndex);
    if (waiting.length === 0) return;
    const moved = await queueRepo.saveStages(tx, waiting);
    const stages = new Map(waiting.map((one) => [one.entryId, one]));
    const steps = moved.map(({ id }): NewStep => {
      const { stageIndex, reason } = stages.get(id) as WaitDecision;
      return { entryId: id, at: clock.now(), kind: 'stage', detail: { from: before.get(id), to: stageIndex, reason } };
    });
    await routingStepsRepo.appendSteps(tx, steps);
    for (const { id, groupId } of moved)
      await events.append(tx, { type: 'queue_changed', subjectId: groupId, payload: { groupId, entryId: id } });
  };

  /** Where the group has text taken in the moment it is offered. Whoever was faster, agent or visitor, keeps what they did. */
  const acceptAtOnce = async (transactions: Transactions): Promise<void> => {
    const offered = await transactions.run((tx) => offers.listToAccept(tx));
    await each(offered, 'accept at once', async ({ id, agentId }) => {
      try {
        await transactions.run((tx) => offers.acceptInside(tx, agentId, id));
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'offer_gone')) throw error;
      }
    });
  };

  return async (transactions) => {
    const swept = await sweep(transactions);
    const snapshot = await transactions.run(load);
    const decisions = route(snapshot, clock.now().getTime(), random);
    const [handedOver, own] = partition(decisions, (one) => snapshot.handedOver.has(one.entryId));
    let written = await ringForHandingOver(
      transactions,
      handedOver.filter((one) => one.kind === 'offer'),
    );
    const wanted = own.filter((one) => one.kind === 'offer');
    for (let at = 0; at < wanted.length; at += BATCH)
      written += await transactions.run((tx) => persist(tx, wanted.slice(at, at + BATCH)));
    if (written > 0) await acceptAtOnce(transactions);
    const moved = await endWaiting(transactions, own);
    await transactions.run((tx) => saveStages(tx, snapshot, own));
    if (wanted.length > 0) log.debug({ wanted: wanted.length, written }, 'offers made');
    // What was ended may have made more possible; more may wait behind what this round could see.
    return { again: swept || written + moved > 0, nextDueAt: await nextDue(transactions, decisions) };
  };

  async function nextDue(transactions: Transactions, decisions: readonly RoutingDecision[]): Promise<number | null> {
    const rows = await transactions.run((tx) => queueRepo.nextDue(tx));
    const lease = await presence.nextDue();
    const times = [
      rows?.getTime(),
      lease?.getTime(),
      ...decisions.map((one) => (one.kind === 'wait' ? one.until : null)),
    ].filter((at) => at !== null && at !== undefined);
    return times.length === 0 ? null : Math.min(...times);
  }
}
