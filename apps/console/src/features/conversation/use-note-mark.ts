import type { Conversation } from '@visavis/protocol';
import { useEffect } from 'react';
import { type NoteFeed, useConnectionState, useDesk } from '../../shared/desk/index.ts';

/** Says that the notes are read once they are on a page that somebody looks at. */
export function useNoteMark({ id, state }: Conversation, { notes, readSeq }: NoteFeed, atEnd: boolean): void {
  const desk = useDesk();
  const { status } = useConnectionState();
  const last = notes.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (state === 'closed' || !atEnd || status !== 'online' || last <= readSeq) return undefined;
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      // One that fails is said again with the next note or the next look.
      desk.connection.command('note:read', { conversationId: id, seq: last }).catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [desk, id, state, atEnd, last, readSeq, status]);
}
