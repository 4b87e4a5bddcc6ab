import type { Ack, EventsContract } from '@visavis/protocol';
import type { Socket } from 'socket.io';
import { toErrorAnswer } from '../http/error-answer.ts';
import { DomainError } from '../lib/domain-error.ts';
import type { Log, MakeId } from '../ports/index.ts';

export type AnyHandler = (payload: unknown, context: unknown) => Promise<unknown>;

/** Allows `burst` commands at once and `perSecond` in the long run, per connection. */
export const createCommandBudget = (now: () => number, burst = 200, perSecond = 60) => {
  let tokens = burst;
  let last = now();
  return (): boolean => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - last) / 1000) * perSecond);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

export interface BindOptions {
  readonly contract: EventsContract;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
  readonly context: (requestId: string) => unknown;
  readonly log: Log;
  readonly makeId: MakeId;
  readonly now: () => number;
}

/**
 * Every inbound command: rate, shape by the contract, then the handler; the answer is always an Ack envelope.
 * A command the contract does not know is refused too, so that a typing mistake never waits for ever.
 */
export const bindCommands = (socket: Socket, options: BindOptions): void => {
  const allowed = createCommandBudget(options.now);
  socket.onAny((name: string, ...args: unknown[]) => {
    const ack = args.at(-1);
    const payload = typeof ack === 'function' ? args[0] : args.at(-1);
    const requestId = options.makeId();
    const run = async (): Promise<Ack<unknown>> => {
      if (!allowed()) throw new DomainError('rate_limited', { retryAfterSeconds: 1 });
      // Own names only: `constructor` is in every object.
      const contract = Object.hasOwn(options.contract.commands, name) ? options.contract.commands[name] : undefined;
      const handler = options.handlers[name];
      if (!contract || !handler)
        throw new DomainError('request_invalid', { fields: { command: `unknown command ${name.slice(0, 60)}` } });
      const data = await handler(contract.payload.parse(payload), options.context(requestId));
      return { ok: true, data };
    };
    run()
      .catch(
        (error: unknown): Ack<unknown> => ({ ok: false, error: toErrorAnswer(error, requestId, options.log).body }),
      )
      .then((answer) => {
        if (typeof ack === 'function') ack(answer);
      })
      .catch((error: unknown) => options.log.error({ err: error, requestId }, 'answer could not be sent'));
  });
};
