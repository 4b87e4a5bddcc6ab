import pino from 'pino';
import type { Log } from '../ports/log.ts';
import { readableLine } from './log-line.ts';

/** Where people read along, words; JSON for everything that collects logs. */
const forPeople = { write: (line: string): void => void process.stdout.write(readableLine(line)) };

/** One root logger; modules bind their own fields. Secrets never belong in fields; these paths are a second line of defence. */
export const createLog = (level: 'debug' | 'info' | 'warn' | 'error' | 'silent', terminal = false): Log => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', 'token', '*.password', '*.token', 'sdp', '*.sdp'], censor: '[hidden]' },
  };
  return (terminal ? pino(options, forPeople) : pino(options)) as unknown as Log;
};
