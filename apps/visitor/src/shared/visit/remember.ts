import { effect } from '@preact/signals';
import type { KeyStore } from './key-store.ts';
import type { VisitState } from './visit-state.ts';

/** What a later page of this visit starts from: the sentence being typed, and whether a conversation is on. */
export function remember(state: VisitState, keys: KeyStore): void {
  effect(() => {
    const { value } = state.words;
    if (value !== '') keys.set('words', value);
    else if (state.boot.peek().state === 'ready') keys.remove('words');
  });

  effect(() => {
    const open = state.conversation.value !== null && state.conversation.value.state !== 'closed';
    if (open) keys.set('open', 'yes');
    else if (state.greeted.value) keys.remove('open');
  });
}
