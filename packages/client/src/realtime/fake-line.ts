import type { ErrorCode } from '@visavis/protocol';
import type { Timers } from './timers.ts';
import type { ClosedReason, MakeTransport, TransportListener } from './transport.ts';

/** Timers that only move when told; for tests. */
export function fakeTimers(start = 0): Timers & { advance(ms: number): void; pending(): number } {
  let now = start;
  let tasks: { at: number; task: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs, task) {
      const entry = { at: now + delayMs, task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = tasks.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        tasks = tasks.filter((other) => other !== next);
        now = next.at;
        next.task();
      }
      now = until;
    },
    pending: () => tasks.length,
  };
}

export interface FakeLine {
  readonly make: MakeTransport;
  readonly sent: { name: string; payload: unknown }[];
  opens: number;
  accept(): void;
  drop(detail?: string): void;
  refuse(code: ErrorCode, retryable?: boolean): void;
  fact(name: string, payload: unknown): void;
  /** How commands are answered; undefined leaves them open. */
  answer: (name: string, payload: unknown) => unknown;
}

/** A transport whose other end is the test. */
export function fakeLine(): FakeLine {
  let listener: TransportListener | undefined;
  const closed = (reason: ClosedReason) => listener?.closed(reason);
  const line: FakeLine = {
    sent: [],
    opens: 0,
    answer: () => undefined,
    accept: () => listener?.opened(),
    drop: (detail = 'transport close') => closed({ kind: 'lost', detail }),
    refuse: (code, retryable = false) => closed({ kind: 'refused', code, retryable }),
    fact: (name, payload) => listener?.fact(name, payload),
    make(given) {
      listener = given;
      return {
        open: () => {
          line.opens += 1;
        },
        close: () => {
          listener = undefined;
        },
        emit(name, payload, answer) {
          line.sent.push({ name, payload });
          const ack = line.answer(name, payload);
          if (ack !== undefined) queueMicrotask(() => answer(ack));
        },
      };
    },
  };
  return line;
}
