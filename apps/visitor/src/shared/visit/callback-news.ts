import type { Connection } from '@visavis/client/realtime';
import type { VisitorEvents } from '@visavis/protocol';
import type { VisitState } from './visit-state.ts';

/** What becomes of a callback while the page is open. */
export function listenForCallback(line: Pick<Connection<VisitorEvents>, 'on'>, state: VisitState): void {
  line.on('callback:changed', (callback) => {
    const over = callback.state !== 'waiting' && callback.state !== 'calling';
    if (state.conversation.value?.id === callback.conversationId) state.callback.value = over ? null : callback;
  });
}
