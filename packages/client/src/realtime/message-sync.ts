import type { MessagePage } from '@visavis/protocol';
import { type MessageLog, missingAfter, withPage } from './message-log.ts';

export interface SyncPorts {
  read(): MessageLog;
  write(log: MessageLog): void;
  /** Older messages, up to and with this seq, are not wanted yet; 0 when left out. */
  from?(): number;
  fetch(afterSeq: number): Promise<MessagePage>;
}

/**
 * Fills the holes of a log, page by page, until none is left or a page brings nothing new.
 * Calls while one is running join it. Errors go to the caller: a reconnect will ask again.
 */
export function createMessageSync(ports: SyncPorts): () => Promise<void> {
  let running: Promise<void> | undefined;
  async function fill(): Promise<void> {
    for (;;) {
      const after = missingAfter(ports.read(), ports.from?.());
      if (after === undefined) return;
      const page = await ports.fetch(after);
      ports.write(withPage(ports.read(), page));
      if (missingAfter(ports.read(), ports.from?.()) === after) return;
    }
  }
  return () => {
    running ??= fill().finally(() => {
      running = undefined;
    });
    return running;
  };
}
