import { setImmediate as listen } from 'node:timers/promises';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, Transactions } from '../../ports/index.ts';
import type { PresenceService } from '../presence/index.ts';
import {
  asksDiffer,
  decisionsOn,
  hasMoved,
  type RoutingDecision,
  type RoutingSnapshot,
  stagesEntered,
  type WaitDecision,
} from '../routing/index.ts';
import { createLeaderWorld } from './leader-world-service.ts';
import type { LineService } from './line-service.ts';
import type { OfferService } from './offer-service.ts';
import { createOfferWriter, type PreparedOffers } from './offer-writer-service.ts';
import { queueRepo } from './queue-repo.ts';
import type { QueueService } from './queue-service.ts';
import type { HandingOver } from './queue-wants.ts';
import { type NewStep, routingStepsRepo } from './routing-steps-repo.ts';
import { createRoutingSweep } from './routing-sweep-service.ts';

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

export interface RoutingRound {
  /** `now`: when it began, before anything was read. */
  (transactions: Transactions, now: Date): Promise<RoundResult>;
  /** Leadership is new, or time stood still: what is known of the world may be wrong. */
  forget(): void;
}

/** Offers written in one transaction: enough to share the cost, few enough that nobody waits long for a row it holds. */
const MOST_OFFERS = 500;
/** In the first one, as the database has nothing to do until it is decided, and somebody is waiting. */
const FIRST_OFFERS = 100;
/** So many transactions are decided on one look at the world; then it is looked at again, whatever is left. */
const MOST_BATCHES = 21;

interface Decided {
  readonly decisions: readonly RoutingDecision[];
  /** Full; more may stand behind it. */
  readonly full: boolean;
}

/** Ready to be written. */
interface Batch extends Decided {
  readonly own: readonly RoutingDecision[];
  readonly handedOver: readonly RoutingDecision[];
  readonly offers: PreparedOffers;
}

/** So many decisions are made at a stretch; then the database is listened to, which writes the batch before. */
const AT_A_STRETCH = 50;

const nextDecisions = async (coming: Iterator<RoutingDecision, undefined>, most: number): Promise<Decided> => {
  const decisions: RoutingDecision[] = [];
  for (let offers = 0; offers < most; ) {
    const { value } = coming.next();
    if (value === undefined) return { decisions, full: false };
    decisions.push(value);
    if (value.kind === 'offer') offers += 1;
    if (decisions.length % AT_A_STRETCH === 0) await listen();
  }
  return { decisions, full: true };
};

/**
 * One turn of the leader: what it knows of the world is compared with the rows, whatever is over is ended, then everything that waits
 * is decided by `route` and written with compare-and-set. Every write goes through the leader's own connection; what is no
 * longer so when it is written is simply not done, and the next round decides again from the rows. A crash anywhere leaves only
 * whole transactions behind.
 */
