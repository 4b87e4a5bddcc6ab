import type { FloorBoard, FloorChange } from '@visavis/protocol';
import type { CoreDeps } from '../../ports/index.ts';
import { changeBetween } from './board.ts';
import type { FloorService } from './floor-service.ts';

export interface FloorWatchDeps extends Pick<CoreDeps, 'log'> {
  readonly floor: FloorService;
  readonly tell: (socketId: string, change: FloorChange) => void;
  /** At most one telling in so many ms. */
  readonly atMostEveryMs?: number;
  /** Leases run out and days begin without an event. */
  readonly lookAgainMs?: number;
}

export type FloorWatch = ReturnType<typeof createFloorWatch>;

/**
 * Everybody who watches sees the same board: it is read once however many watch, at most once a second, and only what has
 * changed is told. While nobody watches nothing is read.
 */
export const createFloorWatch = (deps: FloorWatchDeps) => {
  const { floor, tell, log, atMostEveryMs = 1_000, lookAgainMs = 10_000 } = deps;
  const watchers = new Set<string>();
  let told: FloorBoard | undefined;
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let working: Promise<void> = Promise.resolve();
  let lastAt = 0;
  let stopped = false;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = working.then(work);
    working = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };

  /** Reads, tells those who watch already, and remembers. */
  const renew = async (): Promise<FloorBoard> => {
    lastAt = Date.now();
    const now = await floor.board();
    const change = told && changeBetween(told, now);
    const revision = change ? change.revision : (told?.revision ?? 0);
    told = { ...now, revision };
    if (change) for (const socketId of watchers) tell(socketId, change);
    return told;
  };

  const plan = (inMs: number): void => {
    const at = Date.now() + inMs;
    if (stopped || watchers.size === 0 || at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      due = Number.POSITIVE_INFINITY;
      inTurn(renew)
        // The next change, or the next look, tells again.
        .catch((error: unknown) => log.warn({ err: error }, 'floor could not be told'))
        .finally(() => plan(lookAgainMs));
    }, inMs);
    timer.unref();
  };

  return {
    /** Something on the floor may have changed. Cheap. */
    changed(): void {
      plan(Math.max(0, lastAt + atMostEveryMs - Date.now()));
    },
    /** The board as of now; later changes follow on its revision. */
    watch(socketId: string): Promise<FloorBoard> {
      return inTurn(async () => {
        const board = await renew();
        watchers.add(socketId);
        plan(lookAgainMs);
        return board;
      });
    },
    unwatch(socketId: string): void {
      watchers.delete(socketId);
      if (watchers.size > 0) return;
      clearTimeout(timer);
      due = Number.POSITIVE_INFINITY;
      told = undefined;
    },
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
};
