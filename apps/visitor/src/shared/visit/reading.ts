import type { Connection } from '@visavis/client/realtime';
import type { VisitorEvents } from '@visavis/protocol';
import type { VisitState } from './visit-state.ts';

interface ReadingPorts {
  readonly state: VisitState;
  readonly line: () => Connection<VisitorEvents> | undefined;
  readonly log: (message: string, error: unknown) => void;
}

/** Delivered as soon as it is here; read only while somebody looks. What is not read yet is counted. */
export function createReading({ state, line, log }: ReadingPorts) {
  /** Whether the page's panel is open, and whether the text is on the screen. */
  const looking = { panel: true, log: true };
  const nothing = { id: '', delivered: 0, read: 0 };
  let told = nothing;

  function tellMarks(): void {
    const known = state.log.value;
    const seq = known?.messages.at(-1)?.seq ?? 0;
    const connection = line();
    if (known === null || connection === undefined || seq === 0) return;
    const { conversationId: id, marks } = known;
    if (told.id !== id) told = { ...nothing, id };
    const tell = (name: 'delivered' | 'read', mark: number) => {
      if (seq <= Math.max(mark, told[name]) || state.connection.value.status !== 'online') return;
      told = { ...told, [name]: seq };
      connection
        .command(`message:${name}`, { conversationId: id, seq })
        .catch((error: unknown) => log(`message:${name} was not taken`, error));
    };
    tell('delivered', marks.visitorDeliveredSeq);
    if (looking.panel && looking.log && document.visibilityState === 'visible') tell('read', marks.visitorReadSeq);
    const readSeq = Math.max(marks.visitorReadSeq, told.read);
    state.unread.value = known.messages.filter((one) => one.author.kind === 'agent' && one.seq > readSeq).length;
  }

  return {
    tellMarks,
    setLooking(at: keyof typeof looking, now: boolean): void {
      looking[at] = now;
      tellMarks();
    },
    /** What was told on the old line may not have arrived. */
    forget(): void {
      told = nothing;
    },
  };
}