export function createRoutingRound(deps: RoutingRoundDeps): RoutingRound {
  const { clock, random, events, log, presence, offers, lines } = deps;
  const world = createLeaderWorld({ clock, log, presence });
  const sweep = createRoutingSweep(deps);
  const offerWriter = createOfferWriter({ ...deps, world });

  /** Entries that go to another line, and those that have waited too long. */
  const endWaiting = async (transactions: Transactions, decisions: readonly RoutingDecision[]): Promise<number> => {
    const over = decisions.filter((one) => one.kind === 'overflow' || one.kind === 'expire');
    await sweep.each(over, 'waited', (one) =>
      transactions.run((tx) => (one.kind === 'overflow' ? lines.overflow(tx, one) : lines.expire(tx, one.entryId))),
    );
    return over.length;
  };

  /**
   * Entries that have come to another stage: visitors may have other ways now, and supervisors can read why. And those of which
   * supervisors are told that everybody was asked, or no longer.
   */
  const saveStages = async (
    transactions: Transactions,
    { entries, handedOver }: RoutingSnapshot & { readonly handedOver: ReadonlySet<string> },
    decisions: readonly RoutingDecision[],
  ): Promise<void> => {
    const before = new Map(entries.map((entry) => [entry.id, entry]));
    const all = decisions
      .filter((one) => one.kind === 'wait')
      .filter((one) => {
        const entry = before.get(one.entryId);
        if (entry === undefined) return false;
        return (
          hasMoved(entry, one) || (!handedOver.has(one.entryId) && asksDiffer(entry.askedAll ?? null, one.askedAll))
        );
      });
    const [transfers, own] = partition(all, (one) => handedOver.has(one.entryId));
    if (transfers.length > 0) await transactions.run(async (tx) => deps.handingOver?.reached(tx, transfers));
    if (own.length === 0) return;
    const waiting = new Map<string, WaitDecision>(own.map((one) => [one.entryId, one]));
    await transactions.run(async (tx) => {
      const moved = await queueRepo.saveStages(tx, [...waiting.values()]);
      const steps = moved.flatMap(({ id }): NewStep[] => {
        const [entry, decision] = [before.get(id), waiting.get(id)];
        if (!entry || !decision) return [];
        const { reason, passed } = decision;
        return stagesEntered(entry, decision).map(({ from, to }, index) => ({
          ...{ entryId: id, at: clock.now(), kind: 'stage' },
          detail: { from, to, reason, ...(index === 0 && passed.length > 0 && { passed }) },
        }));
      });
      await routingStepsRepo.appendSteps(tx, steps);
      await events.appendAll(
        tx,
        moved.map(({ id, groupId }) => ({
          type: 'queue_changed',
          subjectId: groupId,
          payload: { groupId, entryId: id },
        })),
      );
    });
  };

  /** Where the group has text taken in the moment it is offered. Whoever was faster, agent or visitor, keeps what they did. */
  const acceptAtOnce = async (transactions: Transactions): Promise<void> => {
    const offered = await transactions.run((tx) => offers.listToAccept(tx));
    await sweep.each(offered, 'accept at once', async ({ id, agentId }) => {
      try {
        await transactions.run((tx) => offers.acceptInside(tx, agentId, id));
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'offer_gone')) throw error;
      }
    });
  };

  const ringForHandingOver = async (
    transactions: Transactions,
    decisions: readonly RoutingDecision[],
  ): Promise<number> => {
    const decided = decisions.filter((one) => one.kind === 'offer');
    if (decided.length === 0) return 0;
    return transactions.run(async (tx) => (await deps.handingOver?.ring(tx, decided)) ?? 0);
  };

  const look = async (transactions: Transactions) =>
    transactions.run(async (tx) => {
      await world.catchUp(tx);
      const others = (await deps.handingOver?.waiting(tx)) ?? [];
      const snapshot = world.snapshot(others);
      return { ...snapshot, handedOver: new Set<string>(others.map((one) => one.id)) };
    });

  let hurried = false;

  const turn = async (transactions: Transactions, now: Date): Promise<RoundResult> => {
    const begun = performance.now();
    let snapshot = await look(transactions);
    const ended = sweep.isDue(hurried) && (await sweep.run(transactions, now));
    // After that: whose work went back is known then.
    const handedBack = (await deps.handingOver?.sweep(transactions, now)) ?? 0;
    const swept = ended || handedBack > 0;
    if (swept) snapshot = await look(transactions);
    // Later than whatever was just ended; but not by as much as the clock may have been set meanwhile.
    const coming = decisionsOn(snapshot, now.getTime() + Math.ceil(performance.now() - begun), random);
    const nextBatch = async (most: number): Promise<Batch> => {
      const decided = await nextDecisions(coming, most);
      const [handedOver, own] = partition(decided.decisions, (one) => snapshot.handedOver.has(one.entryId));
      const offers = await offerWriter.prepare(own.filter((one) => one.kind === 'offer'));
      return { ...decided, handedOver, own, offers };
    };
    const all: RoutingDecision[] = [];
    const own: RoutingDecision[] = [];
    let wanted = 0;
    let written = 0;
    let batch: Batch | undefined = await nextBatch(FIRST_OFFERS);
    for (let left = MOST_BATCHES - 1; batch; left -= 1) {
      const { decisions, full, handedOver, own: ofEntries, offers }: Batch = batch;
      // While one batch is being written the next is decided and made ready.
      const write = async (): Promise<number> =>
        (await ringForHandingOver(transactions, handedOver)) + (await offerWriter.write(transactions, offers));
      const [stored, next]: [number, Batch | undefined] = await Promise.all([
        write(),
        full && left > 0 ? nextBatch(MOST_OFFERS) : undefined,
      ]);
      if (stored > 0 && world.someAcceptAtOnce()) await acceptAtOnce(transactions);
      all.push(...decisions);
      own.push(...ofEntries);
      wanted += offers.set.size;
      written += stored;
      hurried = full;
      batch = next;
    }
    const moved = await endWaiting(transactions, own);
    await saveStages(transactions, snapshot, all);
    if (wanted > 0) log.debug({ wanted, written }, 'offers made');
    // What was ended may have made more possible; more may have come meanwhile.
    const again = swept || written + moved > 0 || hurried;
    return { again, nextDueAt: again ? null : await nextDue(transactions, all) };
  };

  const nextDue = async (transactions: Transactions, decisions: readonly RoutingDecision[]): Promise<number | null> => {
    const ended = await sweep.nextDue(transactions);
    let next = ended;
    for (const one of decisions)
      if (one.kind === 'wait' && one.until !== null && (next === null || one.until < next)) next = one.until;
    return next;
  };

  const round = async (transactions: Transactions, now: Date): Promise<RoundResult> => {
    try {
      return await turn(transactions, now);
    } catch (error) {
      // Nobody knows what of it was stored, and the next look will tell.
      hurried = false;
      world.forget();
      throw error;
    }
  };
  return Object.assign(round, { forget: world.forget });
}
