export { type Backoff, backoffDelayMs, reconnectBackoff } from './backoff.ts';
export { CommandError, type FailureCode } from './command-error.ts';
export {
  browserWakeUps,
  type Connection,
  type ConnectionState,
  type ConnectOptions,
  connect,
  connectOver,
} from './connect.ts';
export { type JoinedMedia, joinMedia, type MediaLine, type WarmMedia, warmMedia } from './media-signal.ts';
export {
  emptyLog,
  type MessageLog,
  missingAfter,
  noMarks,
  storedClientIds,
  withLastSeq,
  withMarks,
  withMessages,
  withPage,
} from './message-log.ts';
export { createMessageOutbox, type MessageOutbox, type OutboxOptions } from './message-outbox.ts';
export { createMessageSync, type SyncPorts } from './message-sync.ts';
export { createSource, type Observable, type Source } from './observable.ts';
export { browserOutboxStorage, memoryOutboxStorage, type OutboxEntry, type OutboxStorage } from './outbox-storage.ts';
export { type SocketAddress, socketTransport } from './socket-transport.ts';
export { systemTimers, type Timers } from './timers.ts';
export type { ClosedReason, MakeTransport, Transport, TransportListener } from './transport.ts';
export { newUuid, uuidV7 } from './uuid-v7.ts';
