import type { Alarm, FloorBoard } from '@visavis/protocol';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { causesOf, judge } from './alarm.ts';
import { alarmRepo } from './alarm-repo.ts';

export interface AlarmDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events' | 'transactions'> {
  readonly db: Db;
  /** The floor as it is now. */
  readonly board: () => Promise<FloorBoard>;
}

export type AlarmService = ReturnType<typeof createAlarmService>;

/** Events: `alarm_raised {alarm}` and `alarm_cleared {alarm}`, each once. */
export const createAlarmService = (deps: AlarmDeps) => {
  const { db, clock, makeId, events, transactions } = deps;

  const tell = async (tx: Tx, type: 'alarm_raised' | 'alarm_cleared', id: string): Promise<void> => {
    const alarm = await alarmRepo.find(tx, id);
    if (alarm) await events.append(tx, { type, subjectId: id, payload: { alarm } });
  };

  return {
    /** One look at the floor; called by the leader every few seconds. */
    async watch(): Promise<void> {
      const now = clock.now();
      const causes = causesOf(await deps.board(), await alarmRepo.thresholds(db), now.getTime());
      const verdict = judge(causes, await alarmRepo.openForJudging(db), now.getTime());
      if (Object.values(verdict).every((list) => list.length === 0)) return;
      await transactions.run(async (tx) => {
        await alarmRepo.setFine(tx, verdict.fine, now);
        await alarmRepo.setFine(tx, verdict.back, null);
        for (const cause of verdict.raise) {
          const id = makeId();
          if (await alarmRepo.raise(tx, id, cause, now)) await tell(tx, 'alarm_raised', id);
        }
        for (const id of verdict.clear) if (await alarmRepo.clear(tx, id, now)) await tell(tx, 'alarm_cleared', id);
      });
    },
    listOpen: (): Promise<Alarm[]> => alarmRepo.listOpen(db),
    list: (): Promise<Alarm[]> => alarmRepo.list(db),
  };
};
