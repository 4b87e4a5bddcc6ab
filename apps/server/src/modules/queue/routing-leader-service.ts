import type { CoreDeps, Transactions } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { Alarm, LeaderLockWanted } from './queue-wants.ts';
import type { RoutingRound } from './routing-round-service.ts';

export interface RoutingLeaderDeps extends Pick<CoreDeps, 'clock' | 'log'> {
  readonly leaderLock: LeaderLockWanted;
  /** Transactions over the connection that holds the lock. */
  readonly transactionsOn: (db: Db) => Transactions;
  readonly alarm: Alarm;
  /** ms; 1,000 unless said. */
  readonly slowPollMs?: number;
  readonly round: RoutingRound;
  /**
   * Called before the first round, and after a time without rounds: nobody is judged for a silence that was ours. `jumpedMs`: so far
   * the clock was set forward (or back) meanwhile; 0 when it was only we who stood still.
   */
  readonly afterSilence: (transactions: Transactions, jumpedMs: number) => Promise<void>;
  /** ms that only ever grow, whatever the clock is set to. */
  readonly elapsed?: () => number;
}

export interface RoutingLeader {
  start(): void;
  /** Something changed that may allow a decision. Cheap; may be called by every process. */
  wake(): void;
  /** Lets the running round finish, then gives the lock back. */
  stop(): Promise<void>;
  readonly leading: boolean;
}

type Leadership = Awaited<ReturnType<LeaderLockWanted['acquire']>>;

/** Even when every wake-up is lost, a decision comes no later; unless said otherwise. */
const SLOW_POLL_MS = 1_000;
const AFTER_FAILURE_MS = 250;
/** The process stood still, the clock jumped or the database was away: heartbeats were missed by us, not by the agents. */
const SILENCE_MS = 5_000;
/** What is due but could not be done must not turn the loop hot. */
const SHORTEST_PAUSE_MS = 25;

/** Exactly one process of a deployment runs rounds: the one that holds the lock. The others wait for it. */
export function createRoutingLeader(deps: RoutingLeaderDeps): RoutingLeader {
  const { clock, log, leaderLock, transactionsOn, alarm, round, afterSilence, slowPollMs = SLOW_POLL_MS } = deps;
  const { elapsed = () => performance.now() } = deps;
  const stopping = new AbortController();
  let leadership: Leadership | undefined;
  let running: Promise<void> = Promise.resolve();
  let lastRound: { readonly at: number; readonly elapsed: number } | null = null;

  /** One round; answers how long to sleep. */
  const turn = async (held: Leadership, transactions: Transactions): Promise<number> => {
    try {
      const now = clock.now();
      const thisRound = { at: now.getTime(), elapsed: elapsed() };
      const passed = lastRound ? thisRound.at - lastRound.at : Number.POSITIVE_INFINITY;
      if (Math.abs(passed) > SILENCE_MS) {
        const jumped = lastRound ? passed - (thisRound.elapsed - lastRound.elapsed) : 0;
        round.forget();
        await afterSilence(transactions, Math.abs(jumped) > SILENCE_MS ? jumped : 0);
      }
      // From its start: a jump of the clock in the middle of a round counts too.
      lastRound = thisRound;
      const { again, nextDueAt } = await round(transactions, now);
      if (again) return 0;
      if (nextDueAt === null) return slowPollMs;
      return Math.min(slowPollMs, Math.max(SHORTEST_PAUSE_MS, nextDueAt - clock.now().getTime()));
    } catch (error) {
      if (!held.lost) log.error({ err: error }, 'routing round failed');
      return AFTER_FAILURE_MS;
    }
  };

  const lead = async (): Promise<void> => {
    const held = await leaderLock.acquire('routing', { onLost: () => alarm.ring(), signal: stopping.signal });
    const transactions = transactionsOn(held.db);
    leadership = held;
    lastRound = null;
    log.info({}, 'routing leadership gained');
    try {
      while (!stopping.signal.aborted && !held.lost) {
        const pauseMs = await turn(held, transactions);
        if (pauseMs > 0 && !stopping.signal.aborted && !held.lost) await alarm.sleep(pauseMs);
      }
    } finally {
      leadership = undefined;
      await held.release();
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await lead();
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error({ err: error }, 'routing leadership failed');
        await alarm.sleep(AFTER_FAILURE_MS);
      }
    }
  };

  return {
    start: () => {
      running = run();
    },
    wake: () => alarm.ring(),
    stop: async () => {
      stopping.abort();
      alarm.ring();
      await running;
    },
    get leading() {
      return leadership !== undefined && !leadership.lost;
    },
  };
}
