import { effect } from '@preact/signals';
import type { CallbackWindow, ContactAddress } from '@visavis/protocol';
import type { Visit } from './visit.ts';
import type { Way } from './visit-state.ts';

/** The ways out of waiting: being rung back, and leaving a message. */
export function createWays(visit: Visit) {
  const { state, press } = visit;
  const close = () => {
    state.way.value = null;
    state.failure.value = null;
  };
  effect(() => {
    const now = state.conversation.value?.state;
    if (now !== 'waiting') state.way.value = null;
    if (now !== 'waiting' && now !== 'active') state.callback.value = null;
  });
  return {
    openWay(way: Way): void {
      state.failure.value = null;
      state.way.value = way;
    },
    closeWay: close,
    /** Rejects with `CommandError`. */
    windows: () => visit.online().command('callback:windows', { conversationId: visit.conversationId() }),
    askForCallback: (address: ContactAddress, window: CallbackWindow | null) =>
      press(async () => {
        const conversationId = visit.conversationId();
        const { callback } = await visit.online().command('callback:request', { conversationId, address, window });
        state.callback.value = callback;
        state.way.value = null;
      }),
    waitHere: () =>
      press(async () => {
        const conversationId = visit.conversationId();
        const { queue } = await visit.online().command('callback:cancel', { conversationId });
        state.callback.value = null;
        state.queue.value = queue;
      }),
    leaveMessage: (text: string, address: ContactAddress | null) =>
      press(async () => {
        const conversationId = visit.conversationId();
        const { conversation } = await visit.online().command('message:leave', { conversationId, text, address });
        visit.takeConversation(conversation);
        state.way.value = null;
      }),
    /** Whether nobody is looked for because of the hours; without an answer no hours are claimed. */
    async loadHours(): Promise<void> {
      try {
        const conversationId = visit.conversationId();
        state.opensAt.value = (await visit.online().command('queue:hours', { conversationId })).opensAt;
      } catch {
        // The ways on stay; only the hour is not said, and the next reconnect asks again.
        state.opensAt.value = null;
      }
    },
    /** What the group says to people who wait; without an answer nothing is said. */
    async loadComfort(): Promise<void> {
      try {
        const conversationId = visit.conversationId();
        state.comfort.value = (await visit.online().command('queue:comfort', { conversationId })).comfort;
      } catch {
        // A courtesy: waiting goes on without it, and the next reconnect asks again.
        state.comfort.value = [];
      }
    },
  };
}
