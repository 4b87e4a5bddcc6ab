import type { QueueEntryId, TransferId } from '@visavis/protocol';
import type { Clock, Events, Transactions } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { HandingOver } from '../queue/index.ts';
import { groupsOf, type RoutingEntry, waitsForLookup, withDesignation } from '../routing/index.ts';
import { handOversOf } from './hand-over-repo.ts';
import { mediaOf, placesFor, rung } from './transfer.ts';
import { type MovedTransfer, transferRepo } from './transfer-repo.ts';
import type { TransferService } from './transfer-service.ts';
import type { CallsWanted, PlacesWanted, QueueWanted } from './transfer-wants.ts';

export interface TransferSearchDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly events: Events;
  readonly transfers: TransferService;
  readonly queue: Pick<QueueWanted, 'workOf'>;
  readonly calls: CallsWanted;
  readonly places: PlacesWanted;
}

/** The router's side: groups and rules find their colleague in the same rounds, and the same line, as everybody else. */
export const createTransferSearch = (deps: TransferSearchDeps): HandingOver => {
  const { clock, transfers, places } = deps;

  /** The places are taken before the row changes: who cannot take it now is not asked. */
  const ringOne = async (tx: Tx, decided: Parameters<HandingOver['ring']>[1][number]): Promise<boolean> => {
    const { agentId } = decided;
    const transfer = await transferRepo.lockSearching(tx, decided.entryId as string as TransferId);
    if (!transfer || agentId === transfer.from) return false;
    const work = await deps.queue.workOf(tx, transfer.conversationId);
    if (!work) return false;
    const call = await deps.calls.findOpen(tx, transfer.conversationId);
    const wanted = placesFor(work.medium, call?.kind ?? null);
    const all = mediaOf(wanted);
    for (const [index, place] of all.entries()) {
      if (await places.tryTake(tx, agentId, place)) continue;
      for (const taken of all.slice(0, index)) await places.giveBack(tx, agentId, taken);
      return false;
    }
    await transferRepo.saveFoundBy(tx, transfer.id, decided.because);
    await transfers.ask(tx, rung(transfer, decided, wanted, clock.now()));
    return true;
  };

  const changed = (tx: Tx, transfers: readonly MovedTransfer[]): Promise<void> =>
    deps.events.appendAll(
      tx,
      transfers.map(({ id, conversationId, from, to }) => ({
        type: 'transfer_changed',
        subjectId: id,
        payload: { conversationId, agents: to === null ? [from] : [from, to] },
      })),
    );

  return {
    sweep: (transactions: Transactions, now) => transfers.sweep((work) => transactions.run(work), now),
    rescue: transfers.rescue,
    async forgiveSilence(tx, { now, jumpedMs, byMs }) {
      const forward = jumpedMs > 0 ? await transferRepo.setForward(tx, now, jumpedMs) : [];
      const extended = await transferRepo.extendPassed(tx, now, byMs);
      const moved = new Map([...forward, ...extended].map((transfer) => [transfer.id, transfer]));
      await changed(tx, [...moved.values()]);
    },
    async waiting(tx) {
      return (await transferRepo.listSearching(tx)).map(
        ({ transfer, plan, medium, channelGroupId }): RoutingEntry => ({
          id: transfer.id as string as QueueEntryId,
          // A plan may name people only.
          groupId: groupsOf(plan.plan)[0] ?? channelGroupId,
          medium,
          plan: plan.plan,
          priority: plan.priority,
          rule: plan.rule,
          ruleVersion: plan.ruleVersion,
          stageIndex: transfer.reached?.stage ?? 0,
          reached: transfer.reached,
          // The order is that of the first waiting; the patience of the stages begins anew.
          enqueuedAt: transfer.enqueuedAt.getTime(),
          enteredAt: transfer.startedAt.getTime(),
          visitorAway: false,
          callback: null,
          asked: [],
          excluded: [transfer.from, ...transfer.asked.map((one) => one.agentId)],
        }),
      );
    },
    async designated(tx, conversationId, lookupId, agentId) {
      const open = await transferRepo.lockPlan(tx, conversationId);
      if (!open || !waitsForLookup(open.plan.plan)) return;
      const plan = { ...open.plan, plan: withDesignation(open.plan.plan, lookupId, agentId) };
      await transferRepo.setPlan(tx, open.id, plan);
      await changed(tx, [open]);
    },
    reached: (tx, decided) =>
      transferRepo.saveReached(
        tx,
        decided.map(({ entryId, reached }) => ({ id: entryId, reached })),
      ),
    async ring(tx, decided) {
      let count = 0;
      for (const one of decided) if (await ringOne(tx, one)) count += 1;
      return count;
    },
    handOversOf: (conversationId) => handOversOf(deps.db, conversationId),
  };
};
