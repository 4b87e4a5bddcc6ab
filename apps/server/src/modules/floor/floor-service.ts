import type { FloorBoard } from '@visavis/protocol';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { toBoard } from './board.ts';
import { floorRepo } from './floor-repo.ts';
import { startOfDay } from './service-level.ts';

export type FloorService = ReturnType<typeof createFloorService>;

/** The floor as it is now. Reads only. */
export const createFloorService = ({ db, clock }: Pick<CoreDeps, 'clock'> & { readonly db: Db }) => ({
  async board(): Promise<FloorBoard> {
    const now = clock.now();
    return toBoard(await floorRepo.board(db, { now, dayStart: startOfDay(now) }), now);
  },
});
