import type { ErrorBody, ErrorCode } from '@visavis/protocol';

/** Codes of the catalogue, and `network` when no answer came at all. */
export type FailureCode = ErrorCode | 'network';

/** A refused or failed request, told apart by its catalogue code. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: FailureCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;

  constructor(code: FailureCode, body?: Partial<ErrorBody>) {
    super(body?.message ?? code);
    this.code = code;
    this.details = body?.details ?? {};
    this.requestId = body?.requestId;
  }
}

/** The catalogue code of anything thrown by a request or a command. */
export function failureCode(thrown: unknown): FailureCode {
  if (thrown instanceof ApiError) return thrown.code;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code as FailureCode;
  }
  return 'internal';
}

/** Field name to developer message, from `details.fields` of a `request_invalid`. */
export function fieldFaults(thrown: unknown): Readonly<Record<string, string>> {
  const fields = thrown instanceof ApiError ? thrown.details.fields : undefined;
  const faults: Record<string, string> = {};
  if (Array.isArray(fields)) {
    for (const entry of fields as unknown[]) {
      if (typeof entry !== 'object' || entry === null) continue;
      const { path, message } = entry as { path?: unknown; message?: unknown };
      const name = Array.isArray(path) ? path.join('.') : path;
      if (typeof name === 'string') faults[name.replace(/^body\./, '')] = typeof message === 'string' ? message : '';
    }
  } else if (typeof fields === 'object' && fields !== null) {
    for (const [name, message] of Object.entries(fields)) faults[name.replace(/^body\./, '')] = String(message);
  }
  return faults;
}
