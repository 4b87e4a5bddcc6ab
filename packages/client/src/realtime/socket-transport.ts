import { io } from 'socket.io-client';
import type { ClosedReason, MakeTransport } from './transport.ts';

export interface SocketAddress {
  /** Origin of the server, like `https://help.example.org`; the page's own when empty. */
  readonly url: string;
  /** `/visitor` or `/agent`. */
  readonly namespace: string;
  /** Where the server listens for sockets; `/socket` unless told. */
  readonly path?: string;
  /** Read again for every handshake. */
  readonly auth?: () => Record<string, unknown>;
}

function reasonOf(error: Error): ClosedReason {
  const data = 'data' in error ? (error as { data?: unknown }).data : undefined;
  if (typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string') {
    return { kind: 'refused', code: data.code, retryable: 'retryable' in data && data.retryable === true };
  }
  return { kind: 'lost', detail: error.message };
}

/** Socket.IO over WebSocket only. Reconnecting is ours: Socket.IO gives up after a refused handshake or a server's goodbye. */
export const socketTransport =
  (address: SocketAddress): MakeTransport =>
  (listener) => {
    const socket = io(`${address.url}${address.namespace}`, {
      path: address.path ?? '/socket',
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      timeout: 8_000,
      auth: (give) => give(address.auth?.() ?? {}),
    });
    socket.on('connect', () => listener.opened());
    socket.on('connect_error', (error) => listener.closed(reasonOf(error)));
    socket.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') listener.closed({ kind: 'lost', detail: reason });
    });
    socket.onAny((name: string, payload: unknown) => listener.fact(name, payload));
    return {
      open: () => void socket.connect(),
      close: () => void socket.disconnect(),
      emit: (name, payload, answer) => void socket.emit(name, payload, answer),
    };
  };
