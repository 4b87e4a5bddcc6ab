import type {
  Ack,
  CommandAck,
  CommandInput,
  CommandName,
  EventsContract,
  FactName,
  FactPayload,
} from '@visavis/protocol';
import { backoffDelayMs } from './backoff.ts';
import { CommandError } from './command-error.ts';
import { createSource, type Observable } from './observable.ts';
import { type SocketAddress, socketTransport } from './socket-transport.ts';
import { systemTimers, type Timers } from './timers.ts';
import type { ClosedReason, MakeTransport } from './transport.ts';

export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'online' }
  /** `attempt` failed tries so far; the next one at `retryAt` (milliseconds since 1970). */
  | { readonly status: 'offline'; readonly reason: string; readonly attempt: number; readonly retryAt: number }
  /** The server said no and will say no again: sign in, or ask for a new token, then `retryNow()`. */
  | { readonly status: 'refused'; readonly code: string };

export interface Connection<C extends EventsContract> {
  readonly state: Observable<ConnectionState>;
  /** Resolves with the acknowledged data; throws `CommandError` with the catalogue's code. */
  command<N extends CommandName<C>>(
    name: N,
    payload: CommandInput<C, N>,
    options?: { readonly timeoutMs?: number },
  ): Promise<CommandAck<C, N>>;
  on<N extends FactName<C>>(name: N, listener: (payload: FactPayload<C, N>) => void): () => void;
  /** Runs after every (re)connect, in order of registration: fetch the snapshot, sync messages, flush the outbox. */
  onReady(hook: () => void | Promise<void>): () => void;
  /** Tries at once instead of waiting for the next turn. */
  retryNow(): void;
  close(): void;
}

export interface ConnectOptions {
  readonly transport: MakeTransport;
  readonly timers?: Timers;
  /** Gives [0, 1). */
  readonly random?: () => number;
  /** Told when the machine finds its network again or the page is looked at again; returns the way to stop. */
  readonly wakeUps?: (wake: () => void) => () => void;
  /** A ready hook threw; the connection stays, the hook's owner decides. */
  readonly onHookError?: (error: unknown) => void;
}

const defaultTimeoutMs = 10_000;

/** Network back, page looked at again: the moments when waiting for the back-off would be silly. */
export function browserWakeUps(wake: () => void): () => void {
  if (typeof window === 'undefined') return () => undefined;
  const seen = () => {
    if (document.visibilityState === 'visible') wake();
  };
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', seen);
  };
}

/** Opens a connection over any transport. The contract is a type only: nothing of its schemas is bundled. */
export function connectOver<C extends EventsContract>(options: ConnectOptions): Connection<C> {
  const timers = options.timers ?? systemTimers;
  const random = options.random ?? Math.random;
  const state = createSource<ConnectionState>({ status: 'connecting' });
  const hooks = new Set<() => void | Promise<void>>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const pending = new Set<(error: CommandError) => void>();
  let attempt = 0;
  let cancelRetry: () => void = () => undefined;
  let closed = false;

  const transport = options.transport({
    opened() {
      if (closed) return;
      attempt = 0;
      state.set({ status: 'online' });
      void runHooks();
    },
    closed: (reason) => whenClosed(reason),
    fact(name, payload) {
      for (const listener of listeners.get(name) ?? []) listener(payload as never);
    },
  });

  async function runHooks(): Promise<void> {
    for (const hook of [...hooks]) {
      try {
        await hook();
      } catch (error) {
        options.onHookError?.(error);
      }
      if (state.get().status !== 'online') return;
    }
  }

  function whenClosed(reason: ClosedReason): void {
    if (closed) return;
    for (const reject of [...pending]) reject(CommandError.connectionLost());
    cancelRetry();
    if (reason.kind === 'refused' && !reason.retryable) {
      state.set({ status: 'refused', code: reason.code });
      return;
    }
    attempt += 1;
    const delayMs = backoffDelayMs(attempt, random);
    const why = reason.kind === 'refused' ? reason.code : reason.detail;
    state.set({ status: 'offline', reason: why, attempt, retryAt: timers.now() + delayMs });
    cancelRetry = timers.after(delayMs, open);
  }

  function open(): void {
    cancelRetry();
    if (closed || state.get().status === 'online') return;
    transport.open();
  }

  const stopWakeUps = (options.wakeUps ?? browserWakeUps)(() => {
    if (state.get().status === 'offline') open();
  });
  transport.open();

  return {
    state,
    command(name, payload, { timeoutMs = defaultTimeoutMs } = {}) {
      return new Promise((resolve, reject) => {
        if (state.get().status !== 'online') {
          reject(CommandError.connectionLost());
          return;
        }
        const settle = (error: CommandError) => {
          pending.delete(settle);
          cancelTimeout();
          reject(error);
        };
        const cancelTimeout = timers.after(timeoutMs, () => settle(CommandError.timeout(name, timeoutMs)));
        pending.add(settle);
        transport.emit(name, payload, (answer) => {
          if (!pending.delete(settle)) return;
          cancelTimeout();
          const ack = answer as Ack<CommandAck<C, typeof name>>;
          if (ack.ok) resolve(ack.data);
          else reject(CommandError.fromBody(ack.error));
        });
      });
    },
    on(name, listener) {
      const those = listeners.get(name) ?? new Set();
      listeners.set(name, those);
      those.add(listener as (payload: never) => void);
      return () => those.delete(listener as (payload: never) => void);
    },
    onReady(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    retryNow: () => {
      if (state.get().status !== 'online') {
        state.set({ status: 'connecting' });
        open();
      }
    },
    close() {
      closed = true;
      cancelRetry();
      stopWakeUps();
      for (const reject of [...pending]) reject(CommandError.connectionLost());
      transport.close();
    },
  };
}

/** Opens the realtime connection to the server. `connect<VisitorEvents>({ url: '', namespace: '/visitor', auth })`. */
export function connect<C extends EventsContract>(address: SocketAddress & Partial<ConnectOptions>): Connection<C> {
  return connectOver<C>({ ...address, transport: address.transport ?? socketTransport(address) });
}
