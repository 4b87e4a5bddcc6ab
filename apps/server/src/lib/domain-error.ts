import { type ErrorCode, errorCatalogue } from '@visavis/protocol';

/** A broken business rule. The code decides status and text; `details` says what exactly, for developers and forms. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, details?: Record<string, unknown>, options?: { cause?: unknown }) {
    super(errorCatalogue[code].message, options);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}
