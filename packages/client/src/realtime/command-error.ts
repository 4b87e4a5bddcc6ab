import type { ErrorBody, ErrorCode } from '@visavis/protocol';

/** The catalogue's codes, and the two that only a client can find out. */
export type FailureCode = ErrorCode | 'connection_lost' | 'command_timeout';

/** A command that was not carried out, or whose answer did not come. User text is looked up by `errors.<code>`. */
export class CommandError extends Error {
  readonly code: FailureCode;
  /** The same command may succeed later. */
  readonly retryable: boolean;
  readonly details: Record<string, unknown>;
  readonly requestId: string | undefined;

  constructor(
    code: FailureCode,
    message: string,
    retryable: boolean,
    details: Record<string, unknown> = {},
    requestId?: string,
  ) {
    super(`${code}: ${message}`);
    this.name = 'CommandError';
    this.code = code;
    this.retryable = retryable;
    this.details = details;
    this.requestId = requestId;
  }

  static fromBody(body: ErrorBody): CommandError {
    return new CommandError(body.code, body.message, body.retryable, body.details, body.requestId);
  }

  static connectionLost(): CommandError {
    return new CommandError('connection_lost', 'The connection to the server is not there.', true);
  }

  static timeout(name: string, timeoutMs: number): CommandError {
    return new CommandError('command_timeout', `No answer to ${name} within ${timeoutMs} ms.`, true);
  }
}
