export { createDesk, type Desk } from './desk.ts';
export {
  type DeskState,
  type EndedOffer,
  incomingCalls,
  myConversations,
  openCallOf,
  runningCallOf,
  takesPart,
} from './desk-state.ts';
export { consultedTransfers, openTransferOf, returnedTransfers, ringingTransfers } from './desk-transfers.ts';
export {
  DeskContext,
  useConnectionState,
  useDesk,
  useDeskState,
  useFeed,
  useNotes,
  useObservable,
  useUnsent,
} from './hooks.ts';
export type { Feed } from './message-feeds.ts';
export { type NoteFeed, unreadNotes } from './note-feeds.ts';
