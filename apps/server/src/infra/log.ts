import pino from 'pino';
import type { Log } from '../ports/log.ts';

/** One root logger; modules bind their own fields. Secrets never belong in fields; these paths are a second line of defence. */
export const createLog = (level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', 'token', '*.password', '*.token', 'sdp', '*.sdp'], censor: '[hidden]' },
  }) as unknown as Log;
