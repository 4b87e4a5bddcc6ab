import type { Transfer } from '@visavis/protocol';
import { useEffect, useMemo, useReducer } from 'react';
import { consultedTransfers, unreadNotes, useDesk, useDeskState } from '../../shared/desk/index.ts';

export interface ConsultedRow {
  readonly transfer: Transfer;
  /** Notes of colleagues this agent has not read. */
  readonly notes: number;
}

/** What colleagues ask this agent's advice about right now. */
export function useConsulted(): ConsultedRow[] {
  const desk = useDesk();
  const transfers = useDeskState((known) => known.transfers);
  const consulted = useMemo(() => consultedTransfers({ transfers }, desk.me.id), [transfers, desk]);
  const [tick, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const stops = consulted.map((one) => desk.notes.follow(one.conversationId).subscribe(redraw));
    return () => {
      for (const stop of stops) stop();
    };
  }, [desk, consulted]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick says that a feed has changed
  return useMemo(
    () =>
      consulted.map((transfer) => ({
        transfer,
        notes: unreadNotes(desk.notes.follow(transfer.conversationId).get(), desk.me.id),
      })),
    [consulted, desk, tick],
  );
}
