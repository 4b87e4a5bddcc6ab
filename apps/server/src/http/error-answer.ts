import { type ErrorBody, type ErrorCode, errorCatalogue } from '@visavis/protocol';
import { z } from 'zod';
import { DomainError } from '../lib/domain-error.ts';
import type { Log } from '../ports/index.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
}

const answer = (code: ErrorCode, requestId: string, details?: Readonly<Record<string, unknown>>): ErrorAnswer => ({
  status: errorCatalogue[code].status,
  body: {
    code,
    message: errorCatalogue[code].message,
    retryable: errorCatalogue[code].retryable,
    ...(details ? { details: { ...details } } : {}),
    requestId,
  },
});

/** Field path to message, for forms: `{ 'groups.0.level': 'Too big' }`. */
export const fieldMessages = (issues: readonly z.core.$ZodIssue[]): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const issue of issues) {
    const at = issue.path.map(String);
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) fields[[...at, key].join('.')] = 'unknown field';
    else fields[at.join('.') || '(body)'] ??= issue.message;
  }
  return fields;
};

const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request_invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request_invalid',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request_invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request_invalid',
  FST_ERR_VALIDATION: 'request_invalid',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
  FST_FILES_LIMIT: 'request_invalid',
  FST_FIELDS_LIMIT: 'request_invalid',
  FST_PARTS_LIMIT: 'request_invalid',
  FST_PROTO_VIOLATION: 'request_invalid',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'request_invalid',
};

/**
 * One of the two translators of failures (the other use is the socket binding): expected refusals keep their code,
 * everything else becomes `internal` with a request id and a log line; nothing of it leaks.
 */
export const toErrorAnswer = (error: unknown, requestId: string, log: Log): ErrorAnswer => {
  if (error instanceof DomainError) {
    if (errorCatalogue[error.code].reportable) log.error({ err: error, requestId, code: error.code }, 'request failed');
    else log.debug({ requestId, code: error.code, details: error.details }, 'request refused');
    return answer(error.code, requestId, error.details);
  }
  if (error instanceof z.ZodError) return answer('request_invalid', requestId, { fields: fieldMessages(error.issues) });
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? fastifyCodes[code] : undefined;
  if (known) return answer(known, requestId, { reason: (error as Error).message });
  if ((error as { statusCode?: unknown } | null)?.statusCode === 400)
    return answer('request_invalid', requestId, { reason: (error as Error).message });
  log.error({ err: error, requestId }, 'request failed unexpectedly');
  return answer('internal', requestId);
};
