import type { Alarm, FloorBoard } from '@visavis/protocol';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { toBoard } from './board.ts';
import { floorRepo } from './floor-repo.ts';
import { startOfDay } from './service-level.ts';

export type FloorService = ReturnType<typeof createFloorService>;

export interface FloorServiceDeps extends Pick<CoreDeps, 'clock'> {
  readonly db: Db;
  /** Those that are open. */
  readonly openAlarms?: () => Promise<Alarm[]>;
}

/** The floor as it is now. Reads only. */
export const createFloorService = ({ db, clock, openAlarms = async () => [] }: FloorServiceDeps) => ({
  async board(): Promise<FloorBoard> {
    const now = clock.now();
    const alarms = await openAlarms();
    return toBoard(await floorRepo.board(db, { now, dayStart: startOfDay(now) }), alarms, now);
  },
});
