import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

describe('how much is logged', () => {
  it.each([
    ['info', 'a service', {}, false],
    ['warn', 'a terminal, where people read along', {}, true],
    ['debug', 'a terminal where it was asked for', { VISAVIS_LOG_LEVEL: 'debug' }, true],
    ['error', 'a service where it was asked for', { VISAVIS_LOG_LEVEL: 'error' }, false],
  ] as const)('%s in %s', (level, _where, env, terminal) => {
    expect(loadConfig(env, terminal).logLevel).toBe(level);
  });
});
