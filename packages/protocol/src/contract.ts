import { z } from 'zod';
import { type ErrorCode, errorCodes } from './errors.ts';

/** The one shape of a failure, over HTTP and over the socket. */
export const ErrorBody = z
  .object({
    code: z.enum(errorCodes),
    message: z.string(),
    retryable: z.boolean(),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The answer to every socket command. */
export type Ack<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: ErrorBody };

/** Who may call. `agent` means any signed-in account; the others are roles. */
export type Audience = 'public' | 'visitor' | 'agent' | 'supervisor' | 'administrator' | 'visitor_or_agent';

export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Fastify style: `/api/v1/agents/:agentId`. */
  readonly path: string;
  readonly audience: Audience;
  /** Not for keys of machines: whoever calls has signed in. */
  readonly peopleOnly?: true;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** `null` for a bare 204; `'binary'` and `'multipart'` mark what is not JSON. */
  readonly response: z.ZodType | null | 'binary';
  readonly upload?: 'multipart';
  /** For JSON bodies that may be longer than usual. */
  readonly maxBodyBytes?: number;
  readonly errors: readonly ErrorCode[];
}
export const defineRoutes = <const R extends Record<string, RouteContract>>(routes: R): R => routes;

export interface CommandContract {
  readonly payload: z.ZodType;
  readonly ack: z.ZodType;
}
export interface FactContract {
  readonly payload: z.ZodType;
  /** True: lives only on the wire (typing, levels); never stored, never resent. */
  readonly ephemeral: boolean;
}
export interface EventsContract {
  readonly commands: Record<string, CommandContract>;
  readonly facts: Record<string, FactContract>;
}
export const defineEvents = <const C extends EventsContract>(contract: C): C => contract;
export const command = <P extends z.ZodType, A extends z.ZodType>(payload: P, ack: A) => ({ payload, ack });
export const fact = <P extends z.ZodType>(payload: P) => ({ payload, ephemeral: false }) as const;
export const ephemeral = <P extends z.ZodType>(payload: P) => ({ payload, ephemeral: true }) as const;
/** An acknowledgement that says only "done". */
export const Done = z.object({});

export type CommandName<C extends EventsContract> = keyof C['commands'] & string;
export type FactName<C extends EventsContract> = keyof C['facts'] & string;
export type CommandPayload<C extends EventsContract, N extends CommandName<C>> = z.output<C['commands'][N]['payload']>;
export type CommandInput<C extends EventsContract, N extends CommandName<C>> = z.input<C['commands'][N]['payload']>;
export type CommandAck<C extends EventsContract, N extends CommandName<C>> = z.output<C['commands'][N]['ack']>;
export type FactPayload<C extends EventsContract, N extends FactName<C>> = z.output<C['facts'][N]['payload']>;

/** Socket.IO's listener maps, made from the tables. */
export type CommandMap<C extends EventsContract> = {
  [N in CommandName<C>]: (payload: CommandInput<C, N>, ack: (answer: Ack<CommandAck<C, N>>) => void) => void;
};
export type FactMap<C extends EventsContract> = { [N in FactName<C>]: (payload: FactPayload<C, N>) => void };
