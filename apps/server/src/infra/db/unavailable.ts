import { DomainError } from '../../lib/domain-error.ts';

// Classes and codes that mean "the server is not there right now", not "the statement is wrong".
const UNAVAILABLE_SQLSTATE = /^(08...|57P0[1-5]|58000)$/;
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const UNAVAILABLE_TEXT =
  /connection terminated|client has encountered a connection error|connection ended unexpectedly|not queryable/i;

/** All connections are taken: of our pool (pg says it in words only), or of the server. */
const isBusy = (error: Error): boolean =>
  /timeout exceeded when trying to connect/i.test(error.message) || ('code' in error && error.code === '53300');

/** True when the failure means that PostgreSQL cannot be reached, is going away, or has no connection left. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'database_unavailable' || error.code === 'database_busy';
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    isBusy(error) ||
    UNAVAILABLE_SQLSTATE.test(code) ||
    UNAVAILABLE_CODES.has(code) ||
    UNAVAILABLE_TEXT.test(error.message)
  );
}

/** The same error, or `database_unavailable` or `database_busy` (both retryable) with the original as its cause. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError || !isDatabaseUnavailable(error)) return error;
  const code = error instanceof Error && isBusy(error) ? 'database_busy' : 'database_unavailable';
  return new DomainError(code, undefined, { cause: error });
}
