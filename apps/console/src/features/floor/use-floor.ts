import type { FloorBoard } from '@visavis/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useDesk } from '../../shared/desk/index.ts';
import { withChange } from './floor-state.ts';

export interface LiveFloor {
  readonly board: FloorBoard | null;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The live board for as long as the page is open: fetched after every (re)connect, then changed by what is told. */
export function useFloor(): LiveFloor {
  const { connection } = useDesk();
  const [board, setBoard] = useState<FloorBoard | null>(null);
  const [error, setError] = useState<unknown>(null);
  const watch = useCallback(async () => {
    try {
      setBoard(await connection.command('floor:watch', {}));
      setError(null);
    } catch (thrown) {
      setError(thrown);
    }
  }, [connection]);
  useEffect(() => {
    const stops = [
      connection.onReady(watch),
      connection.on('floor:changed', (change) =>
        setBoard((known) => {
          const next = known && withChange(known, change);
          // A change was lost on the way: ask for the whole, and show what is known until it comes.
          if (known && !next) void watch();
          return next ?? known;
        }),
      ),
    ];
    if (connection.state.get().status === 'online') void watch();
    return () => {
      for (const stop of stops) stop();
      // Fails only with the connection, and then nobody watches any more.
      connection.command('floor:unwatch', {}).catch(() => undefined);
    };
  }, [connection, watch]);
  return { board, error: board ? null : error, retry: () => void watch() };
}
