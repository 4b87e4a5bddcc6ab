import { describe, expect, it } from 'vitest';
import { readableLine } from './log-line.ts';

const at = { time: '2026-03-02T10:00:07.123Z' };

describe('a log line in a terminal', () => {
  it.each([
    [
      'the reason stands behind the phrase',
      { level: 40, ...at, reason: 'Janus 1.1.2 lacks security fixes of 1.4.1.', msg: 'media engine version is old' },
      '  10:00:07 warning: media engine version is old: Janus 1.1.2 lacks security fixes of 1.4.1.\n',
    ],
    [
      'of an error its message, and the fields that join lines',
      {
        level: 50,
        ...at,
        callId: 'c1',
        tries: 3,
        err: { type: 'Error', message: 'gone', stack: 'at …' },
        msg: 'job failed',
      },
      '  10:00:07 error: job failed: gone (callId c1, tries 3)\n',
    ],
    ['nothing but a phrase', { level: 40, ...at, msg: 'leader is late' }, '  10:00:07 warning: leader is late\n'],
  ])('%s', (_, fields, line) => {
    expect(readableLine(`${JSON.stringify(fields)}\n`)).toBe(line);
  });

  it('what is no JSON stays as it is', () => {
    expect(readableLine('plain words\n')).toBe('plain words\n');
  });
});
