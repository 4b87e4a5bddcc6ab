import type { ConversationId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, Transactions } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import type { PresenceService } from '../presence/index.ts';
import type { OfferService } from './offer-service.ts';
import { queueRepo } from './queue-repo.ts';
import type { QueueService } from './queue-service.ts';
import type { HandingOver } from './queue-wants.ts';

export interface RoutingSweepDeps extends Pick<CoreDeps, 'clock' | 'log'> {
  readonly presence: PresenceService;
  readonly offers: OfferService;
  readonly queue: QueueService;
  readonly handingOver?: HandingOver;
}

const SWEEP_BATCH = 100;
/** While one full batch of offers follows another, looking for what is over this often is enough. */
const PAUSE_MS = 500;
const withoutDatabase: ReadonlySet<string> = new Set(['database_unavailable', 'database_busy']);

/** Ends whatever is over: leases, offers nobody answered, visitors who stayed away, work of agents who are gone. */
export function createRoutingSweep({ clock, log, presence, offers, queue, handingOver }: RoutingSweepDeps) {
  let sweptAt = Number.NEGATIVE_INFINITY;
  let dueAt: number | null = null;

  /** One failure must not hold up the others; a lost connection ends the round. */
  const each = async <T>(items: readonly T[], what: string, work: (item: T) => Promise<unknown>): Promise<void> => {
    for (const item of items) {
      try {
        await work(item);
      } catch (error) {
        if (error instanceof DomainError && withoutDatabase.has(error.code)) throw error;
        log.error({ err: error, what }, 'a step of the routing round failed');
      }
    }
  };

  const workOfDeparted = async (tx: Tx, now: Date) => {
    const gone = await presence.departed(tx, await queueRepo.listAbsentServing(tx), now);
    if (gone.size === 0) return [];
    const work = await queueRepo.listWorkOf(tx, [...gone.keys()]);
    return work.map((one) => ({ ...one, reason: gone.get(one.agentId) ?? ('lost' as const) }));
  };

  return {
    each,
    /** `hurried`: the last round left offers for this one. */
    isDue(hurried: boolean): boolean {
      if (!hurried) return true;
      const now = clock.now().getTime();
      return Math.abs(now - sweptAt) >= PAUSE_MS || (dueAt !== null && now >= dueAt);
    },
    /**
     * True when something was over at `now`, the beginning of the round: when the clock jumps or the process stands still in the
     * middle of it, nobody is judged before the next round has forgiven the silence.
     */
    async run(transactions: Transactions, now: Date): Promise<boolean> {
      const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transactions.run(work);
      const over = await run(async (tx) => ({
        presence: await presence.sweep(tx, now),
        offers: await offers.listDue(tx, now),
        away: await queueRepo.listAwayDue(tx, now, SWEEP_BATCH),
        departed: await workOfDeparted(tx, now),
      }));
      await each(over.offers, 'offer', (offer) => run((tx) => offers.endDue(tx, offer)));
      await each(over.away, 'abandoned', (id: ConversationId) => run((tx) => queue.abandon(tx, id)));
      await each(over.departed, 'departed', (work) =>
        run(async (tx) => {
          // A colleague who is being consulted keeps the visitor.
          if (await handingOver?.rescue(tx, work.conversationId, work.agentId, now)) return true;
          return queue.returnWork(tx, work.conversationId, work.agentId, work.reason);
        }),
      );
      const ended = over.presence + over.offers.length + over.away.length + over.departed.length;
      sweptAt = now.getTime();
      return ended > 0;
    },
    /** When the passing of time alone ends something, epoch ms. */
    async nextDue(transactions: Transactions): Promise<number | null> {
      const dates = await transactions.run(async (tx) => [await queueRepo.nextDue(tx), await presence.nextDue(tx)]);
      const times = dates.flatMap((date) => (date === null ? [] : [date.getTime()]));
      dueAt = times.length === 0 ? null : Math.min(...times);
      return dueAt;
    },
  };
}
