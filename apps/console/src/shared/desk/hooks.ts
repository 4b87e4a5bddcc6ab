import type { ConnectionState, Observable } from '@visavis/client';
import type { ConversationId } from '@visavis/protocol';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Desk } from './desk.ts';
import type { DeskState } from './desk-state.ts';
import type { Feed } from './message-feeds.ts';
import type { NoteFeed } from './note-feeds.ts';

export const DeskContext = createContext<Desk | null>(null);

/** The live desk of the signed-in agent. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk outside a signed-in console');
  return desk;
}

export const useObservable = <T>(observable: Observable<T>): T =>
  useSyncExternalStore(observable.subscribe, observable.get);

/**
 * Redraws only when what is picked changes; `pick` must give the same object as long as nothing in it has changed.
 * Without it every fact redraws, so that is for what shows the whole desk.
 */
export function useDeskState(): DeskState;
export function useDeskState<T>(pick: (state: DeskState) => T): T;
export function useDeskState<T>(pick?: (state: DeskState) => T): T | DeskState {
  const { state } = useDesk();
  return useSyncExternalStore(state.subscribe, () => (pick ? pick(state.get()) : state.get()));
}
export const useConnectionState = (): ConnectionState => useObservable(useDesk().connection.state);

export function useFeed(conversationId: ConversationId): Feed {
  const desk = useDesk();
  return useObservable(useMemo(() => desk.feeds.follow(conversationId), [desk, conversationId]));
}

export function useNotes(conversationId: ConversationId): NoteFeed {
  const desk = useDesk();
  return useObservable(useMemo(() => desk.notes.follow(conversationId), [desk, conversationId]));
}

/** What this console is still sending in a conversation: to the visitor, or to the other agents. */
export function useUnsent(conversationId: ConversationId, to: 'outbox' | 'noteOutbox' = 'outbox') {
  const entries = useObservable(useDesk()[to].entries);
  return useMemo(() => entries.filter((entry) => entry.conversationId === conversationId), [entries, conversationId]);
}
