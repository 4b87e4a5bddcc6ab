import { DomainError } from '../../lib/domain-error.ts';

// Classes and codes that mean "the server is not there right now", not "the statement is wrong".
const UNAVAILABLE_SQLSTATE = /^(08...|57P0[1-5]|53300|58000)$/;
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
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|connection ended unexpectedly|not queryable/i;

/** True when the failure means that PostgreSQL cannot be reached or is going away. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'database_unavailable';
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return UNAVAILABLE_SQLSTATE.test(code) || UNAVAILABLE_CODES.has(code) || UNAVAILABLE_TEXT.test(error.message);
}

/** The same error, or `database_unavailable` (retryable) with the original as its cause. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof DomainError || !isDatabaseUnavailable(error)) return error;
  return new DomainError('database_unavailable', undefined, { cause: error });
}
