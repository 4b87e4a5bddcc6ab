/** Why a transport is not open: the line broke, or the server said no (then `code` is the catalogue's). */
export type ClosedReason =
  | { readonly kind: 'lost'; readonly detail: string }
  | { readonly kind: 'refused'; readonly code: string; readonly retryable: boolean };

export interface TransportListener {
  opened(): void;
  closed(reason: ClosedReason): void;
  fact(name: string, payload: unknown): void;
}

/** One line to the server; it never reconnects by itself. `open` may be called again after `closed`. */
export interface Transport {
  open(): void;
  close(): void;
  emit(name: string, payload: unknown, answer: (ack: unknown) => void): void;
}

export type MakeTransport = (listener: TransportListener) => Transport;
